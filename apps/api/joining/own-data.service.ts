import { Injectable } from '@nestjs/common';
import { Between, In } from 'typeorm';
import type { OrderLife } from '#auction';
import { dayOf, SLOTS_PER_DAY, slotOf } from '#energy';
import { isMemberAt, type Membership, NEVER_SLOT, RETENTION_RULES } from '#joining';
import { AccountParticipant, Passkey, ProgramKey } from '../accounts/account.entities.js';
import { AccountsService } from '../accounts/accounts.service.js';
import type { CurrentAccount } from '../accounts/current-account.js';
import { SessionsService } from '../accounts/sessions.service.js';
import { ThrottleService } from '../accounts/throttle.service.js';
import { AuditEntry } from '../audit/audit-entry.entity.js';
import { PaymentOrderRow, StatementRow } from '../billing/billing.entities.js';
import { BillingAccountsService } from '../billing/billing-accounts.service.js';
import { HeldReceiptRow } from '../billing/held-receipt.entity.js';
import { PaymentDecisionRow } from '../billing/payment-decision.entity.js';
import { Database } from '../database/database.js';
import { BookQuestionsService } from '../market/book-questions.service.js';
import { TradeRow } from '../market/market.entities.js';
import { MarketStore } from '../market/market-store.js';
import { Reading } from '../metering/reading.entity.js';
import { ParticipantsService } from '../participants/participants.service.js';
import { PaymentPostingRow } from '../settlement/payment-posting.entity.js';
import { PostingRow } from '../settlement/settlement.entities.js';
import { Application, ApplicationEvent, ConsentEvent, Erasure } from './joining.entities.js';

/** Most rows of one kind in one export: some eleven years of one supply point. */
const MAX_ROWS = 200_000;

/** Why orders are not in an export, and how to have them: for people who read the file (docs/decisions/0063-orders-by-the-day.md). */
const ORDERS_NOTE = {
  ja: '注文はこのファイルに入っていません。ポータルの「自分のデータを受け取る」で日を選ぶか、サインインしたまま from の YYYY-MM-DD を days の日に置きかえて開くと、1日ずつ受け取れます。',
  en: 'Your orders are not in this file. Choose a day under "Get your data" in the portal or, signed in, open the address in "from" with each day of "days" in place of YYYY-MM-DD.',
} as const;

/** An order of one's own, and what became of it. */
export interface OwnOrder extends OrderLife {
  readonly slot: number;
  readonly participantId: string;
}

/** Everything that is held about a person. Its end: `LeavingService`. */
@Injectable()
export class OwnDataService {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountsService,
    private readonly sessions: SessionsService,
    private readonly participants: ParticipantsService,
    private readonly billingAccounts: BillingAccountsService,
    private readonly marketStore: MarketStore,
    private readonly books: BookQuestionsService,
    private readonly throttle: ThrottleService,
  ) {}

  /**
   * The orders of a day that the account's own supply points entered, by hand or by おまかせ, and their ends. They stand in the journals
   * under a name of each half hour, so a day's books are played again for them (docs/decisions/0063-orders-by-the-day.md).
   *
   * @throws IchienError DAY_INVALID, BOOK_DAMAGED, TOO_MANY_ATTEMPTS
   */
  async orders({ accountId, ownedParticipantIds }: CurrentAccount, day: string): Promise<OwnOrder[]> {
    const first = slotOf(day);
    return this.throttle.read(accountId, () => this.#ordersOf(ownedParticipantIds, first));
  }

  async #ordersOf(ownedParticipantIds: readonly string[], first: number): Promise<OwnOrder[]> {
    const owned = ownedParticipantIds.map((participantId) => this.participants.get(participantId));
    const orders: OwnOrder[] = [];
    for (const slot of await this.marketStore.opened(first, first + SLOTS_PER_DAY - 1)) {
      for (const participant of owned.filter((each) => isMemberAt(each, slot))) {
        const { participantId } = participant;
        for (const life of await this.books.ordersOf(slot, participantId))
          orders.push({ slot, participantId, ...life });
      }
    }
    return orders;
  }

  /** The JST days of which one of these households could have orders: a book was open while it took part. */
  async #daysWithBooks(owned: readonly Membership[]): Promise<string[]> {
    const days = new Set<string>();
    for (const { fromSlot, untilSlot } of owned) {
      const opened = await this.marketStore.opened(fromSlot, (untilSlot ?? NEVER_SLOT) - 1);
      for (const slot of opened) days.add(dayOf(slot));
    }
    return [...days].sort();
  }

  /** Everything held about the account and the supply points that are its own, for people and programs to read. */
  async export(account: CurrentAccount): Promise<object> {
    const { accountId, ownedParticipantIds } = account;
    const owned = ownedParticipantIds.map((participantId) => this.participants.get(participantId));
    const [view, sessions] = await Promise.all([this.accounts.view(accountId), this.sessions.list(account)]);
    const days = await this.#daysWithBooks(owned);
    return this.database.read(async (manager) => {
      const mine = { where: { accountId }, take: MAX_ROWS };
      const applications = await manager.find(Application, mine);
      const meters = In(owned.map(({ meterId }) => meterId));
      const ids = In([...ownedParticipantIds]);
      const billed = {
        where: { participantId: ids },
        order: { number: 'ASC', version: 'ASC' },
        take: MAX_ROWS,
      } as const;
      const payments = await manager.find(PaymentOrderRow, billed);
      const decisions = await manager.find(PaymentDecisionRow, {
        where: { number: In(payments.map(({ number }) => number)) },
        order: { entry: 'ASC' },
        take: MAX_ROWS,
      });
      const trades = await manager.find(TradeRow, {
        where: [{ buyerId: ids }, { sellerId: ids }],
        order: { slot: 'ASC', sequence: 'ASC' },
        take: MAX_ROWS,
      });
      return {
        account: view,
        sessions,
        passkeys: (await manager.find(Passkey, mine)).map(({ publicKey: _, ...passkey }) => passkey),
        // The key is the household's own: with it, it proves what it traded on its own computer.
        participants: owned,
        supplyPointNames: await manager.find(AccountParticipant, mine),
        applications,
        applicationEvents: await manager.find(ApplicationEvent, {
          where: { applicationId: In(applications.map(({ applicationId }) => applicationId)) },
        }),
        consents: await manager.find(ConsentEvent, mine),
        erasures: await manager.find(Erasure, mine),
        devices: (await manager.find(ProgramKey, { where: { meterId: meters } })).map(({ keyHash: _, ...key }) => key),
        // While it took part: at other times others may have the meter.
        readings: await manager.find(Reading, {
          where: owned.map(({ meterId, fromSlot, untilSlot }) => ({
            meterId,
            slot: Between(fromSlot, (untilSlot ?? NEVER_SLOT) - 1),
          })),
          order: { slot: 'ASC' },
          take: MAX_ROWS,
        }),
        orders: { note: ORDERS_NOTE, from: '/api/account/orders/YYYY-MM-DD', days },
        trades: trades.map((row) => withoutCounterpart(row, ownedParticipantIds)),
        postings: await manager.find(PostingRow, {
          where: { account: In(ownedParticipantIds.map((id) => `participant:${id}`)) },
          order: { slot: 'ASC' },
          take: MAX_ROWS,
        }),
        billingAccounts: await this.billingAccounts.of(manager, ownedParticipantIds),
        statements: (await manager.find(StatementRow, billed)).map(({ terms: _, content, adjustment, ...row }) => ({
          ...row,
          content: JSON.parse(content),
          adjustment: adjustment === null ? null : JSON.parse(adjustment),
        })),
        payments: payments.map(({ account: _, ...payment }) => payment),
        paymentDecisions: decisions.map(({ decidedBy: _, ...decision }) => decision),
        heldReceipts: await manager.find(HeldReceiptRow, billed),
        paymentPostings: await manager.find(PaymentPostingRow, {
          where: { account: In(ownedParticipantIds.flatMap(paymentAccountsOf)) },
          order: { entry: 'ASC' },
          take: MAX_ROWS,
        }),
        audit: await manager.find(AuditEntry, mine),
        retention: RETENTION_RULES,
      };
    });
  }
}

/** Where the ledger has what a participant owes and is owed. */
function paymentAccountsOf(participantId: string): string[] {
  return ['receivable', 'payable', 'returned', 'held'].map((kind) => `${kind}:${participantId}`);
}

/** A trade as one of its sides may have it: the other stays a pseudonym, and what a buyer wished for is the buyer's. */
function withoutCounterpart({ buyerId, sellerId, premiumSen, ...row }: TradeRow, own: readonly string[]): object {
  const asBuyer = own.includes(buyerId) && { buyerId, premiumSen };
  return { ...row, ...asBuyer, ...(own.includes(sellerId) && { sellerId }) };
}
