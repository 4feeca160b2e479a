import { MAX_CAPACITY } from './limits.js';
import { isWholeWithin, tariffError } from './tariff-error.js';
import { divideHalfUp } from './time-bands.js';

/** Most kWh of a site in a year. */
const MAX_YEAR_KWH = MAX_CAPACITY * 24 * 366;

/**
 * Load factor (負荷率, TKY-22): a year's energy of what its contract power could have drawn, `kWh / (kW x 24 x days)`.
 * Several sites are combined (平準化) by their summed energy and the maximum of their summed demand.
 *
 * @param days 365, or 366 for a leap year
 * @returns hundredths of a percent, half up; above 10,000 more was drawn than contracted
 * @throws IchienError DEMAND_INVALID
 */
export function loadFactorPermyriad(yearKwh: number, contractKw: number, days: 365 | 366 = 365): number {
  if (!isWholeWithin(yearKwh, 0, MAX_YEAR_KWH) || !isWholeWithin(contractKw, 1, MAX_CAPACITY)) {
    throw tariffError(
      'DEMAND_INVALID',
      `${yearKwh} kWh a year and ${contractKw} kW have no load factor.`,
      `Give whole kWh from 0 to ${MAX_YEAR_KWH} and whole kW from 1 to ${MAX_CAPACITY}.`,
    );
  }
  return divideHalfUp(yearKwh * 10_000, contractKw * 24 * days);
}
