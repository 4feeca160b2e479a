/** Codes raised by this library; a slot that is no slot at all raises `SLOT_INVALID` of `#energy`. */
export type ForecastErrorCode = 'FORECAST_OF_KNOWN_SLOT' | 'FORECAST_TOO_FAR' | 'HISTORY_INVALID';
