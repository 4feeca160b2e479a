import { amountMillisen, rateAt } from '#energy';
import { WHEELING_PRICES } from './data/wheeling-prices.js';
import type { Area } from './tariff.js';

/**
 * What of a low-voltage bill is wheeling (託送料金相当額): the area's mean price, tax included, for the month's kWh. Shown
 * beside the bill (TKY-19), already within its prices.
 *
 * @throws IchienError RATE_UNKNOWN before 2024-04, DAY_INVALID, MONEY_INVALID
 */
export function wheelingShareMillisen(area: Area, day: string, usageKwh: number): number {
  return amountMillisen(usageKwh * 1000, rateAt(WHEELING_PRICES[area], day).value);
}
