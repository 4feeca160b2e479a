import type { EntityManager } from 'typeorm';
import { Reading } from './reading.entity.js';

/** What a settlement needs of a reading. */
export type StandingReading = Pick<Reading, 'meterId' | 'exportWh' | 'importWh'>;

/**
 * The newest version of each meter's reading of a slot among those that had arrived by `cut`, by meter. Plain rows: a ward has
 * 120,000 in a slot, and making an entity of each takes longer than reading them.
 */
export async function latestReadings(manager: EntityManager, slot: number, cut: number): Promise<StandingReading[]> {
  const rows = await manager
    .createQueryBuilder(Reading, 'r')
    .select(['r.meterId AS "meterId"', 'r.exportWh AS "exportWh"', 'r.importWh AS "importWh"'])
    .where('r.slot = :slot AND r.arrival <= :cut', { slot, cut })
    .orderBy('r.meterId')
    .addOrderBy('r.version')
    .getRawMany<StandingReading>();
  return rows.filter(({ meterId }, at) => meterId !== rows[at + 1]?.meterId);
}

/** True if both, each by meter, show the same registers of the same meters. */
export function sameReadings(before: readonly StandingReading[], now: readonly StandingReading[]): boolean {
  return (
    before.length === now.length &&
    now.every(({ meterId, exportWh, importWh }, at) => {
      const reading = before[at]!;
      return reading.meterId === meterId && reading.exportWh === exportWh && reading.importWh === importWh;
    })
  );
}
