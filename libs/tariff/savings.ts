import { floorYen } from '#energy';
import type { MonthUse } from './month.js';
import { priceMonth } from './price-month.js';
import type { Tariff, TariffText } from './tariff.js';

/** What was paid beside what a named baseline would have cost. */
export interface Savings {
  readonly baselineTariffId: string;
  readonly baselineName: TariffText;
  readonly baselineYen: number;
  readonly actualYen: number;
  /** `baselineYen - actualYen`: negative is a loss, and is shown as one. */
  readonly savingYen: number;
  readonly isLoss: boolean;
}

/**
 * Compares what was paid with what the same use would have cost under a baseline: there is no saving without one.
 *
 * @param actualLines all lines that were paid for the same kWh, levy included; what was earned by sales is not among them
 * @param use the same period, with the baseline's contract and fuel adjustment
 * @throws IchienError TariffErrorCode of `priceMonth`
 */
export function compareWithBaseline(
  actualLines: readonly { readonly amountMillisen: number }[],
  baseline: Tariff,
  use: MonthUse,
): Savings {
  const baselineYen = priceMonth(baseline, use).totalYen;
  const actualYen = Number(floorYen(actualLines.reduce((sum, { amountMillisen }) => sum + BigInt(amountMillisen), 0n)));
  const savingYen = baselineYen - actualYen;
  return {
    baselineTariffId: baseline.id,
    baselineName: baseline.name,
    baselineYen,
    actualYen,
    savingYen,
    isLoss: savingYen < 0,
  };
}
