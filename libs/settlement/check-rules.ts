import { IchienError, MAX_SLOT_ENERGY_WH } from '#energy';
import { isWholeUpTo } from './check-values.js';
import { deviationPrices } from './deviation-prices.js';
import type { SettlementErrorCode } from './error.js';
import { MAX_SETTLEMENT_PRICE_SEN } from './limits.js';
import type { CommunityPool, DeviationTolerance, SettlementRules } from './types.js';

/**
 * Refuses rules that nothing can be settled by, naming the first that is wrong.
 *
 * @throws IchienError DEVIATION_POLICY_UNKNOWN, POOL_UNKNOWN, RULE_PRICE_INVALID, RULE_VALUE_INVALID
 */
export function checkRules(rules: SettlementRules): void {
  const { retailPriceSen, postFitPriceSen, wheelingPriceSen, deliveryPriceSen, deviationPolicy, imbalancePrice } =
    rules;
  const { pool = { name: 'off' }, platformFeePriceSen = 0, fundAccrualPriceSen = 0 } = rules;
  const prices = deviationPrices(rules);
  checkPrices({
    retailPriceSen,
    postFitPriceSen,
    wheelingPriceSen,
    deliveryPriceSen,
    platformFeePriceSen,
    fundAccrualPriceSen,
    poolPriceSen: poolPrice(pool),
    ...(prices !== undefined && {
      shortfallPriceSen: prices.shortfallPriceSen,
      overPurchasePriceSen: prices.overPurchasePriceSen,
    }),
    ...(imbalancePrice !== undefined && {
      shortagePriceSen: imbalancePrice.shortagePriceSen,
      surplusPriceSen: imbalancePrice.surplusPriceSen,
    }),
  });
  if (deviationPolicy.name === 'imbalancePrice') checkValue('taxPercent', deviationPolicy.taxPercent, 100, 'percent');
  if (deviationPolicy.name !== 'waived' && deviationPolicy.tolerance !== undefined) tolerate(deviationPolicy.tolerance);
}

function poolPrice(pool: CommunityPool): number {
  switch (pool.name) {
    case 'off':
      return 0;
    case 'proRata':
      return pool.priceSen;
    default: {
      const { name } = pool as { name: string };
      throw new IchienError<SettlementErrorCode>('POOL_UNKNOWN', `There is no pool "${name}".`, 'Use off or proRata.', {
        name,
      });
    }
  }
}

function checkPrices(prices: Readonly<Record<string, number>>): void {
  for (const [rule, priceSen] of Object.entries(prices)) {
    if (!isWholeUpTo(priceSen, MAX_SETTLEMENT_PRICE_SEN)) {
      throw new IchienError<SettlementErrorCode>(
        'RULE_PRICE_INVALID',
        `The rule ${rule} is ${priceSen} sen/kWh.`,
        `Give whole sen from 0 to ${MAX_SETTLEMENT_PRICE_SEN}.`,
        { rule, priceSen: String(priceSen) },
      );
    }
  }
}

function tolerate(tolerance: DeviationTolerance): void {
  if ('energyWh' in tolerance) checkValue('tolerance', tolerance.energyWh, MAX_SLOT_ENERGY_WH, 'Wh');
  else checkValue('tolerance', tolerance.percentOfTraded, 100, 'percent');
}

function checkValue(rule: string, value: number, max: number, unit: string): void {
  if (!isWholeUpTo(value, max)) {
    throw new IchienError<SettlementErrorCode>(
      'RULE_VALUE_INVALID',
      `The rule ${rule} is ${value} ${unit}.`,
      `Give whole ${unit} from 0 to ${max}.`,
      { rule, value: String(value) },
    );
  }
}
