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

const COLUMNS = ['meterId', 'version', 'exportWh', 'importWh', 'state', 'source', 'revision', 'quality'] as const;

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
      const chunk = meterIds.slice(start, start + CHUNK);
      // Plain rows: a find by a thousand ids takes longer to put together than to run.
      const rows = await manager
        .createQueryBuilder(Reading, 'r')
        .select(COLUMNS.map((column) => `r.${column} AS "${column}"`))
        .where('r.slot = :slot AND r.meterId IN (:...chunk)', { slot, chunk })
        .orderBy('r.version')
        .getRawMany<StandingReading & { meterId: string }>();
      for (const row of rows) standing.set(readingKey({ slot, meterId: row.meterId }), row);
      if (rows.length === 0) continue;
      for (const row of await manager.find(ReadingAttestation, { where: { slot, meterId: In(chunk) } })) {
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
