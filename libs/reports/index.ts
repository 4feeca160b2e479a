/** What a programme did: figures of settled slots, each with what it leaves out. docs/reports.md. Floor 3. */
export { type AvoidedCo2, avoidedCo2, CO2_KINDS, type Co2Entry, type Co2Kind } from './avoided-co2.js';
export { type EnteredCo2Factor, GRID_CO2_FACTORS, MAX_CO2_GRAMS_PER_KWH } from './co2-factors.js';
export {
  type BehindMeter,
  type DeviationFigures,
  type EnergyFigures,
  EnergyReport,
  figuresOfHousehold,
  type HouseholdSums,
} from './energy-report.js';
export type { ReportErrorCode } from './error.js';
export * from './limits.js';
export { type MoneyKeptLocal, moneyKeptLocal, sumKeptLocal } from './money-kept-local.js';
export { type PlanAndActual, planAndActual } from './plan-and-actual.js';
export { type PriceFigures, PriceStatistics } from './price-statistics.js';
export { type ReportedSaving, type SavingsSummary, summarizeSavings } from './savings-summary.js';
export { shareOf } from './share.js';
export * from './types.js';
