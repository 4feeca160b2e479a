import { amountMillisen, dayOf } from '#energy';
import type { PostingLine } from '#settlement';
import { DEFAULT_SETTLEMENT_RATES, type SettlementRates, settlementRulesAt } from '#tariff';
import type { EnergyMoney } from './views.js';

/** A household's postings of one line, summed over some slots of one JST day. */
export interface PostingSum {
  /** Any slot of the day. */
  readonly slot: number;
  readonly line: PostingLine;
  readonly energyWh: number;
  /** Positive: received. */
  readonly amountMillisen: number;
}

/** What goes to the household; all other lines are paid by it. */
const RECEIVED: ReadonlySet<PostingLine> = new Set(['tradedSale', 'poolSale', 'residualSale', 'flexibilityReward']);

/**
 * Energy and money of a household from its postings, corrections included.
 *
 * The gain is against the retailer alone: the same exports at its purchase price, the same imports at its retail price, by the
 * rates of each day. Basic charge, levy and fuel adjustment are the same either way and are left out.
 *
 * @param rates the area's tables
 * @throws IchienError RATE_UNKNOWN for a day before the rate tables; MONEY_INVALID
 */
export function lineTotals(
  sums: readonly PostingSum[],
  rates: SettlementRates = DEFAULT_SETTLEMENT_RATES,
): EnergyMoney {
  const wh = new Map<PostingLine, number>();
  let receivedMillisen = 0;
  let paidMillisen = 0;
  let gainMillisen = 0;
  for (const { slot, line, energyWh, amountMillisen: amount } of sums) {
    wh.set(line, (wh.get(line) ?? 0) + energyWh);
    if (RECEIVED.has(line)) receivedMillisen += amount;
    else paidMillisen -= amount;
    gainMillisen += amount + withoutMarketMillisen(slot, line, energyWh, rates);
  }
  const of = (line: PostingLine) => wh.get(line) ?? 0;
  return {
    soldWh: of('tradedSale') + of('poolSale'),
    boughtWh: of('tradedSupply') + of('poolSupply'),
    residualSaleWh: of('residualSale'),
    residualSupplyWh: of('residualSupply'),
    receivedMillisen: receivedMillisen + 0,
    paidMillisen: paidMillisen + 0,
    gainMillisen: gainMillisen + 0,
  };
}

/** What the line's energy would have cost (positive) or brought (negative) with the retailer alone. */
function withoutMarketMillisen(slot: number, line: PostingLine, energyWh: number, rates: SettlementRates): number {
  switch (line) {
    case 'tradedSale':
    case 'poolSale':
    case 'residualSale':
      return -amountMillisen(energyWh, settlementRulesAt(dayOf(slot), rates).postFitPriceSen);
    case 'tradedSupply':
    case 'poolSupply':
    case 'residualSupply':
      return amountMillisen(energyWh, settlementRulesAt(dayOf(slot), rates).retailPriceSen);
    default:
      // All else exists only with the market: delivery, deviations, fees, rewards.
      return 0;
  }
}
