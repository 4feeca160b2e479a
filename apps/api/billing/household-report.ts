import type { EntityManager } from 'typeorm';
import type { HouseholdSums } from '#reports';
import { Reading } from '../metering/reading.entity.js';
import { postingSums, type SumOf } from '../resident/household-sums.js';
import { Settlement } from '../settlement/settlement.entities.js';

/** Sums a household's settled half hours up, as they stand in their newest settlements. Two statements, of this household alone. */
export async function householdSums(manager: EntityManager, of: SumOf): Promise<HouseholdSums> {
  const readings = await settledReadings(manager, of);
  const postings = (await postingSums(manager, of, 'slot')).filter(({ slot }) => readings.has(slot));
  const wh = (...lines: readonly string[]) =>
    postings.reduce((sum, { line, energyWh }) => sum + (lines.includes(line) ? energyWh : 0), 0);
  const short = postings.filter(({ line }) => line === 'shortfall' || line === 'overPurchase');
  const meter = [...readings.values()];
  return {
    readings: meter.length,
    importedWh: meter.reduce((sum, { importWh }) => sum + importWh, 0),
    exportedWh: meter.reduce((sum, { exportWh }) => sum + exportWh, 0),
    soldWh: wh('tradedSale', 'poolSale'),
    boughtWh: wh('tradedSupply', 'poolSupply'),
    deviations: new Set(short.filter(({ energyWh }) => energyWh > 0).map(({ slot }) => slot)).size,
    shortfallWh: wh('shortfall'),
    overPurchaseWh: wh('overPurchase'),
    knownReadings: 0,
    generatedWh: 0,
  };
}

/** The reading of each settled slot that its newest settlement rests on. */
async function settledReadings(
  manager: EntityManager,
  { areaId, meterId, fromSlot, untilSlot }: SumOf,
): Promise<Map<number, { exportWh: number; importWh: number }>> {
  const rows = await manager
    .createQueryBuilder(Reading, 'r')
    .select(['r.slot', 'r.meterId', 'r.version', 'r.exportWh', 'r.importWh'])
    .innerJoin(Settlement, 's', 's.areaId = :areaId AND s.slot = r.slot AND r.arrival <= s.readingCut', { areaId })
    .where('r.meterId = :meterId AND r.slot >= :fromSlot AND r.slot < :untilSlot', { meterId, fromSlot, untilSlot })
    .andWhere(
      (query) =>
        `NOT EXISTS ${query
          .subQuery()
          .select('1')
          .from(Settlement, 'n')
          .where('n.areaId = s.areaId AND n.slot = s.slot AND n.version > s.version')
          .getQuery()}`,
    )
    .orderBy('r.version')
    .getMany();
  return new Map(rows.map(({ slot, exportWh, importWh }) => [slot, { exportWh, importWh }]));
}
