import { rateAt } from '#energy';
import { basicLines } from './basic-charge.js';
import { assertLevyReduction } from './levy.js';
import type { SupplyContract } from './month.js';
import type { Tariff } from './tariff.js';

/**
 * Refuses a contract that a menu could not price from a month on, naming the field: its terms of that month, and all that come later.
 *
 * @param fromMonth `YYYY-MM`
 * @throws IchienError CONTRACT_INVALID, LEVY_REDUCTION_INVALID; RATE_UNKNOWN if the menu begins later
 */
export function assertContract({ terms }: Tariff, contract: SupplyContract, fromMonth: string): void {
  const fromDay = `${fromMonth}-01`;
  for (const { value, source } of [rateAt(terms, fromDay), ...terms.filter((each) => each.fromDay > fromDay)]) {
    basicLines(value.basic, contract, true, source);
  }
  assertLevyReduction(contract.levyReductionPercent ?? 0);
}
