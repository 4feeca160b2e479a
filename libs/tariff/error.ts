/** Codes raised by this library. */
export type TariffErrorCode = 'RATE_UNKNOWN' | 'RATE_TABLE_INVALID';
