import { Inject, Injectable } from '@nestjs/common';
import { Subject } from 'rxjs';
import type { EntityManager } from 'typeorm';
import { assertSlot, formatSlot, slotEndMs } from '#energy';
import { checkGrants, type Grant, grantMillisen, rewardedOf } from '#settlement';
import { Clock } from '../clock/clock.js';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { Database, insertRows } from '../database/database.js';
import { apiError } from '../errors.js';
import { MarketSlot } from '../market/market.entities.js';
import { ParticipantsService } from '../participants/participants.service.js';
import { assertNotFinal } from './final-slot.js';
import { GrantRow } from './settlement.entities.js';

/** Most grants in one delivery. */
export const MAX_REQUEST_GRANTS = 5_000;

/** Takes in rewards for flexibility and accruals for the regional fund; the slot's next settlement version posts them. */
@Injectable()
export class GrantsService {
  /** The slot for which grants were just stored. */
  readonly stored$ = new Subject<number>();
  #tail: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly participants: ParticipantsService,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  /**
   * Stores grants of one slot, all or none. A grant that is stored already is passed over: sending twice pays once.
   *
   * @returns how many were new
   * @throws IchienError SLOT_INVALID, SLOT_UNKNOWN, SLOT_FINAL, GRANT_EARLY, INPUT_TOO_LARGE; naming the row GRANT_INVALID,
   *   GRANT_DUPLICATE, GRANT_RECEIVER_REFUSED, and GRANT_CHANGED if an id is known with other terms
   */
  store(slot: number, grants: readonly Grant[]): Promise<number> {
    // One call at a time: what is known is looked up before it is stored.
    const result = this.#tail.then(() => this.#store(slot, grants));
    this.#tail = result.catch(() => undefined);
    return result;
  }

  async #store(slot: number, grants: readonly Grant[]): Promise<number> {
    assertSlot(slot);
    const nowMs = this.clock.nowMs();
    assertOver(slot, nowMs);
    assertNotFinal(slot, nowMs);
    checkGrants(grants);
    const { areaId } = this.config;
    const count = await this.database.transaction(async (manager) => {
      if (!(await manager.existsBy(MarketSlot, { areaId, slot }))) throw slotUnknown(slot);
      const known = await this.ofSlot(manager, slot);
      const fresh = this.#newOnes(slot, grants, known);
      checkGrants([...known, ...fresh]);
      await insertRows(
        manager,
        GrantRow,
        fresh.map((grant) => rowOf(grant, { areaId, slot, grantedAtMs: nowMs })),
      );
      return fresh.length;
    });
    if (count > 0) this.stored$.next(slot);
    return count;
  }

  /** Those that are not stored yet, each for a household that takes part in the slot. */
  #newOnes(slot: number, grants: readonly Grant[], known: readonly Grant[]): Grant[] {
    const stored = new Map(known.map((grant) => [grant.grantId, termsOf(grant)]));
    const members = new Set(this.participants.members(slot).map(({ participantId }) => participantId));
    return grants.filter((grant, index) => {
      const terms = stored.get(grant.grantId);
      if (terms !== undefined) {
        if (terms !== termsOf(grant)) throw changed(grant, index + 1, slot);
        return false;
      }
      const participantId = rewardedOf(grant);
      if (participantId !== undefined && !members.has(participantId)) {
        throw receiverRefused(participantId, index + 1, slot);
      }
      return true;
    });
  }

  /** The grants of a slot, by id. */
  async ofSlot(manager: EntityManager, slot: number): Promise<Grant[]> {
    const { areaId } = this.config;
    const rows = await manager.find(GrantRow, { where: { areaId, slot }, order: { grantId: 'ASC' } });
    return rows.map(({ terms }) => JSON.parse(terms));
  }
}

/** The same text for the same terms. */
function termsOf({ grantId, line, from, to, energyWh, pay }: Grant): string {
  return JSON.stringify({ grantId, line, from, to, energyWh, pay });
}

function rowOf(grant: Grant, place: Pick<GrantRow, 'areaId' | 'slot' | 'grantedAtMs'>): GrantRow {
  const { grantId, line, from: payer, to: receiver, energyWh } = grant;
  const amountMillisen = grantMillisen(grant);
  return { ...place, grantId, terms: termsOf(grant), line, payer, receiver, energyWh, amountMillisen };
}

/** A reward is for what was metered; and who takes part in a half hour to come may still leave before it. */
function assertOver(slot: number, nowMs: number): void {
  if (slotEndMs(slot) <= nowMs) return;
  const what = `Slot ${formatSlot(slot)} is not over.`;
  throw apiError('GRANT_EARLY', what, 'Give grants after the half hour. Nothing was stored.', { slot });
}

function slotUnknown(slot: number) {
  const what = `Slot ${formatSlot(slot)} was never opened: nothing is settled in it.`;
  return apiError('SLOT_UNKNOWN', what, 'Choose a half hour of the programme. Nothing was stored.', { slot });
}

function changed({ grantId }: Grant, row: number, slot: number) {
  return apiError(
    'GRANT_CHANGED',
    `Row ${row}: the grant ${grantId} of slot ${slot} is stored with other terms.`,
    'A grant is never changed: give a further one with an id of its own. Nothing was stored.',
    { row, grantId, slot },
  );
}

function receiverRefused(participantId: string, row: number, slot: number) {
  return apiError(
    'GRANT_RECEIVER_REFUSED',
    `Row ${row}: ${participantId} takes no part in slot ${formatSlot(slot)}.`,
    'Reward households that took part in the half hour. Nothing was stored.',
    { row, participantId, slot },
  );
}
