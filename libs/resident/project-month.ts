import type { EnergyMoney } from './views.js';

/** The last settled days whose mean stands for each day to come. [INF]: a week has every day of the week once. */
export const BASIS_DAYS = 7;

/**
 * The whole month if every day still to come is like the mean of the last days: 今月の見込み. Rounded towards zero.
 *
 * @param soFar the month up to now
 * @param recent whole settled days, at most {@link BASIS_DAYS}, this month's or the last's
 * @param daysLeft days of the month that are not in `soFar`
 * @returns null if no day is known
 */
export function projectMonth(
  soFar: EnergyMoney,
  recent: readonly EnergyMoney[],
  daysLeft: number,
): (EnergyMoney & { readonly basisDays: number }) | null {
  if (recent.length === 0) return null;
  const expected = (field: keyof EnergyMoney) => {
    const sum = recent.reduce((total, day) => total + day[field], 0);
    return soFar[field] + Math.trunc((sum * daysLeft) / recent.length) + 0;
  };
  return {
    soldWh: expected('soldWh'),
    boughtWh: expected('boughtWh'),
    residualSaleWh: expected('residualSaleWh'),
    residualSupplyWh: expected('residualSupplyWh'),
    receivedMillisen: expected('receivedMillisen'),
    paidMillisen: expected('paidMillisen'),
    gainMillisen: expected('gainMillisen'),
    basisDays: recent.length,
  };
}
