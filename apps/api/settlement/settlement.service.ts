import { Inject, Injectable } from '@nestjs/common';
import { Subject } from 'rxjs';
import { slotEndMs } from '#energy';
import type { SettlementRules } from '#settlement';
import { Clock } from '../clock/clock.js';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { Database } from '../database/database.js';
import { apiError } from '../errors.js';
import { MarketSlot } from '../market/market.entities.js';
import { MeteringService } from '../metering/metering.service.js';
import { ParticipantsService } from '../participants/participants.service.js';
import { AnchorService } from '../provenance/anchor.service.js';
import { OutdatedSlots } from './outdated-slots.js';
import { AllocationRow, PostingRow, Settlement } from './settlement.entities.js';
import { SlotSettler } from './slot-settler.js';

/** Most slots that one call settles: the scheduler comes again. */
const MAX_SLOTS_A_CALL = 96;

/** A settlement as queries show it. */
export interface SettlementView extends Omit<Settlement, 'rules' | 'checkedCut' | 'checkedPrice'> {
  /** Rates and rules as used; null for settlements older than rule sets. */
  readonly rules: SettlementRules | null;
  readonly allocations: readonly AllocationRow[];
  readonly postings: readonly PostingRow[];
}

/**
 * Settles closed slots from their trades, readings, rules and grants, each slot in one transaction. Whatever comes later and
 * changes something makes a new version, which posts only the difference; what changes nothing writes no version.
 */
@Injectable()
export class SettlementService {
  /** Slots that were just settled, or settled anew. */
  readonly settled$ = new Subject<{ readonly slot: number; readonly version: number }>();
  /** Every slot of the market before this one is settled. */
  #settledBefore = 0;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly metering: MeteringService,
    private readonly participants: ParticipantsService,
    private readonly anchor: AnchorService,
    private readonly outdated: OutdatedSlots,
    private readonly settler: SlotSettler,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  /**
   * Settles what can be settled now: closed slots that have ended and whose readings are complete or past the deadline,
   * and, unless the outbox is full, settled slots for which
   * something has come since. A slot that cannot be settled does not keep the others from it; the first such error is thrown
   * when all were tried. Returns how many settlements were made.
   */
  async settleDue(): Promise<number> {
    const unsettled = await this.#unsettledSlots();
    const due: number[] = [];
    for (const slot of unsettled.slice(0, MAX_SLOTS_A_CALL)) {
      if (await this.#isDue(slot)) due.push(slot);
    }
    const waiting = this.outdated.all();
    const outdated = waiting.length > 0 && !(await this.anchor.isFull()) ? waiting : [];
    for (const slot of outdated.slice(0, MAX_SLOTS_A_CALL)) {
      if (unsettled.includes(slot)) continue;
      if ((await this.#latest(slot)) === null) this.outdated.delete(slot);
      else due.push(slot);
    }
    const errors: unknown[] = [];
    let made = 0;
    for (const slot of due) {
      try {
        // Gaps of a slot that is past its deadline are filled by rule before it is settled for the first time.
        if (unsettled.includes(slot)) await this.metering.substituteMissing(slot);
        if (await this.settle(slot)) made++;
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
    return made;
  }

  /** How many ended slots wait for their settlement, and since when the oldest: for the health page. */
  async backlog(): Promise<{ slots: number; oldestSlot: number | undefined }> {
    const now = this.clock.nowMs();
    const slots = (await this.#unsettledSlots()).filter((slot) => slotEndMs(slot) <= now);
    return { slots: slots.length, oldestSlot: slots[0] };
  }

  /**
   * Settles one closed slot with what is at hand, as its next version. Safe to call again at any time: false, and no version,
   * if nothing has changed since the last one.
   */
  async settle(slot: number): Promise<boolean> {
    // A reading that arrives from here on is after the cut, and outdates the slot again.
    const readingCut = this.metering.lastArrival;
    this.outdated.delete(slot);
    try {
      await this.participants.deriveClaimAccounts();
      const version = await this.database.transaction((manager) => this.settler.settle(manager, slot, readingCut));
      if (version !== undefined) this.settled$.next({ slot, version });
      return version !== undefined;
    } catch (error) {
      this.outdated.add(slot);
      throw error;
    }
  }

  /** The newest settlement of a slot. @throws IchienError SETTLEMENT_UNKNOWN */
  async latest(slot: number): Promise<SettlementView> {
    const { areaId } = this.config;
    const settlement = await this.#latest(slot);
    if (settlement === null) {
      throw apiError(
        'SETTLEMENT_UNKNOWN',
        `Slot ${slot} has not been settled.`,
        'Ask again after its readings are in.',
        {
          slot,
        },
      );
    }
    const { rules, checkedCut: _, checkedPrice: __, ...figures } = settlement;
    const { version } = figures;
    return this.database.read(async (manager) => ({
      ...figures,
      rules: rules === '' ? null : JSON.parse(rules),
      allocations: await manager.find(AllocationRow, {
        where: { areaId, slot, version },
        order: { tradeSequence: 'ASC' },
      }),
      postings: await manager.find(PostingRow, { where: { areaId, slot }, order: { version: 'ASC', item: 'ASC' } }),
    }));
  }

  async #isDue(slot: number): Promise<boolean> {
    const endMs = slotEndMs(slot);
    const now = this.clock.nowMs();
    if (now < endMs) return false;
    if (now >= endMs + this.config.settleDeadlineMs) return true;
    return this.metering.isComplete(slot);
  }

  /**
   * Closed slots without a settlement, ascending. Looks from the oldest one that it found the last time: all before it are settled,
   * and a slot is only opened for times to come. After a restart it looks at all of them once.
   */
  async #unsettledSlots(): Promise<number[]> {
    const from = this.#settledBefore;
    const rows = await this.database.read((manager) =>
      manager
        .createQueryBuilder(MarketSlot, 'm')
        .select(['m.slot AS "slot"', 'm.state AS "state"'])
        .leftJoin(Settlement, 's', 's.areaId = m.areaId AND s.slot = m.slot')
        .where('m.areaId = :areaId AND m.slot >= :from AND s.slot IS NULL', { areaId: this.config.areaId, from })
        .orderBy('m.slot')
        .getRawMany<{ slot: number; state: MarketSlot['state'] }>(),
    );
    this.#settledBefore = rows[0]?.slot ?? from;
    return rows.filter(({ state }) => state === 'closed').map(({ slot }) => slot);
  }

  #latest(slot: number): Promise<Settlement | null> {
    return this.database.read((manager) =>
      manager.findOne(Settlement, { where: { areaId: this.config.areaId, slot }, order: { version: 'DESC' } }),
    );
  }
}
