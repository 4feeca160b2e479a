import { Inject, Injectable } from '@nestjs/common';
import { type EntityManager, In, IsNull } from 'typeorm';
import { slotStartMs } from '#energy';
import { finalFromMs, HOLDING_STATES, nextSlot } from '#joining';
import { AccountParticipant } from '../accounts/account.entities.js';
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
    for (const participantId of staying) {
      await this.participants.stopOrders(participantId);
      await withdrawOrders(this.market, participantId);
    }
    const { rows, finish } = await this.database.transaction(async (manager) => {
      const rows: Erasure[] = [];
      const finish: (() => void)[] = [];
      for (const participantId of staying) {
        const untilSlot = await this.#untilSlot(manager, participantId);
        finish.push(await this.participants.endWithin(manager, participantId, untilSlot));
        const { meterId } = this.participants.get(participantId);
        const keysEndMs = slotStartMs(untilSlot) + this.config.settleDeadlineMs;
        finish.push(await this.keys.endOfMeterWithin(manager, meterId, keysEndMs));
        await this.applications.leaveWithin(manager, participantId, accountId);
        const [requestedAtMs, dueAtMs] = [this.clock.nowMs(), finalFromMs(untilSlot)];
        rows.push({ participantId, accountId, requestedAtMs, dueAtMs, doneAtMs: null });
      }
      await manager.insert(Erasure, rows);
      return { rows, finish };
    });
    for (const each of finish) each();
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
      await manager.delete(BillingAccountRow, { participantId });
      await manager.update(Erasure, { participantId }, { doneAtMs: this.clock.nowMs() });
      const access = await manager.findBy(AccountParticipant, { participantId });
      await manager.delete(AccountParticipant, { participantId });
      const { accountId } = row;
      if (!(await manager.existsBy(AccountParticipant, { accountId }))) await this.#forgetWithin(manager, accountId);
      return { finish, accountIds: new Set([accountId, ...access.map((each) => each.accountId)]) };
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
