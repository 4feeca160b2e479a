import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Subject } from 'rxjs';
import type { EntityManager } from 'typeorm';
import { dayOf, formatSlot, slotEndMs } from '#energy';
import { type Posting, postingDifference, type SlotSettlement, settleSlot } from '#settlement';
import { settlementRulesAt } from '#tariff';
import { Clock } from '../clock/clock.js';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { Database, insertRows } from '../database/database.js';
import { apiError } from '../errors.js';
import { MarketSlot, TradeRow } from '../market/market.entities.js';
import { latestReadings } from '../metering/latest-readings.js';
import { MeteringService } from '../metering/metering.service.js';
import { Reading } from '../metering/reading.entity.js';
import { ParticipantsService } from '../participants/participants.service.js';
import { AnchorService } from '../provenance/anchor.service.js';
import { ProvenanceService } from '../provenance/provenance.service.js';
import { AllocationRow, PostingRow, Settlement } from './settlement.entities.js';

/** Most slots that one call settles: the scheduler comes again. */
const MAX_SLOTS_A_CALL = 96;

/** A settlement as queries show it. */
export interface SettlementView extends Omit<Settlement, 'readingCut'> {
  readonly allocations: readonly AllocationRow[];
  readonly postings: readonly PostingRow[];
}

/**
 * Settles closed slots from their trades and readings. A reading that comes late or is corrected makes a new version,
 * which posts only the difference.
 */
@Injectable()
export class SettlementService implements OnModuleInit {
  /** Slots that were just settled, or settled anew. */
  readonly settled$ = new Subject<{ readonly slot: number; readonly version: number }>();
  readonly #logger = new Logger(SettlementService.name);
  /** Settled slots for which a reading has arrived since. */
  readonly #outdated = new Set<number>();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly metering: MeteringService,
    private readonly participants: ParticipantsService,
    private readonly provenance: ProvenanceService,
    private readonly anchor: AnchorService,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  /** Finds readings that arrived but were not settled before the last stop, then follows new ones. */
  async onModuleInit(): Promise<void> {
    const slots = await this.database.read((manager) =>
      manager
        .createQueryBuilder(Reading, 'r')
        .select('DISTINCT r.slot', 'slot')
        .innerJoin(Settlement, 's', 's.slot = r.slot AND s.areaId = :areaId', { areaId: this.config.areaId })
        .groupBy('r.slot')
        .having('MAX(r.arrival) > MAX(s.readingCut)')
        .getRawMany<{ slot: number }>(),
    );
    for (const { slot } of slots) this.#outdated.add(slot);
    this.metering.stored$.subscribe((readings) => {
      for (const { slot } of readings) this.#outdated.add(slot);
    });
  }

  /**
   * Settles what can be settled now: closed slots that have ended and whose readings are complete or past the deadline,
   * and, unless the outbox is full, settled slots with newer readings. A slot that cannot be settled does not keep the others from it; the first
   * such error is thrown when all were tried. Returns how many settlements were made.
   */
  async settleDue(): Promise<number> {
    const unsettled = await this.#unsettledSlots();
    const due: number[] = [];
    for (const slot of unsettled.slice(0, MAX_SLOTS_A_CALL)) {
      if (await this.#isDue(slot)) due.push(slot);
    }
    const outdated = this.#outdated.size > 0 && !(await this.anchor.isFull()) ? [...this.#outdated] : [];
    for (const slot of outdated.slice(0, MAX_SLOTS_A_CALL)) {
      if (unsettled.includes(slot)) continue;
      if ((await this.#latest(slot)) === null) this.#outdated.delete(slot);
      else due.push(slot);
    }
    const errors: unknown[] = [];
    for (const slot of due) await this.settle(slot).catch((error: unknown) => errors.push(error));
    if (errors.length > 0) throw errors[0];
    return due.length;
  }

  /** How many ended slots wait for their settlement, and since when the oldest: for the health page. */
  async backlog(): Promise<{ slots: number; oldestSlot: number | undefined }> {
    const now = this.clock.nowMs();
    const slots = (await this.#unsettledSlots()).filter((slot) => slotEndMs(slot) <= now);
    return { slots: slots.length, oldestSlot: slots[0] };
  }

  /** Settles one closed slot with the readings at hand, as its next version. */
  async settle(slot: number): Promise<void> {
    // A reading that arrives from here on is after the cut, and outdates the slot again.
    const readingCut = this.metering.lastArrival;
    this.#outdated.delete(slot);
    try {
      const version = await this.database.transaction((manager) => this.#settle(manager, slot, readingCut));
      this.settled$.next({ slot, version });
    } catch (error) {
      this.#outdated.add(slot);
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
    const { version } = settlement;
    return this.database.read(async (manager) => ({
      ...settlement,
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
    return (await this.metering.countOf(slot)) >= this.participants.countAt(endMs);
  }

  /** Closed slots without a settlement, ascending. */
  async #unsettledSlots(): Promise<number[]> {
    const rows = await this.database.read((manager) =>
      manager
        .createQueryBuilder(MarketSlot, 'm')
        .select('m.slot', 'slot')
        .leftJoin(Settlement, 's', 's.areaId = m.areaId AND s.slot = m.slot')
        .where("m.areaId = :areaId AND m.state = 'closed' AND s.slot IS NULL", { areaId: this.config.areaId })
        .orderBy('m.slot')
        .getRawMany<{ slot: number }>(),
    );
    return rows.map(({ slot }) => slot);
  }

  /** @returns the new version */
  async #settle(manager: EntityManager, slot: number, readingCut: number): Promise<number> {
    const { areaId } = this.config;
    const trades = await manager.find(TradeRow, { where: { areaId, slot }, order: { sequence: 'ASC' } });
    const readings = await latestReadings(manager, slot, readingCut);
    const previous = await manager.find(PostingRow, {
      where: { areaId, slot },
      order: { version: 'ASC', item: 'ASC' },
    });
    const version = ((await manager.maximum(Settlement, 'version', { areaId, slot })) ?? 0) + 1;
    const result = settleSlot(
      trades,
      readings.map(({ meterId, exportWh, importWh }) => ({
        participantId: this.participants.ofMeter(meterId).participantId,
        exportWh,
        importWh,
      })),
      settlementRulesAt(dayOf(slot)),
    );
    const missingReadings = Math.max(0, this.participants.countAt(slotEndMs(slot)) - readings.length);
    await this.#store(manager, { slot, version, readingCut, missingReadings }, result, previous);
    await this.provenance.enqueueSettled(manager, { slot, version, trades, readings, allocations: result.allocations });
    if (missingReadings > 0) {
      this.#logger.warn(
        `${formatSlot(slot)} settled without ${missingReadings} readings; they count as 0 until they come.`,
      );
    }
    return version;
  }

  #latest(slot: number): Promise<Settlement | null> {
    return this.database.read((manager) =>
      manager.findOne(Settlement, { where: { areaId: this.config.areaId, slot }, order: { version: 'DESC' } }),
    );
  }

  async #store(
    manager: EntityManager,
    head: Pick<Settlement, 'slot' | 'version' | 'readingCut' | 'missingReadings'>,
    result: SlotSettlement,
    previous: readonly Posting[],
  ): Promise<void> {
    const key = { areaId: this.config.areaId, slot: head.slot, version: head.version };
    const { exportedWh, importedWh, tradedWh, allocatedWh } = result;
    const settledAtMs = this.clock.nowMs();
    await manager.insert(Settlement, { ...key, ...head, settledAtMs, exportedWh, importedWh, tradedWh, allocatedWh });
    await insertRows(
      manager,
      AllocationRow,
      result.allocations.map(({ tradeSequence, allocatedWh, shortfallWh, overPurchaseWh }) => ({
        ...key,
        tradeSequence,
        allocatedWh,
        shortfallWh,
        overPurchaseWh,
      })),
    );
    const postings = previous.length === 0 ? result.postings : postingDifference(previous, result.postings);
    await insertRows(
      manager,
      PostingRow,
      postings.map((posting, item) => ({ ...key, item, ...posting })),
    );
  }
}
