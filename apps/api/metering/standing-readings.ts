import { type EntityManager, In } from 'typeorm';
import { compareClaims, type ReadingClaim } from '#metering';
import { ReadingAttestation } from './delivery.entities.js';
import { readingKey } from './delivery.js';
import { Reading } from './reading.entity.js';

/** Most meters in one query. */
const CHUNK = 1000;

/** The version that stands, with the weight that it has by all who stated its values. */
export interface StandingReading extends ReadingClaim {
  readonly version: number;
  readonly exportWh: number;
  readonly importWh: number;
}

/** What stands for the meters and slots of some readings, by {@link readingKey}. */
export async function standingReadings(
  manager: EntityManager,
  readings: readonly { readonly meterId: string; readonly slot: number }[],
): Promise<Map<string, StandingReading>> {
  const bySlot = new Map<number, string[]>();
  for (const { slot, meterId } of readings) {
    const meterIds = bySlot.get(slot);
    if (meterIds === undefined) bySlot.set(slot, [meterId]);
    else meterIds.push(meterId);
  }
  const standing = new Map<string, StandingReading>();
  for (const [slot, meterIds] of bySlot) {
    for (let start = 0; start < meterIds.length; start += CHUNK) {
      const where = { slot, meterId: In(meterIds.slice(start, start + CHUNK)) };
      const rows = await manager.find(Reading, { where, order: { version: 'ASC' } });
      for (const row of rows) standing.set(readingKey(row), row);
      if (rows.length === 0) continue;
      for (const row of await manager.find(ReadingAttestation, { where })) {
        const reading = standing.get(readingKey(row))!;
        if (row.version !== reading.version || compareClaims(row, reading) <= 0) continue;
        const { version, exportWh, importWh } = reading;
        const { state, source, revision, quality } = row;
        standing.set(readingKey(row), { version, exportWh, importWh, state, source, revision, quality });
      }
    }
  }
  return standing;
}
