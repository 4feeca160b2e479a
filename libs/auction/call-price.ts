import { clearCurves, curvesOf } from './call-auction.js';
import type { PriceLevel } from './types.js';

/**
 * The one price of a call, by the rule of {@link clearCurves}.
 *
 * @param bids energy wanted by price, in any order
 * @param asks energy offered by price, in any order
 * @returns sen per kWh, or undefined if the highest bid is below the lowest ask
 */
export function callPrice(bids: readonly PriceLevel[], asks: readonly PriceLevel[]): number | undefined {
  return clearCurves(curvesOf(bids, asks))?.priceSen;
}
