/** Agents' decisions: from a forecast, price limits and the time to gate closure to orders. Floor 2. */
export { assertPreferences } from './assert-situation.js';
export { decideOrders } from './decide-orders.js';
export { decideQuotes, type QuoteSituation, type QuoteTerms } from './decide-quotes.js';
export type { BiddingErrorCode } from './error.js';
export { PRICE_STEPS } from './limit-price.js';
export { wishOfMode } from './modes.js';
export {
  MAX_PREMIUM_SEN,
  NO_WISH,
  type OriginWish,
  originOfWish,
  PREMIUM_STEP_SEN,
  WANTED_ORIGINS,
  type WantedOrigin,
} from './origin-wish.js';
export { defaultPreferences, type OutsidePrices, tradingWindow } from './trading-window.js';
export type { ExpectedEnergy, Intent, Mode, OwnOrder, Position, Preferences, Situation } from './types.js';
