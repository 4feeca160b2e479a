import { Injectable, type OnModuleInit } from '@nestjs/common';
import { dayOf, slotOf } from '#energy';
import { overlap } from '#joining';
import type { MeterFacts } from '#metering';
import { Clock } from '../clock/clock.js';
import { Database } from '../database/database.js';
import { apiError } from '../errors.js';
import { ParticipantsService } from '../participants/participants.service.js';
import { MeterFactsRow } from './meter.entities.js';

/** A point of the grid company, as the register of a meter. */
export interface MeterPoint {
  readonly meterId: string;
  readonly register: 'exportWh' | 'importWh';
  /** True if the meter's other register comes under a point of its own: else it is 0 Wh. */
  readonly twoPoints: boolean;
}

/** What somebody states of a meter from a day on. */
export type StatedFacts = Omit<MeterFactsRow, 'version' | 'statedAtMs' | 'accountId'>;

const NOTHING_KNOWN: MeterFacts = { contractW: undefined, plantW: undefined, solarOnly: false };

/** What is known of each meter: its points, contract and plant from a day on. */
@Injectable()
export class MetersService implements OnModuleInit {
  /** Facts that hold, by meter, oldest first: of each day the newest version. */
  readonly #facts = new Map<string, MeterFactsRow[]>();
  /** Those of them that name a point, by point: the latest first. */
  readonly #points = new Map<string, MeterFactsRow[]>();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly participants: ParticipantsService,
  ) {}

  async onModuleInit(): Promise<void> {
    const rows = await this.database.read((manager) => manager.find(MeterFactsRow, { order: { version: 'ASC' } }));
    for (const row of rows) this.#remember(row);
  }

  /**
   * States what holds for a meter from a day on, or corrects it. The same facts again change nothing.
   *
   * @param correctsVersion the version of that day that was wrong; undefined: there is none yet
   * @throws IchienError METER_UNKNOWN, DAY_INVALID, FACTS_DUPLICATE (another version of that day's facts holds), POINT_DUPLICATE
   * (somebody takes part with the point by another meter, then or later)
   */
  async state(facts: StatedFacts, accountId: string, correctsVersion?: number): Promise<void> {
    const { meterId, fromDay } = facts;
    this.participants.ofMeter(meterId);
    const fromSlot = slotOf(fromDay);
    for (const pointId of [facts.supplyPointId, facts.receivingPointId]) {
      const owner = pointId === null ? undefined : this.#holderFrom(pointId, fromSlot, meterId);
      if (owner !== undefined) {
        const what = `Point ${pointId} belongs to meter ${owner}.`;
        throw apiError('POINT_DUPLICATE', what, 'Check the number, and when that household leaves.', { owner });
      }
    }
    const known = this.#facts.get(meterId)?.find((row) => row.fromDay === fromDay);
    if (known !== undefined && FACT_FIELDS.every((field) => known[field] === facts[field])) return;
    if (known?.version !== correctsVersion) {
      const what = `Meter ${meterId} has ${known === undefined ? 'no' : `version ${known.version} of its`} facts from ${fromDay}.`;
      const fix = 'State a change from a later day, and a correction with the version that it corrects.';
      throw apiError('FACTS_DUPLICATE', what, fix, { meterId, fromDay });
    }
    const stated = { version: (known?.version ?? 0) + 1, statedAtMs: this.clock.nowMs(), accountId };
    const row = Object.assign(new MeterFactsRow(), facts, stated);
    await this.database.transaction((manager) => manager.insert(MeterFactsRow, row));
    this.#remember(row);
  }

  /** All that was ever stated of a meter, by day and version. @throws IchienError METER_UNKNOWN */
  factsOf(meterId: string): Promise<MeterFactsRow[]> {
    this.participants.ofMeter(meterId);
    const order = { fromDay: 'ASC', version: 'ASC' } as const;
    return this.database.read((manager) => manager.find(MeterFactsRow, { where: { meterId }, order }));
  }

  /** What holds for a meter on a JST day. */
  factsAt(meterId: string, day: string): MeterFacts {
    const row = this.#rowAt(meterId, day);
    if (row === undefined) return NOTHING_KNOWN;
    const { contractW, plantW, solarOnly } = row;
    return { contractW: contractW ?? undefined, plantW: plantW ?? undefined, solarOnly };
  }

  /** The meter behind a point in a slot; undefined: nobody takes part with it then. */
  ofPoint(pointId: string, slot: number): MeterPoint | undefined {
    const day = dayOf(slot);
    for (const row of this.#points.get(pointId) ?? []) {
      const { meterId, supplyPointId, receivingPointId } = row;
      if (this.#rowAt(meterId, day) !== row || this.participants.memberAt(meterId, slot) === undefined) continue;
      const register = supplyPointId === pointId ? 'importWh' : 'exportWh';
      return { meterId, register, twoPoints: supplyPointId !== null && receivingPointId !== null };
    }
    return undefined;
  }

  #rowAt(meterId: string, day: string): MeterFactsRow | undefined {
    return this.#facts.get(meterId)?.findLast(({ fromDay }) => fromDay <= day);
  }

  /** Another meter with which somebody takes part with a point in a slot or later. */
  #holderFrom(pointId: string, fromSlot: number, meterId: string): string | undefined {
    const holder = this.#points.get(pointId)?.find((row) => {
      const rows = this.#facts.get(row.meterId)!;
      const next = rows[rows.indexOf(row) + 1];
      // The facts of a later day may have given the point up.
      const factsUntil = next === undefined ? null : slotOf(next.fromDay);
      const from = { fromSlot: Math.max(fromSlot, slotOf(row.fromDay)), untilSlot: factsUntil };
      if (row.meterId === meterId || (factsUntil !== null && factsUntil <= from.fromSlot)) return false;
      return this.participants.ofMeter(row.meterId).some((member) => overlap(member, from));
    });
    return holder?.meterId;
  }

  /** Puts a newer version in the place of the one that held. */
  #remember(row: MeterFactsRow): void {
    const { meterId, fromDay, supplyPointId, receivingPointId } = row;
    const rows = this.#facts.get(meterId) ?? [];
    const before = rows.find((each) => each.fromDay === fromDay);
    const others = rows.filter((each) => each !== before);
    this.#facts.set(
      meterId,
      [...others, row].sort((a, b) => (a.fromDay < b.fromDay ? -1 : 1)),
    );
    for (const pointId of [before?.supplyPointId, before?.receivingPointId, supplyPointId, receivingPointId]) {
      if (pointId == null) continue;
      const naming = (this.#points.get(pointId) ?? []).filter((each) => each !== before && each !== row);
      if (pointId === supplyPointId || pointId === receivingPointId) naming.push(row);
      this.#points.set(
        pointId,
        naming.sort((a, b) => (a.fromDay > b.fromDay ? -1 : 1)),
      );
    }
  }
}

const FACT_FIELDS = ['supplyPointId', 'receivingPointId', 'contractW', 'plantW', 'solarOnly'] as const;
