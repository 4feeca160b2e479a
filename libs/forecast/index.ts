/** Forecasts of a household's export and import per slot, from the past alone. Floor 2. */
export type { ForecastErrorCode } from './error.js';
export { forecastSlot, MAX_HORIZON_SLOTS, type SlotForecast } from './forecast-slot.js';
export { MISSING_WH, type RegisterHistory } from './history.js';
