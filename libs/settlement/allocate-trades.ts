import type { Allocation, SettlementReading, SettlementTrade } from './types.js';

/** What the trades so far have left of a participant's two registers, Wh. */
export interface MeterLeft {
  exportWh: number;
  importWh: number;
}

/**
 * Allocates metered energy to trades, in trade order: `min(traded, seller's export left, buyer's import left)`.
 * A participant without a reading counts as 0 / 0. The input is already checked.
 *
 * @returns the allocations, and what they leave of each reading
 */
export function allocateTrades(
  trades: readonly SettlementTrade[],
  readings: readonly SettlementReading[],
): { allocations: Allocation[]; left: Map<string, MeterLeft> } {
  const left = new Map<string, MeterLeft>();
  for (const { participantId, exportWh, importWh } of readings) left.set(participantId, { exportWh, importWh });

  const withoutReading: MeterLeft = { exportWh: 0, importWh: 0 };
  const allocations = trades.map(({ sequence, buyerId, sellerId, priceSen, energyWh }): Allocation => {
    const seller = left.get(sellerId) ?? withoutReading;
    const buyer = left.get(buyerId) ?? withoutReading;
    const allocatedWh = Math.min(energyWh, seller.exportWh, buyer.importWh);
    seller.exportWh -= allocatedWh;
    buyer.importWh -= allocatedWh;
    return { tradeSequence: sequence, buyerId, sellerId, priceSen, tradedWh: energyWh, allocatedWh };
  });
  return { allocations, left };
}
