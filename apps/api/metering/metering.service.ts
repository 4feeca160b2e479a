import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Subject } from 'rxjs';
import { type EntityManager, In } from 'typeorm';
import { assertEnergyWh, assertSlot, formatSlot, IchienError, slotEndMs } from '#energy';
import { CORRECTION_DAYS } from '#joining';
import { Clock } from '../clock/clock.js';
import { Database, insertRows } from '../database/database.js';
import { apiError } from '../errors.js';
import { meterUnknown } from '../participants/participant-unknown.js';
import { ParticipantsService } from '../participants/participants.service.js';
import { Reading } from './reading.entity.js';

const DAY_MS = 24 * 60 * 60_000;

/** Most readings in one delivery. */
export const MAX_READINGS = 20_000;

/** What a meter showed for one slot: Wh delivered to the grid and Wh taken from it. */
export interface MeterReading {
  readonly meterId: string;
  readonly slot: number;
  readonly exportWh: number;
  readonly importWh: number;
}

/** Takes in readings: versioned, each delivery stored whole or refused whole. */
@Injectable()
export class MeteringService implements OnModuleInit {
  /** Readings that were just stored. */
  readonly stored$ = new Subject<readonly MeterReading[]>();
  #lastArrival = 0;
  #tail: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly participants: ParticipantsService,
  ) {}

  async onModuleInit(): Promise<void> {
    this.#lastArrival = await this.database.read(async (manager) =>
      Number((await manager.maximum(Reading, 'arrival')) ?? 0),
    );
  }

  /**
   * Stores first readings.
   *
   * @param onlyMeters the meters that the sender may speak for; all others are unknown to it. Undefined: every meter
   * @throws IchienError naming the row: METER_UNKNOWN, SLOT_INVALID, ENERGY_INVALID, READING_EARLY (the slot has not
   * ended), READING_TOO_LATE, READING_DUPLICATE (there is one already: send a correction if it was wrong)
   */
  submit(readings: readonly MeterReading[], onlyMeters?: readonly string[]): Promise<void> {
    return this.#store(readings, false, onlyMeters);
  }

  /**
   * Stores corrected readings as new versions; the slots are settled again.
   *
   * @throws IchienError as {@link submit}, and READING_NOT_CORRECTABLE if there is no reading to correct
   */
  correct(readings: readonly MeterReading[]): Promise<void> {
    return this.#store(readings, true);
  }

  /** How many meters have sent a reading for the slot. */
  countOf(slot: number): Promise<number> {
    return this.database.read((manager) => manager.countBy(Reading, { slot, version: 1 }));
  }

  /** Arrival number of the newest reading. */
  get lastArrival(): number {
    return this.#lastArrival;
  }

  /** All versions of the readings of the slots `from` to `to`, oldest first, for the agents' histories. */
  history(from: number, to: number): Promise<Reading[]> {
    return this.database.read((manager) =>
      manager
        .createQueryBuilder(Reading, 'r')
        .where('r.slot BETWEEN :from AND :to', { from, to })
        .orderBy('r.arrival')
        .getMany(),
    );
  }

  /** One delivery at a time: the checks and the arrival numbers depend on what is stored. */
  #store(readings: readonly MeterReading[], correction: boolean, onlyMeters?: readonly string[]): Promise<void> {
    const result = this.#tail.then(async () => {
      this.#check(readings, onlyMeters);
      const first = this.#lastArrival + 1;
      await this.database.transaction(async (manager) => {
        const versions = await this.#versions(manager, readings);
        await insertRows(
          manager,
          Reading,
          readings.map((reading, index) => ({
            ...reading,
            version: nextVersion(reading, index, versions, correction),
            arrival: first + index,
            receivedAtMs: this.clock.nowMs(),
          })),
        );
      });
      this.#lastArrival += readings.length;
      this.stored$.next(readings);
    });
    this.#tail = result.catch(() => undefined);
    return result;
  }

  #check(readings: readonly MeterReading[], onlyMeters: readonly string[] | undefined): void {
    if (readings.length === 0 || readings.length > MAX_READINGS) {
      throw apiError('BODY_INVALID', `${readings.length} readings in one delivery.`, `Send 1 to ${MAX_READINGS}.`);
    }
    const seen = new Set<string>();
    readings.forEach((reading, index) => {
      inRow(index, () => {
        if (onlyMeters?.includes(reading.meterId) === false) throw meterUnknown(reading.meterId);
        this.participants.ofMeter(reading.meterId);
        assertSlot(reading.slot);
        assertEnergyWh(reading.exportWh);
        assertEnergyWh(reading.importWh);
        if (slotEndMs(reading.slot) > this.clock.nowMs()) {
          throw apiError(
            'READING_EARLY',
            `Slot ${formatSlot(reading.slot)} has not ended.`,
            'Send the reading after the slot has ended; check the clock of the device.',
            { meterId: reading.meterId, slot: reading.slot },
          );
        }
        if (slotEndMs(reading.slot) + CORRECTION_DAYS * DAY_MS < this.clock.nowMs()) {
          throw apiError(
            'READING_TOO_LATE',
            `Slot ${formatSlot(reading.slot)} is final: it is more than ${CORRECTION_DAYS} days old.`,
            'Settle what is left outside the exchange.',
            { meterId: reading.meterId, slot: reading.slot },
          );
        }
        const key = keyOf(reading);
        if (seen.has(key)) throw duplicate(reading);
        seen.add(key);
      });
    });
  }

  /** Newest stored version by meter and slot, for the delivery's slots. */
  async #versions(manager: EntityManager, readings: readonly MeterReading[]): Promise<Map<string, number>> {
    const versions = new Map<string, number>();
    for (const slot of new Set(readings.map((reading) => reading.slot))) {
      const meterIds = readings.filter((reading) => reading.slot === slot).map(({ meterId }) => meterId);
      for (let start = 0; start < meterIds.length; start += 1000) {
        const rows = await manager.find(Reading, {
          select: { meterId: true, slot: true, version: true },
          where: { slot, meterId: In(meterIds.slice(start, start + 1000)) },
          order: { version: 'ASC' },
        });
        for (const row of rows) versions.set(keyOf(row), row.version);
      }
    }
    return versions;
  }
}

function nextVersion(reading: MeterReading, index: number, stored: Map<string, number>, correction: boolean): number {
  const version = stored.get(keyOf(reading));
  return inRow(index, () => {
    if (correction && version === undefined) {
      throw apiError(
        'READING_NOT_CORRECTABLE',
        `Meter ${reading.meterId} has no reading for slot ${formatSlot(reading.slot)}.`,
        'Send it as a first reading.',
        { meterId: reading.meterId, slot: reading.slot },
      );
    }
    if (!correction && version !== undefined) throw duplicate(reading);
    return (version ?? 0) + 1;
  });
}

function duplicate(reading: MeterReading): IchienError {
  return apiError(
    'READING_DUPLICATE',
    `Meter ${reading.meterId} has a reading for slot ${formatSlot(reading.slot)} already.`,
    'If it was wrong, send a correction.',
    { meterId: reading.meterId, slot: reading.slot },
  );
}

function keyOf({ meterId, slot }: { meterId: string; slot: number }): string {
  return `${slot}/${meterId}`;
}

/** Adds the row (1 = first) to the error of a check. */
function inRow<T>(index: number, check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof IchienError)) throw error;
    throw new IchienError(error.code, `Row ${index + 1}: ${error.message}`, 'Nothing of the delivery was stored.', {
      ...error.details,
      row: index + 1,
    });
  }
}
