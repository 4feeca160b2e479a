import { Injectable } from '@nestjs/common';
import { type EntityManager, In, IsNull } from 'typeorm';
import { CORRECTION_DAYS, HOLDING_STATES, RETENTION_RULES } from '#joining';
import { AccountParticipant, Passkey, ProgramKey } from '../accounts/account.entities.js';
import { AccountsService } from '../accounts/accounts.service.js';
import type { CurrentAccount } from '../accounts/current-account.js';
import { SessionsService } from '../accounts/sessions.service.js';
import { AuditEntry } from '../audit/audit-entry.entity.js';
import { Clock } from '../clock/clock.js';
import { Database } from '../database/database.js';
import { apiError } from '../errors.js';
import { TradeRow } from '../market/market.entities.js';
import { Reading } from '../metering/reading.entity.js';
import { ParticipantsService } from '../participants/participants.service.js';
import { PaymentPostingRow } from '../settlement/payment-posting.entity.js';
import { PostingRow } from '../settlement/settlement.entities.js';
import { ApplicationsService } from './applications.service.js';
import { Application, ApplicationEvent, ConsentEvent, Erasure } from './joining.entities.js';

const DAY_MS = 24 * 60 * 60_000;
/** Most rows of one kind in one export: some eleven years of one supply point. */
const MAX_ROWS = 200_000;
/** What an application no longer says once its applicant is forgotten. */
const FORGOTTEN = { supplyPointId: '', postcode: '', address: '', pv: null };

/** Everything that is held about a person, and its end. */
@Injectable()
export class OwnDataService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly accounts: AccountsService,
    private readonly sessions: SessionsService,
    private readonly participants: ParticipantsService,
    private readonly applications: ApplicationsService,
  ) {}

  /** Everything held about the account and the supply points that are its own, for people and programs to read. */
  async export(account: CurrentAccount): Promise<object> {
    const { accountId, ownedParticipantIds } = account;
    const owned = ownedParticipantIds.map((participantId) => this.participants.get(participantId));
    const [view, sessions] = await Promise.all([this.accounts.view(accountId), this.sessions.list(account)]);
    return this.database.read(async (manager) => {
      const mine = { where: { accountId }, take: MAX_ROWS };
      const applications = await manager.find(Application, mine);
      const meters = In(owned.map(({ meterId }) => meterId));
      const ids = In([...ownedParticipantIds]);
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
        readings: await manager.find(Reading, { where: { meterId: meters }, order: { slot: 'ASC' }, take: MAX_ROWS }),
        trades: trades.map((row) => withoutCounterpart(row, ownedParticipantIds)),
        postings: await manager.find(PostingRow, {
          where: { account: In(ownedParticipantIds.map((id) => `participant:${id}`)) },
          order: { slot: 'ASC' },
          take: MAX_ROWS,
        }),
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

  /**
   * Leaves: no agent trades for the supply points any more, and their keys are destroyed when no slot can be settled again. An
   * account that owns none has no key and no part in any slot: it is erased at once.
   *
   * @returns what is due for each supply point; empty if the account is gone
   * @throws IchienError ERASURE_REQUESTED
   */
  async leave({ accountId, ownedParticipantIds }: CurrentAccount): Promise<Erasure[]> {
    if (ownedParticipantIds.length === 0) {
      await this.#leaveAtOnce(accountId);
      return [];
    }
    const nowMs = this.clock.nowMs();
    const rows = ownedParticipantIds.map((participantId) => ({
      participantId,
      accountId,
      requestedAtMs: nowMs,
      dueAtMs: nowMs + CORRECTION_DAYS * DAY_MS,
      doneAtMs: null,
    }));
    await this.database.transaction(async (manager) => {
      if (await manager.existsBy(Erasure, { participantId: In([...ownedParticipantIds]) })) {
        throw apiError('ERASURE_REQUESTED', 'That was asked for already.', 'See the dates in your own data.');
      }
      await manager.insert(Erasure, rows);
    });
    for (const participantId of ownedParticipantIds) {
      const { mode, minSellPriceSen, maxBuyPriceSen } = this.participants.get(participantId);
      await this.participants.change(participantId, { mode, minSellPriceSen, maxBuyPriceSen, automatic: false });
    }
    return rows;
  }

  /** Households that asked to leave, the next due first. */
  erasures(limit: number): Promise<Erasure[]> {
    return this.database.read((manager) =>
      manager.find(Erasure, {
        where: { doneAtMs: IsNull() },
        order: { dueAtMs: 'ASC', participantId: 'ASC' },
        take: limit,
      }),
    );
  }

  /**
   * Destroys a household's key and overwrites who it was. What is on chain and in the books stays, and means nobody.
   *
   * @throws IchienError ERASURE_UNKNOWN, ERASURE_NOT_DUE
   */
  async erase(participantId: string): Promise<void> {
    const done = await this.database.transaction(async (manager) => {
      const row = await manager.findOneBy(Erasure, { participantId, doneAtMs: IsNull() });
      if (row === null) {
        throw apiError('ERASURE_UNKNOWN', `${participantId} has not asked to leave.`, 'Look at the list.', {
          participantId,
        });
      }
      if (this.clock.nowMs() <= row.dueAtMs) {
        throw apiError('ERASURE_NOT_DUE', 'Its slots can still be settled again.', 'Wait until it is due.', {
          dueAtMs: row.dueAtMs,
        });
      }
      const finish = await this.participants.eraseWithin(manager, participantId);
      await manager.update(Application, { participantId }, FORGOTTEN);
      await manager.update(Erasure, { participantId }, { doneAtMs: this.clock.nowMs() });
      await manager.delete(AccountParticipant, { participantId });
      const { accountId } = row;
      if (!(await manager.existsBy(AccountParticipant, { accountId }))) await this.#forgetWithin(manager, accountId);
      return { finish, accountId };
    });
    done.finish();
    this.sessions.forget(done.accountId);
  }

  /** Takes back what it asked for, then overwrites who it was. Broken off, it can be asked for again. */
  async #leaveAtOnce(accountId: string): Promise<void> {
    const states = HOLDING_STATES.filter((state) => state !== 'enrolled');
    const open = await this.database.read((manager) => manager.findBy(Application, { accountId, state: In(states) }));
    for (const { applicationId } of open) {
      await this.applications.step(applicationId, 'withdraw', 'applicant', { accountId });
    }
    await this.database.transaction(async (manager) => {
      await manager.update(Application, { accountId }, FORGOTTEN);
      await manager.delete(AccountParticipant, { accountId });
      await this.#forgetWithin(manager, accountId);
    });
    this.sessions.forget(accountId);
  }

  async #forgetWithin(manager: EntityManager, accountId: string): Promise<void> {
    await this.accounts.forgetWithin(manager, accountId);
    await this.sessions.endAllWithin(manager, accountId);
  }
}

/** Where the ledger has what a participant owes and is owed. */
function paymentAccountsOf(participantId: string): string[] {
  return ['receivable', 'payable', 'returned'].map((kind) => `${kind}:${participantId}`);
}

/** A trade as one of its sides may have it: the other stays a pseudonym. */
function withoutCounterpart({ buyerId, sellerId, ...row }: TradeRow, own: readonly string[]): object {
  return { ...row, ...(own.includes(buyerId) && { buyerId }), ...(own.includes(sellerId) && { sellerId }) };
}
