import { Injectable, type OnModuleInit } from '@nestjs/common';
import { slotOf } from '#energy';
import type { MeterFacts } from '#metering';
import { Database } from '../database/database.js';
import { apiError } from '../errors.js';
import { ParticipantsService } from '../participants/participants.service.js';
import { MeterExchangeRow, MeterFactsRow } from './meter.entities.js';

/** A point of the grid company, as the register of a meter. */
export interface MeterPoint {
  readonly meterId: string;
  readonly register: 'exportWh' | 'importWh';
  /** True if the meter's other register comes under a point of its own: else it is 0 Wh. */
  readonly twoPoints: boolean;
}

const NOTHING_KNOWN: MeterFacts = { contractW: undefined, plantW: undefined, solarOnly: false };

/** What is known of each meter: its points, contract and plant from a day on, and its exchanges. */
@Injectable()
export class MetersService implements OnModuleInit {
  /** Facts by meter, oldest first. */
  readonly #facts = new Map<string, MeterFactsRow[]>();
  readonly #points = new Map<string, { meterId: string; register: 'exportWh' | 'importWh' }>();

  constructor(
    private readonly database: Database,
    private readonly participants: ParticipantsService,
  ) {}

  async onModuleInit(): Promise<void> {
    const rows = await this.database.read((manager) => manager.find(MeterFactsRow, { order: { fromDay: 'ASC' } }));
    for (const row of rows) this.#remember(row);
  }

  /**
   * States what holds for a meter from a day on. The same facts again change nothing.
   *
   * @throws IchienError METER_UNKNOWN, DAY_INVALID, FACTS_DUPLICATE (other facts from that day), POINT_DUPLICATE (the
   * point belongs to another meter)
   */
  async state(facts: MeterFactsRow): Promise<void> {
    const { meterId, fromDay } = facts;
    this.participants.ofMeter(meterId);
    slotOf(fromDay);
    for (const pointId of [facts.supplyPointId, facts.receivingPointId]) {
      const owner = pointId === null ? undefined : this.#points.get(pointId)?.meterId;
      if (owner !== undefined && owner !== meterId) {
        throw apiError('POINT_DUPLICATE', `Point ${pointId} belongs to meter ${owner}.`, 'Check the number.', {
          owner,
        });
      }
    }
    const known = this.#facts.get(meterId)?.find((row) => row.fromDay === fromDay);
    if (known !== undefined) {
      if (FACT_FIELDS.every((field) => known[field] === facts[field])) return;
      const what = `Meter ${meterId} has other facts from ${fromDay}.`;
      throw apiError('FACTS_DUPLICATE', what, 'State the change from a later day.', { meterId, fromDay });
    }
    const row = Object.assign(new MeterFactsRow(), facts);
    await this.database.transaction((manager) => manager.insert(MeterFactsRow, row));
    this.#remember(row);
  }

  /** Facts of a meter, oldest first. @throws IchienError METER_UNKNOWN */
  factsOf(meterId: string): readonly MeterFactsRow[] {
    this.participants.ofMeter(meterId);
    return this.#facts.get(meterId) ?? [];
  }

  /** What holds for a meter on a JST day. */
  factsAt(meterId: string, day: string): MeterFacts {
    const row = this.#facts.get(meterId)?.findLast(({ fromDay }) => fromDay <= day);
    if (row === undefined) return NOTHING_KNOWN;
    const { contractW, plantW, solarOnly } = row;
    return { contractW: contractW ?? undefined, plantW: plantW ?? undefined, solarOnly };
  }

  /** The meter behind a point; undefined: not of this exchange. */
  ofPoint(pointId: string): MeterPoint | undefined {
    const point = this.#points.get(pointId);
    if (point === undefined) return undefined;
    const latest = this.#facts.get(point.meterId)!.at(-1)!;
    return { ...point, twoPoints: latest.supplyPointId !== null && latest.receivingPointId !== null };
  }

  /** Records a meter exchange. The same again changes nothing. @throws IchienError METER_UNKNOWN, EXCHANGE_DUPLICATE */
  async exchange(row: MeterExchangeRow): Promise<void> {
    const { meterId, atMs } = row;
    this.participants.ofMeter(meterId);
    await this.database.transaction(async (manager) => {
      const known = await manager.findOneBy(MeterExchangeRow, { meterId, atMs });
      if (known === null) await manager.insert(MeterExchangeRow, row);
      else if (JSON.stringify({ ...row }) !== JSON.stringify(pick(known, row))) {
        const what = `Meter ${meterId} was exchanged at that time with other counts.`;
        throw apiError('EXCHANGE_DUPLICATE', what, 'Check the counts of both meters.', { meterId, atMs });
      }
    });
  }

  #remember(row: MeterFactsRow): void {
    const rows = this.#facts.get(row.meterId) ?? [];
    this.#facts.set(
      row.meterId,
      [...rows, row].sort((a, b) => (a.fromDay < b.fromDay ? -1 : 1)),
    );
    if (row.supplyPointId !== null) this.#points.set(row.supplyPointId, { meterId: row.meterId, register: 'importWh' });
    if (row.receivingPointId !== null)
      this.#points.set(row.receivingPointId, { meterId: row.meterId, register: 'exportWh' });
  }
}

const FACT_FIELDS = ['supplyPointId', 'receivingPointId', 'contractW', 'plantW', 'solarOnly'] as const;

/** The fields of `from` that `like` has, in its order. */
function pick<T extends object>(from: T, like: T): Partial<T> {
  return Object.fromEntries(Object.keys(like).map((key) => [key, from[key as keyof T]])) as Partial<T>;
}
