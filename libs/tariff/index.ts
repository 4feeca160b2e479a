/**
 * Dated rate tables, the settlement rules of a day, and what a month costs under a retail menu (docs/tariffs.md). Rates are
 * data with a source, never constants in logic. Floor 2.
 */
export { assertContract } from './assert-contract.js';
export { assertTariff } from './assert-tariff.js';
export { type ComparedTariff, compareTariffs } from './compare-tariffs.js';
export { type ContractPower, contractPowerKw, maximumDemandKw } from './contract-power.js';
export { TARIFFS, tariffOf } from './data/catalogue.js';
export { FUEL_FORMULAS } from './data/fuel-formulas.js';
export * from './data/kepco.js';
export { LEVY_RATES } from './data/levy-rates.js';
export * from './data/tepco.js';
export * from './data/terasel.js';
export { WHEELING_PRICES } from './data/wheeling-prices.js';
export { DEFAULT_SETTLEMENT_RATES } from './default-settlement-rates.js';
export type { TariffErrorCode } from './error.js';
export { averageFuelPriceYen, type FuelFormula, type FuelPrices, fuelAdjustmentSen } from './fuel-adjustment.js';
export { HOLIDAY_YEARS, isNationalHoliday, isTariffHoliday } from './holidays.js';
export { LEVY_REDUCTIONS_PERCENT, levyLine } from './levy.js';
export * from './limits.js';
export { loadFactorPermyriad } from './load-factor.js';
export { marketPriceSen } from './market-price.js';
export * from './month.js';
export { priceMonth } from './price-month.js';
export { daysOf, PRORATION_FROM_DAYS, prorationOf } from './proration.js';
export { compareWithBaseline, type Savings } from './savings.js';
export { settlementRulesAt } from './settlement-rules-at.js';
export {
  type EnteredRate,
  type EnteredTerms,
  RATE_NAMES,
  type RateName,
  standingRates,
  standingTariffs,
} from './standing.js';
export * from './tariff.js';
export * from './types.js';
export { wheelingShareMillisen } from './wheeling.js';
