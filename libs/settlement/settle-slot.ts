import { IchienError } from '#energy';
import { allocateTrades } from './allocate-trades.js';
import { assertBalanced } from './assert-balanced.js';
import { checkInput } from './check-input.js';
import type { SettlementErrorCode } from './error.js';
import { postSlot } from './post-slot.js';
import type { SettlementReading, SettlementRules, SettlementTrade, SlotSettlement } from './types.js';

/**
 * Settles one slot: allocates its trades by both meters, sells and supplies the rest through the retailer, and writes the
 * money as double entries that sum to zero. Refuses bad input whole. The same trades, readings (in any order) and rules
 * always give the same settlement.
 *
 * A participant without a reading counts as 0 Wh for allocation and has no residual: substitute missing readings first.
 *
 * @param trades in strictly ascending sequence
 * @param readings at most one a participant, the version that stands
 * @throws IchienError SettlementErrorCode
 * @example
 * const { allocations, postings } = settleSlot(trades, readings, settlementRulesAt(dayOf(slot)));
 */
export function settleSlot(
  trades: readonly SettlementTrade[],
  readings: readonly SettlementReading[],
  rules: SettlementRules,
): SlotSettlement {
  checkInput(trades, readings, rules);
  const { allocations, residuals } = allocateTrades(trades, readings);
  const postings = postSlot(allocations, residuals, rules);
  const settlement: SlotSettlement = {
    allocations,
    residuals,
    postings,
    exportedWh: sum(readings, (reading) => reading.exportWh),
    importedWh: sum(readings, (reading) => reading.importWh),
    tradedWh: sum(trades, (trade) => trade.energyWh),
    allocatedWh: sum(allocations, (allocation) => allocation.allocatedWh),
  };
  assertConserved(settlement);
  assertBalanced(postings);
  return settlement;
}

/** What was allocated is what meters gave and took, once each. A failure is a fault of this library, never of its input. */
function assertConserved({ residuals, allocatedWh, exportedWh, importedWh }: SlotSettlement): void {
  const soldWh = exportedWh - sum(residuals, (residual) => residual.residualSaleWh);
  const boughtWh = importedWh - sum(residuals, (residual) => residual.residualSupplyWh);
  const overdrawn = residuals.find((residual) => residual.residualSaleWh < 0 || residual.residualSupplyWh < 0);
  if (soldWh !== allocatedWh || boughtWh !== allocatedWh || overdrawn !== undefined) {
    throw new IchienError<SettlementErrorCode>(
      'ALLOCATION_UNBALANCED',
      `${allocatedWh} Wh are allocated, but meters gave ${soldWh} Wh and took ${boughtWh} Wh.`,
      'This is a fault of the settlement library: keep the input and report it.',
      { allocatedWh, soldWh, boughtWh, overdrawn: overdrawn?.participantId ?? '' },
    );
  }
}

function sum<Item>(items: readonly Item[], energyWh: (item: Item) => number): number {
  return items.reduce((total, item) => total + energyWh(item), 0);
}
