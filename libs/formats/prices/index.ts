/** Prices of the balancing market by area. Day-ahead prices are in `jepx`. */
export { areaNumberOf, areaOfName, PRICE_AREAS, type PriceArea } from './area.js';
export type { ImbalanceFileErrorCode } from './error.js';
export { type AreaImbalancePrice, MAX_IMBALANCE_FILE_BYTES, readImbalancePrices } from './imbalance.js';
