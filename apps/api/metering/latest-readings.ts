import type { EntityManager } from 'typeorm';
import { Reading } from './reading.entity.js';

/** The newest version of each meter's reading of a slot among those that had arrived by `cut`. */
export async function latestReadings(manager: EntityManager, slot: number, cut: number): Promise<Reading[]> {
  const rows = await manager
    .createQueryBuilder(Reading, 'r')
    .where('r.slot = :slot AND r.arrival <= :cut', { slot, cut })
    .orderBy('r.version')
    .getMany();
  return [...new Map(rows.map((row) => [row.meterId, row])).values()];
}
