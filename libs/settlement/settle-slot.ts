import { IchienError } from '#energy';
import { allocateTrades } from './allocate-trades.js';
import { assertBalanced } from './assert-balanced.js';
import { checkInput } from './check-input.js';
import { deviationPrices } from './deviation-prices.js';
import type { SettlementErrorCode } from './error.js';
import { findDeviations } from './find-deviations.js';
import { postSlot } from './post-slot.js';
import { shareResiduals } from './share-residuals.js';
import type {
  Grant,
  SettlementReading,
  SettlementRules,
  SettlementTrade,
  SlotFigures,
  SlotSettlement,
} from './types.js';

/**
 * Settles one slot: allocates its trades by both meters, shares the rest in the community pool if there is one, sells and
 * supplies what remains through the retailer, and writes the money as double entries that sum to zero. Refuses bad input whole.
 * The same trades, readings (in any order), rules and grants always give the same settlement.
 *
 * A participant without a reading counts as 0 Wh for allocation and has no residual: substitute missing readings first.
 *
 * @param trades in strictly ascending sequence
 * @param readings at most one a participant, the version that stands
 * @param grants rewards and accruals of the slot; each id once
 * @throws IchienError SettlementErrorCode
 * @example
 * const rules = { ...settlementRulesAt(day), ...ruleSetAt(DEFAULT_RULE_SETS, day).rules };
 * const { allocations, postings } = settleSlot(trades, readings, rules);
 */
export function settleSlot(
  trades: readonly SettlementTrade[],
  readings: readonly SettlementReading[],
  rules: SettlementRules,
  grants: readonly Grant[] = [],
): SlotSettlement {
  checkInput(trades, readings, rules, grants);
  const figures = figuresOf(trades, readings, rules);
  const postings = postSlot({ ...figures, grants }, rules);
  assertBalanced(postings);
  return { ...figures, postings };
}

/** What the meters make of a slot's trades, before money is posted. The input is already checked. */
export function figuresOf(
  trades: readonly SettlementTrade[],
  readings: readonly SettlementReading[],
  rules: SettlementRules,
): SlotFigures {
  const { allocations, parties } = allocateTrades(trades, readings);
  const residuals = shareResiduals(parties, rules.pool ?? { name: 'off' });
  const deviations = findDeviations(parties, rules.deviationPolicy);
  const figures: SlotFigures = {
    allocations,
    deviations,
    awaitsImbalancePrice:
      deviationPrices(rules) === undefined &&
      deviations.some(
        ({ shortfallWh, toleratedShortfallWh, overPurchaseWh, toleratedOverPurchaseWh }) =>
          shortfallWh > toleratedShortfallWh || overPurchaseWh > toleratedOverPurchaseWh,
      ),
    residuals,
    exportedWh: sum(readings, (reading) => reading.exportWh),
    importedWh: sum(readings, (reading) => reading.importWh),
    tradedWh: sum(trades, (trade) => trade.energyWh),
    allocatedWh: sum(allocations, (allocation) => allocation.allocatedWh),
    pooledWh: sum(residuals, (residual) => residual.poolSaleWh),
  };
  assertConserved(figures);
  return figures;
}

/** What was allocated and pooled is what meters gave and took, once each. A failure is a fault of this library, never of its input. */
function assertConserved({ residuals, allocatedWh, pooledWh, exportedWh, importedWh }: SlotFigures): void {
  const givenWh = exportedWh - sum(residuals, (residual) => residual.residualSaleWh);
  const takenWh = importedWh - sum(residuals, (residual) => residual.residualSupplyWh);
  const localWh = allocatedWh + pooledWh;
  const overdrawn = residuals.find((residual) => residual.residualSaleWh < 0 || residual.residualSupplyWh < 0);
  if (givenWh !== localWh || takenWh !== localWh || overdrawn !== undefined) {
    throw new IchienError<SettlementErrorCode>(
      'ALLOCATION_UNBALANCED',
      `${localWh} Wh are allocated and pooled, but meters gave ${givenWh} Wh and took ${takenWh} Wh.`,
      'This is a fault of the settlement library: keep the input and report it.',
      { localWh, givenWh, takenWh, overdrawn: overdrawn?.participantId ?? '' },
    );
  }
}

function sum<Item>(items: readonly Item[], energyWh: (item: Item) => number): number {
  return items.reduce((total, item) => total + energyWh(item), 0);
}
