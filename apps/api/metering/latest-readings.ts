import type { EntityManager } from 'typeorm';
import { Reading } from './reading.entity.js';

/** What a settlement needs of a reading. */
export type StandingReading = Pick<Reading, 'meterId' | 'exportWh' | 'importWh'>;

/**
 * The newest version of each meter's reading of a slot among those that had arrived by `cut`, by meter. Plain rows: a ward has
 * 120,000 in a slot, and making an entity of each takes longer than reading them.
 */
export async function latestReadings(manager: EntityManager, slot: number, cut: number): Promise<StandingReading[]> {
  return newestOf(await versionsOf(manager, slot, cut));
}

/** {@link latestReadings} at a cut and at an earlier one. @returns the same list twice if none has arrived between them */
export async function readingsSince(
  manager: EntityManager,
  slot: number,
  earlierCut: number,
  cut: number,
): Promise<{ before: readonly StandingReading[]; now: readonly StandingReading[] }> {
  const versions = await versionsOf(manager, slot, cut);
  const now = newestOf(versions);
  const known = versions.filter(({ arrival }) => Number(arrival) <= earlierCut);
  return { before: known.length === versions.length ? now : newestOf(known), now };
}

/** By meter and version. PostgreSQL gives the arrival as text. */
type VersionRow = StandingReading & { readonly arrival: number | string };

function versionsOf(manager: EntityManager, slot: number, cut: number): Promise<VersionRow[]> {
  const columns = ['meterId', 'exportWh', 'importWh', 'arrival'];
  return manager
    .createQueryBuilder(Reading, 'r')
    .select(columns.map((column) => `r.${column} AS "${column}"`))
    .where('r.slot = :slot AND r.arrival <= :cut', { slot, cut })
    .orderBy('r.meterId')
    .addOrderBy('r.version')
    .getRawMany<VersionRow>();
}

function newestOf(versions: readonly StandingReading[]): StandingReading[] {
  return versions.filter(({ meterId }, at) => meterId !== versions[at + 1]?.meterId);
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
