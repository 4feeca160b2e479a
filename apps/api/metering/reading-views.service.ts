import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { SLOTS_PER_DAY, slotEndMs, slotOf } from '#energy';
import { meteringRulesAt, oddities, type ReadingFinding, type ReadingQuality, type ReadingState } from '#metering';
import { Clock } from '../clock/clock.js';
import { Database } from '../database/database.js';
import { apiError } from '../errors.js';
import { ParticipantsService } from '../participants/participants.service.js';
import { ConfirmedTotal, Delivery, ReadingAttestation, ReadingFindingRow } from './delivery.entities.js';
import type { DeliveryCounts } from './delivery.js';
import { MetersService } from './meters.service.js';
import { Reading } from './reading.entity.js';
import { standingReadings } from './standing-readings.js';

/** Most meters that one answer names. */
const MAX_NAMED = 200;

/** How complete the readings of a slot are. */
export interface SlotCompleteness {
  readonly slot: number;
  /** Meters of its members. */
  readonly expected: number;
  readonly missing: number;
  /** Readings that stand, by how they came about and by how final they are. */
  readonly byQuality: Readonly<Partial<Record<ReadingQuality, number>>>;
  readonly byState: Readonly<Partial<Record<ReadingState, number>>>;
}

/** A delivery as queries show it. */
export interface DeliveryView extends Omit<Delivery, 'counts'> {
  readonly counts: Partial<DeliveryCounts>;
}

/** What a person should look at, beside the meter's own past. */
export interface OddReading extends ReadingFinding {
  readonly meterId: string;
  readonly slot: number;
}

/** Answers questions about readings and deliveries; changes nothing. */
@Injectable()
export class ReadingViewsService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly participants: ParticipantsService,
    private readonly meters: MetersService,
  ) {}

  /** Completeness of one slot, and the first meters that are missing. */
  slot(slot: number): Promise<SlotCompleteness & { readonly missingMeterIds: string[] }> {
    return this.database.read(async (manager) => {
      const { view, missingMeterIds } = await this.#completeness(manager, slot);
      return { ...view, missingMeterIds: missingMeterIds.slice(0, MAX_NAMED) };
    });
  }

  /** Completeness of the slots of a JST day that have ended. @throws IchienError DAY_INVALID */
  async day(day: string): Promise<SlotCompleteness[]> {
    const first = slotOf(day);
    const views: SlotCompleteness[] = [];
    for (let slot = first; slot < first + SLOTS_PER_DAY && slotEndMs(slot) <= this.clock.nowMs(); slot++) {
      views.push((await this.database.read((manager) => this.#completeness(manager, slot))).view);
    }
    return views;
  }

  /** All versions of a reading, and who attested them. @throws IchienError METER_UNKNOWN, READING_UNKNOWN */
  versions(meterId: string, slot: number): Promise<{ versions: Reading[]; attestations: ReadingAttestation[] }> {
    this.participants.ofMeter(meterId);
    return this.database.read(async (manager) => {
      const versions = await manager.find(Reading, { where: { meterId, slot }, order: { version: 'ASC' } });
      if (versions.length === 0) {
        const what = `Meter ${meterId} has no reading for slot ${slot}.`;
        throw apiError('READING_UNKNOWN', what, 'Ask again when it is in.', { meterId, slot });
      }
      const order = { deliveryId: 'ASC' } as const;
      return { versions, attestations: await manager.find(ReadingAttestation, { where: { meterId, slot }, order }) };
    });
  }

  /** Deliveries after an id, oldest first. */
  async deliveries(after: number, limit: number): Promise<DeliveryView[]> {
    const rows = await this.database.read((manager) =>
      manager.createQueryBuilder(Delivery, 'd').where('d.id > :after', { after }).orderBy('d.id').take(limit).getMany(),
    );
    return rows.map((row) => ({ ...row, counts: JSON.parse(row.counts) }));
  }

  /** What was found wrong with the readings of a slot when they came, the held ones included. */
  findings(slot: number): Promise<ReadingFindingRow[]> {
    const order = { deliveryId: 'ASC', item: 'ASC' } as const;
    return this.database.read((manager) =>
      manager.find(ReadingFindingRow, { where: { slot }, order, take: MAX_NAMED }),
    );
  }

  /** Confirmed totals of a month beside their half hours, differences included. */
  confirmedTotals(month: string, offset: number, limit: number): Promise<ConfirmedTotal[]> {
    const order = { meterId: 'ASC', register: 'ASC', deliveryId: 'ASC' } as const;
    return this.database.read((manager) =>
      manager.find(ConfirmedTotal, { where: { month }, order, skip: offset, take: limit }),
    );
  }

  /** What is odd about a meter's readings of a day: spikes, a register that stands still, export at night. */
  async oddities(meterId: string, day: string): Promise<OddReading[]> {
    this.participants.ofMeter(meterId);
    const first = slotOf(day);
    const rules = meteringRulesAt(day).value;
    const from = first - rules.reviewDays * SLOTS_PER_DAY;
    const rows = await this.database.read((manager) =>
      manager
        .createQueryBuilder(Reading, 'r')
        .where('r.meterId = :meterId AND r.slot BETWEEN :from AND :to', {
          meterId,
          from,
          to: first + SLOTS_PER_DAY - 1,
        })
        .orderBy('r.version')
        .getMany(),
    );
    const standing = [...new Map(rows.map((row) => [row.slot, row])).values()].sort((a, b) => a.slot - b.slot);
    const facts = this.meters.factsAt(meterId, day);
    return standing
      .filter(({ slot }) => slot >= first)
      .flatMap((reading) => {
        const past = standing.filter(({ slot, quality }) => slot < reading.slot && quality !== 'substituted');
        return oddities(reading, past, facts, rules).map((finding) => ({ meterId, slot: reading.slot, ...finding }));
      });
  }

  async #completeness(manager: EntityManager, slot: number) {
    const expected = this.participants.members(slot);
    const keys = expected.map(({ meterId }) => ({ meterId, slot }));
    const standing = await standingReadings(manager, keys);
    const byQuality: Partial<Record<ReadingQuality, number>> = {};
    const byState: Partial<Record<ReadingState, number>> = {};
    for (const { quality, state } of standing.values()) {
      byQuality[quality] = (byQuality[quality] ?? 0) + 1;
      byState[state] = (byState[state] ?? 0) + 1;
    }
    const missingMeterIds = expected.map(({ meterId }) => meterId).filter((id) => !standing.has(`${slot}/${id}`));
    const view = { slot, expected: expected.length, missing: missingMeterIds.length, byQuality, byState };
    return { view, missingMeterIds };
  }
}
