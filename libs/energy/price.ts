import { formatScaled, parseScaled } from './decimal.js';
import { type EnergyErrorCode, IchienError } from './error.js';

/** A closed range of prices in sen per kWh. */
export interface PriceBand {
  readonly minPriceSen: number;
  readonly maxPriceSen: number;
}

/** The default band, 0.01 to 50.00 yen/kWh (japan-market.md B10). */
export const DEFAULT_PRICE_BAND: PriceBand = { minPriceSen: 1, maxPriceSen: 5000 };

/** True if `priceSen` is on the tick (a whole sen) and inside the band. */
export function isPriceInBand(priceSen: number, band: PriceBand): boolean {
  return Number.isSafeInteger(priceSen) && priceSen >= band.minPriceSen && priceSen <= band.maxPriceSen;
}

/** Reads yen/kWh with at most two decimals (`"14.2"` -> 1420 sen). @throws IchienError PRICE_INVALID */
export function parseYenPerKwh(text: string): number {
  const priceSen = parseScaled(text.trim(), 2);
  if (priceSen === undefined || priceSen > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new IchienError<EnergyErrorCode>(
      'PRICE_INVALID',
      `"${text}" is not a price in yen/kWh.`,
      'Give yen as a plain decimal with at most two decimals, such as 14.20.',
      { text },
    );
  }
  return Number(priceSen);
}

/** Writes sen/kWh as yen/kWh with two decimals (1420 -> `"14.20"`). */
export function formatYenPerKwh(priceSen: number): string {
  return formatScaled(priceSen, 2);
}
