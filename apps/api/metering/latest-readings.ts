import type { EntityManager } from 'typeorm';
import { Reading } from './reading.entity.js';

/** What a settlement needs of a reading. */
export type StandingReading = Pick<Reading, 'meterId' | 'exportWh' | 'importWh'>;

/**
 * The newest version of each meter's reading of a slot among those that had arrived by `cut`. Plain rows: a ward has 120,000 in
 * a slot, and making an entity of each takes longer than reading them.
 */
export async function latestReadings(manager: EntityManager, slot: number, cut: number): Promise<StandingReading[]> {
  const rows = await manager
    .createQueryBuilder(Reading, 'r')
    .select(['r.meterId AS "meterId"', 'r.exportWh AS "exportWh"', 'r.importWh AS "importWh"'])
    .where('r.slot = :slot AND r.arrival <= :cut', { slot, cut })
    .orderBy('r.version')
    .getRawMany<StandingReading>();
  return [...new Map(rows.map((row) => [row.meterId, row])).values()];
}
