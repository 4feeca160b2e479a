import { Inject, Injectable } from '@nestjs/common';
import { type EntityManager, In, IsNull, MoreThan } from 'typeorm';
import { SLOTS_PER_DAY, slotAt, slotOf, slotStartMs } from '#energy';
import { finalFromMs, HOLDING_STATES, nextSlot } from '#joining';
import { Account, AccountParticipant } from '../accounts/account.entities.js';
import { AccountsService } from '../accounts/accounts.service.js';
import type { CurrentAccount } from '../accounts/current-account.js';
import { ProgramKeysService } from '../accounts/program-keys.service.js';
import { SessionsService } from '../accounts/sessions.service.js';
import { BillingAccountRow } from '../billing/billing.entities.js';
import { Clock } from '../clock/clock.js';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { Database } from '../database/database.js';
import { apiError } from '../errors.js';
import { TradeRow } from '../market/market.entities.js';
import { MarketService } from '../market/market.service.js';
import { withdrawOrders } from '../market/withdraw-orders.js';
import { ParticipantsService } from '../participants/participants.service.js';
import { ApplicationsService } from './applications.service.js';
import { Application, Erasure } from './joining.entities.js';

/** What an application no longer says once its applicant is forgotten. */
const FORGOTTEN = { supplyPointId: '', postcode: '', address: '', pv: null };

/** Furthest that a contract's end is known ahead. */
const MAX_DAYS_AHEAD = 366;

const LISTED = {
  ...{ participantId: true, accountId: true, endedByAccountId: true },
  ...{ requestedAtMs: true, dueAtMs: true, doneAtMs: true },
} as const;

/** What staff say when they end a contract. */
export interface ContractEnd {
  /** Why: the household may read it in its own data. */
  readonly reason: string;
  /** JST day, the last of the contract; undefined: it ends at once. */
  readonly lastDay?: string;
}

/** Whose account goes with the households, and who ends their membership, why and where; undefined: as soon as may be. */
interface Ending {
  readonly owner: string | null;
  readonly accountId: string;
  readonly actor: 'applicant' | 'operator';
  readonly reason: string | null;
  readonly untilSlot: number | undefined;
}

/** The end of a membership, and of what is held about a person (docs/accounts.md, docs/decisions/0043-memberships.md). */
@Injectable()
export class LeavingService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly accounts: AccountsService,
    private readonly sessions: SessionsService,
    private readonly keys: ProgramKeysService,
    private readonly market: MarketService,
    private readonly participants: ParticipantsService,
    private readonly applications: ApplicationsService,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  /**
   * Leaves with all that the account owns: orders end now, the membership behind the last half hour that was traded, and the key is
   * destroyed when none of its slots can be settled again. An account that owns nothing has no key and no part in any slot: it is
   * erased at once. Broken off, it can be asked for again.
   *
   * @returns what is due for each supply point; empty if the account is gone
   * @throws IchienError ERASURE_REQUESTED; QUEUE_FULL, STORE_FAILED: ask again
   */
  async leave({ accountId, ownedParticipantIds }: CurrentAccount): Promise<Erasure[]> {
    if (ownedParticipantIds.length === 0) {
      await this.#leaveAtOnce(accountId);
      return [];
    }
    const asked = await this.database.read((manager) =>
      manager.findBy(Erasure, { participantId: In([...ownedParticipantIds]) }),
    );
    const staying = ownedParticipantIds.filter((id) => !asked.some(({ participantId }) => participantId === id));
    if (staying.length === 0) {
      throw apiError('ERASURE_REQUESTED', 'That was asked for already.', 'See the dates in your own data.');
    }
    return this.#end(staying, { owner: accountId, actor: 'applicant', accountId, reason: null, untilSlot: undefined });
  }

  /**
   * Ends a household's contract as its own leaving does, for who moved away, died or is excluded. It ends at once, or behind a last
   * day; what is traded beyond that day already is delivered all the same.
   *
   * @throws IchienError PARTICIPANT_UNKNOWN, CONTRACT_END_INVALID (a last day that is past or more than a year ahead),
   * ERASURE_REQUESTED; QUEUE_FULL, STORE_FAILED: ask again
   */
  async end(participantId: string, accountId: string, { reason, lastDay }: ContractEnd): Promise<Erasure> {
    this.participants.get(participantId);
    const untilSlot = lastDay === undefined ? undefined : this.#behind(lastDay);
    const { asked, owner } = await this.database.read(async (manager) => ({
      asked: await manager.existsBy(Erasure, { participantId }),
      owner: await residentOf(manager, participantId),
    }));
    if (asked) {
      throw apiError('ERASURE_REQUESTED', `The contract of ${participantId} ends already.`, 'See when.', {
        participantId,
      });
    }
    const by = { owner, actor: 'operator', accountId, reason, untilSlot } as const;
    const [row] = await this.#end([participantId], by);
    return row!;
  }

  /** The first slot behind a last day. */
  #behind(lastDay: string): number {
    const nowMs = this.clock.nowMs();
    const untilSlot = slotOf(lastDay) + SLOTS_PER_DAY;
    if (untilSlot < nextSlot(nowMs) || untilSlot > slotAt(nowMs) + MAX_DAYS_AHEAD * SLOTS_PER_DAY) {
      const what = `A contract cannot end on ${lastDay}.`;
      throw apiError('CONTRACT_END_INVALID', what, `Name today or a day of the next ${MAX_DAYS_AHEAD}.`, { lastDay });
    }
    return untilSlot;
  }

  /** Refuses orders, cancels what rests, then states the end in one transaction: broken off, it can be asked for again. */
  async #end(participantIds: readonly string[], by: Ending): Promise<Erasure[]> {
    const { owner, accountId, actor, reason } = by;
    const undo: (() => void)[] = [];
    try {
      for (const participantId of participantIds) {
        const untilSlot = by.untilSlot ?? 0;
        if (untilSlot === 0) await this.participants.stopOrders(participantId);
        else undo.push(this.participants.holdEnd(participantId, untilSlot));
        await withdrawOrders(this.market, participantId, (_, slot) => slot >= untilSlot);
      }
      const { rows, finish } = await this.database.transaction(async (manager) => {
        const rows: Erasure[] = [];
        const finish: (() => void)[] = [];
        for (const participantId of participantIds) {
          const untilSlot = Math.max(by.untilSlot ?? 0, await this.#untilSlot(manager, participantId));
          finish.push(await this.participants.endWithin(manager, participantId, untilSlot));
          const { meterId } = this.participants.get(participantId);
          const keysEndMs = slotStartMs(untilSlot) + this.config.settleDeadlineMs;
          finish.push(await this.keys.endOfMeterWithin(manager, meterId, keysEndMs));
          await this.applications.leaveWithin(manager, participantId, { accountId, actor, reason: reason ?? '' });
          const endedByAccountId = actor === 'applicant' ? null : accountId;
          const [requestedAtMs, dueAtMs] = [this.clock.nowMs(), finalFromMs(untilSlot)];
          const row = {
            participantId,
            accountId: owner,
            endedByAccountId,
            reason,
            requestedAtMs,
            dueAtMs,
            doneAtMs: null,
          };
          rows.push(row);
        }
        await manager.insert(Erasure, rows);
        return { rows, finish };
      });
      for (const each of finish) each();
      return rows;
    } catch (error) {
      for (const each of undo) each();
      throw error;
    }
  }

  /** A page of the households that leave, the next due first, from behind `after` on; why is not for everybody who sees the list. */
  erasures(limit: number, after?: Pick<Erasure, 'dueAtMs' | 'participantId'>): Promise<Omit<Erasure, 'reason'>[]> {
    const waits = { doneAtMs: IsNull() };
    const behind = after && [
      { ...waits, dueAtMs: MoreThan(after.dueAtMs) },
      { ...waits, dueAtMs: after.dueAtMs, participantId: MoreThan(after.participantId) },
    ];
    return this.database.read((manager) =>
      manager.find(Erasure, {
        select: LISTED,
        where: behind ?? waits,
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
      await manager.delete(BillingAccountRow, { participantId });
      await manager.update(Erasure, { participantId }, { doneAtMs: this.clock.nowMs() });
      const access = await manager.findBy(AccountParticipant, { participantId });
      await manager.delete(AccountParticipant, { participantId });
      const { accountId } = row;
      const accounts = accountId === null ? [] : [accountId];
      for (const owner of accounts) {
        if (!(await manager.existsBy(AccountParticipant, { accountId: owner })))
          await this.#forgetWithin(manager, owner);
      }
      return { finish, accountIds: new Set([...accounts, ...access.map((each) => each.accountId)]) };
    });
    done.finish();
    // The family's rights ended too.
    for (const accountId of done.accountIds) this.sessions.forget(accountId);
  }

  /** Behind the last slot in which it has traded, or still may because its book did not let an order go. */
  async #untilSlot(manager: EntityManager, participantId: string): Promise<number> {
    const last = await manager
      .createQueryBuilder(TradeRow, 't')
      .select('MAX(t.slot)', 'slot')
      .where('t.areaId = :areaId AND (t.buyerId = :participantId OR t.sellerId = :participantId)', {
        areaId: this.config.areaId,
        participantId,
      })
      .getRawOne<{ slot: string | number | null }>();
    const resting = this.market
      .openSlots()
      .findLast((slot) => (this.market.position(slot, participantId)?.orders.length ?? 0) > 0);
    const { fromSlot } = this.participants.get(participantId);
    return Math.max(nextSlot(this.clock.nowMs()), fromSlot, Number(last?.slot ?? 0) + 1, (resting ?? 0) + 1);
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

/** The account of a household's own person, if it has one. Staff that own a supply point are not forgotten with it. */
async function residentOf(manager: EntityManager, participantId: string): Promise<string | null> {
  const row = await manager
    .createQueryBuilder(AccountParticipant, 'p')
    .innerJoin(Account, 'a', "a.accountId = p.accountId AND a.role = 'resident'")
    .select('p.accountId', 'accountId')
    .where("p.participantId = :participantId AND p.access = 'owner'", { participantId })
    .orderBy('p.accountId')
    .getRawOne<{ accountId: string }>();
  return row?.accountId ?? null;
}
