import { rateAt } from '#energy';
import { DEFAULT_SETTLEMENT_RATES } from './default-settlement-rates.js';
import type { DailySettlementRules, SettlementRates } from './types.js';

/**
 * The settlement rules of a day.
 *
 * @param day JST day of the slot, `YYYY-MM-DD`
 * @param rates the area's tables; by default {@link DEFAULT_SETTLEMENT_RATES}
 * @throws IchienError RATE_UNKNOWN if one of the tables begins later, RATE_TABLE_INVALID; DAY_INVALID
 * @example
 * settleSlot(trades, readings, { ...settlementRulesAt(day), ...ruleSetAt(DEFAULT_RULE_SETS, day).rules });
 */
export function settlementRulesAt(
  day: string,
  rates: SettlementRates = DEFAULT_SETTLEMENT_RATES,
): DailySettlementRules {
  const wheelingPriceSen = rateAt(rates.wheelingPriceSen, day).value;
  return {
    retailPriceSen: rateAt(rates.retailPriceSen, day).value,
    postFitPriceSen: rateAt(rates.postFitPriceSen, day).value,
    wheelingPriceSen,
    deliveryPriceSen: wheelingPriceSen + rateAt(rates.servicePriceSen, day).value,
  };
}
