import type { EntityManager } from 'typeorm';
import type { ReportedSlot } from '#reports';
import { asker } from './month-ledger.js';
import type { Month } from './month-of.js';

/**
 * Settled slots as they stand in their newest settlements, from allocations, readings and postings.
 *
 * @param whoseReading the participant of a stored reading
 */
export async function reportedSlots(
  manager: EntityManager,
  areaId: number,
  span: Pick<Month, 'firstSlot' | 'lastSlot'>,
  whoseReading: (meterId: string, slot: number) => string,
): Promise<ReportedSlot[]> {
  const ask = asker(manager, areaId, span);
  const newest = `SELECT slot, MAX(version) AS version FROM settlement WHERE "areaId" = :area AND slot BETWEEN :first AND :last GROUP BY slot`;
  const allocations = await ask<{ slot: number; priceSen: number; tradedWh: number; allocatedWh: number }>(
    `SELECT t.slot AS "slot", t."priceSen" AS "priceSen", t."energyWh" AS "tradedWh", a."allocatedWh" AS "allocatedWh"
     FROM trade t JOIN (${newest}) n ON n.slot = t.slot
     JOIN allocation a ON a."areaId" = t."areaId" AND a.slot = t.slot AND a.version = n.version AND a."tradeSequence" = t.sequence
     WHERE t."areaId" = :area`,
  );
  const readings = await ask<{ slot: number; meterId: string; exportWh: number; importWh: number }>(
    `SELECT r.slot AS "slot", r."meterId" AS "meterId", r."exportWh" AS "exportWh", r."importWh" AS "importWh"
     FROM settlement s JOIN (${newest}) n ON n.slot = s.slot AND n.version = s.version
     JOIN reading r ON r.slot = s.slot AND +r.arrival <= s."readingCut"
     WHERE s."areaId" = :area ORDER BY r.version`,
  );
  const postings = await ask<{ slot: number; account: string; line: string; energyWh: string }>(
    `SELECT slot AS "slot", account AS "account", line AS "line", SUM("energyWh") AS "energyWh" FROM posting
     WHERE "areaId" = :area AND slot BETWEEN :first AND :last AND account LIKE 'participant:%' GROUP BY slot, account, line`,
  );
  const posted = new Map(
    postings.map(({ slot, account, line, energyWh }) => [`${slot} ${account} ${line}`, Number(energyWh)]),
  );
  const allocationsOf = Map.groupBy(allocations, ({ slot }) => slot);
  return [...Map.groupBy(readings, ({ slot }) => slot)].map(([slot, ofSlot]) => {
    const last = [...new Map(ofSlot.map((reading) => [reading.meterId, reading])).values()];
    const named = last.map(({ meterId, exportWh, importWh }) => {
      const participantId = whoseReading(meterId, slot);
      const wh = (line: string) => posted.get(`${slot} participant:${participantId} ${line}`) ?? 0;
      return { participantId, exportWh, importWh, wh };
    });
    return {
      areaId,
      slot,
      allocations: allocationsOf.get(slot) ?? [],
      residuals: named.map(({ participantId, exportWh, importWh, wh }) => ({
        participantId,
        exportWh,
        importWh,
        soldWh: wh('tradedSale'),
        boughtWh: wh('tradedSupply'),
        poolSaleWh: wh('poolSale'),
        poolSupplyWh: wh('poolSupply'),
      })),
      deviations: named
        .map(({ participantId, wh }) => ({
          participantId,
          shortfallWh: wh('shortfall'),
          overPurchaseWh: wh('overPurchase'),
        }))
        .filter(({ shortfallWh, overPurchaseWh }) => shortfallWh + overPurchaseWh > 0),
    };
  });
}
