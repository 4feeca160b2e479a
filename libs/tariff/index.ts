/** Dated rate tables, and the settlement rules of a day. Rates are data with a source, never constants in logic. Floor 2. */
export { DEFAULT_SETTLEMENT_RATES } from './default-settlement-rates.js';
export type { TariffErrorCode } from './error.js';
export { MAX_RATE_TABLE_ENTRIES, rateAt } from './rate-at.js';
export { settlementRulesAt } from './settlement-rules-at.js';
export * from './types.js';
