import { amountMillisen, floorYen, MILLISEN_PER_YEN, type RateTable, rateAt } from '#energy';
import { assertBillingMonth } from './billing-month.js';
import { LEVY_RATES } from './data/levy-rates.js';
import type { BillLine } from './month.js';
import { tariffError } from './tariff-error.js';

/**
 * Reductions that METI grants to sites of more than a million kWh a year: 80 or 40 % to manufacturers, 40 or 20 % to others
 * [ST: 123deta.com, 賦課金減免制度について, 資源エネルギー庁; renewable-ene.info] H.
 */
export const LEVY_REDUCTIONS_PERCENT = [0, 20, 40, 80] as const;

/**
 * The renewable levy (再エネ賦課金) of one site and month: floored to the yen by itself, then added (TKY-24, B7). How a
 * reduced unit price is rounded is not published: it isn't, the amount is floored once [INF].
 *
 * @param billingMonth 何月分, `YYYY-MM`: a year's rate holds from May to the next April
 * @throws IchienError LEVY_REDUCTION_INVALID, BILLING_MONTH_INVALID; RATE_UNKNOWN before 2012-08
 */
export function levyLine(
  usageKwh: number,
  billingMonth: string,
  reductionPercent = 0,
  rates: RateTable<number> = LEVY_RATES,
): BillLine {
  assertLevyReduction(reductionPercent);
  assertBillingMonth(billingMonth);
  const { value, source } = rateAt(rates, `${billingMonth}-01`);
  const exact = (amountMillisen(usageKwh * 1000, value) / 10) * ((100 - reductionPercent) / 10);
  const suffix = reductionPercent === 0 ? { ja: '', en: '' } : reducedBy(reductionPercent);
  return {
    kind: 'levy',
    label: { ja: `再エネ賦課金${suffix.ja}`, en: `Renewable levy${suffix.en}` },
    quantity: usageKwh,
    unit: 'kWh',
    unitPriceSen: value,
    amountMillisen: Number(floorYen(exact) * MILLISEN_PER_YEN),
    source,
  };
}

/** @throws IchienError LEVY_REDUCTION_INVALID */
export function assertLevyReduction(reductionPercent: number): void {
  if (LEVY_REDUCTIONS_PERCENT.some((percent) => percent === reductionPercent)) return;
  throw tariffError(
    'LEVY_REDUCTION_INVALID',
    `The levy is not reduced by ${reductionPercent} %.`,
    `Give one of ${LEVY_REDUCTIONS_PERCENT.join(', ')}.`,
    { field: 'levyReductionPercent', reductionPercent: String(reductionPercent) },
  );
}

function reducedBy(percent: number) {
  return { ja: `（減免${percent}％）`, en: `, reduced by ${percent} %` };
}
