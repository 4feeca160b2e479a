import type { Party } from './allocate-trades.js';
import { shareProRata } from './share-pro-rata.js';
import type { CommunityPool, Residual } from './types.js';

/** What the trades left of each reading: the community pool's share of it, and the retailer's. In the order of the parties. */
export function shareResiduals(parties: readonly Party[], pool: CommunityPool): Residual[] {
  const metered = parties.filter(({ isMetered }) => isMetered);
  const exportsWh = metered.map(({ exportLeftWh }) => exportLeftWh);
  const importsWh = metered.map(({ importLeftWh }) => importLeftWh);
  const pooledWh = pool.name === 'off' ? 0 : Math.min(sum(exportsWh), sum(importsWh));
  const poolSalesWh = shareProRata(pooledWh, exportsWh);
  const poolSuppliesWh = shareProRata(pooledWh, importsWh);
  return metered.map(({ participantId, exportWh, importWh, exportLeftWh, importLeftWh }, at): Residual => {
    const [poolSaleWh, poolSupplyWh] = [poolSalesWh[at]!, poolSuppliesWh[at]!];
    return {
      participantId,
      exportWh,
      importWh,
      soldWh: exportWh - exportLeftWh,
      boughtWh: importWh - importLeftWh,
      poolSaleWh,
      poolSupplyWh,
      residualSaleWh: exportLeftWh - poolSaleWh,
      residualSupplyWh: importLeftWh - poolSupplyWh,
    };
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
