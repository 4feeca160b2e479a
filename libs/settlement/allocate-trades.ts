import type { Allocation, Residual, SettlementReading, SettlementTrade } from './types.js';

/** What the trades so far have left of a meter's two registers. */
interface MeterLeft {
  exportWh: number;
  importWh: number;
}

/**
 * Allocates metered energy to trades, in trade order: `min(traded, seller's export left, buyer's import left)`.
 * A participant without a reading counts as 0 / 0. The input is already checked.
 */
export function allocateTrades(
  trades: readonly SettlementTrade[],
  readings: readonly SettlementReading[],
): { allocations: Allocation[]; residuals: Residual[] } {
  const left = new Map<string, MeterLeft>();
  for (const { participantId, exportWh, importWh } of readings) left.set(participantId, { exportWh, importWh });

  const withoutReading: MeterLeft = { exportWh: 0, importWh: 0 };
  const allocations = trades.map(({ sequence, buyerId, sellerId, priceSen, energyWh }): Allocation => {
    const seller = left.get(sellerId) ?? withoutReading;
    const buyer = left.get(buyerId) ?? withoutReading;
    const allocatedWh = Math.min(energyWh, seller.exportWh, buyer.importWh);
    const shortfallWh = Math.max(0, energyWh - seller.exportWh);
    const overPurchaseWh = Math.max(0, energyWh - buyer.importWh);
    seller.exportWh -= allocatedWh;
    buyer.importWh -= allocatedWh;
    return {
      tradeSequence: sequence,
      buyerId,
      sellerId,
      priceSen,
      tradedWh: energyWh,
      allocatedWh,
      shortfallWh,
      overPurchaseWh,
    };
  });

  // Sorted, so that the order in which readings arrived leaves no trace in the settlement.
  const sorted = readings.toSorted((a, b) => (a.participantId < b.participantId ? -1 : 1));
  const residuals = sorted.map(({ participantId, exportWh, importWh }): Residual => {
    const { exportWh: residualSaleWh, importWh: residualSupplyWh } = left.get(participantId) ?? withoutReading;
    return {
      participantId,
      exportWh,
      importWh,
      soldWh: exportWh - residualSaleWh,
      boughtWh: importWh - residualSupplyWh,
      residualSaleWh,
      residualSupplyWh,
    };
  });
  return { allocations, residuals };
}
