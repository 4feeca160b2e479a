import { IchienError, type PriceBand } from '#energy';
import type { BiddingErrorCode } from './error.js';
import { wishOfMode } from './modes.js';
import type { Mode, Preferences } from './types.js';

/** What the retailer pays and charges, in sen/kWh; the settlement rules of the slot's day have these fields. */
export interface OutsidePrices {
  /** Paid for surplus that no neighbour bought. */
  readonly postFitPriceSen: number;
  /** Charged for energy that no neighbour sold, delivered. */
  readonly retailPriceSen: number;
  /** Charged on top of a neighbour's price, to deliver it. */
  readonly deliveryPriceSen: number;
}

/**
 * The prices at which both sides gain over dealing with the retailer: from the seller's outside option to the buyer's.
 *
 * @throws IchienError WINDOW_INVALID if there is no such price
 * @example
 * tradingWindow({ postFitPriceSen: 850, retailPriceSen: 3640, deliveryPriceSen: 1044 }); // 850 to 2596
 */
export function tradingWindow({ postFitPriceSen, retailPriceSen, deliveryPriceSen }: OutsidePrices): PriceBand {
  const window: PriceBand = { minPriceSen: postFitPriceSen, maxPriceSen: retailPriceSen - deliveryPriceSen };
  assertWindow(window);
  return window;
}

/** Preferences of a resident who has set no limits: any price that beats the retailer's, and the mode's own wish. */
export function defaultPreferences(mode: Mode, window: PriceBand): Preferences {
  return { mode, minSellPriceSen: window.minPriceSen, maxBuyPriceSen: window.maxPriceSen, ...wishOfMode(mode) };
}

/** @throws IchienError WINDOW_INVALID */
export function assertWindow({ minPriceSen, maxPriceSen }: PriceBand): void {
  if (!Number.isSafeInteger(minPriceSen) || !Number.isSafeInteger(maxPriceSen) || minPriceSen > maxPriceSen) {
    throw new IchienError<BiddingErrorCode>(
      'WINDOW_INVALID',
      `From ${minPriceSen} to ${maxPriceSen} sen/kWh there is no price that helps both sides.`,
      'Give whole sen with a purchase price not above the retail price less delivery.',
      { minPriceSen: String(minPriceSen), maxPriceSen: String(maxPriceSen) },
    );
  }
}
