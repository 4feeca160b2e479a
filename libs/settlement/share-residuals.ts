import type { MeterLeft } from './allocate-trades.js';
import { shareProRata } from './share-pro-rata.js';
import type { CommunityPool, Residual, SettlementReading } from './types.js';

/** What the trades left of each reading: the community pool's share of it, and the retailer's. By participant id. */
export function shareResiduals(
  readings: readonly SettlementReading[],
  left: ReadonlyMap<string, MeterLeft>,
  pool: CommunityPool,
): Residual[] {
  // Sorted, so that the order in which readings arrived leaves no trace in the settlement.
  const sorted = readings.toSorted((a, b) => (a.participantId < b.participantId ? -1 : 1));
  const exportsWh = sorted.map(({ participantId }) => left.get(participantId)!.exportWh);
  const importsWh = sorted.map(({ participantId }) => left.get(participantId)!.importWh);
  const pooledWh = pool.name === 'off' ? 0 : Math.min(sum(exportsWh), sum(importsWh));
  const poolSalesWh = shareProRata(pooledWh, exportsWh);
  const poolSuppliesWh = shareProRata(pooledWh, importsWh);
  return sorted.map(({ participantId, exportWh, importWh }, at): Residual => {
    const [leftExportWh, leftImportWh] = [exportsWh[at]!, importsWh[at]!];
    const [poolSaleWh, poolSupplyWh] = [poolSalesWh[at]!, poolSuppliesWh[at]!];
    return {
      participantId,
      exportWh,
      importWh,
      soldWh: exportWh - leftExportWh,
      boughtWh: importWh - leftImportWh,
      poolSaleWh,
      poolSupplyWh,
      residualSaleWh: leftExportWh - poolSaleWh,
      residualSupplyWh: leftImportWh - poolSupplyWh,
    };
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
