import { MAX_SLOT_ENERGY_WH } from '#energy';
import { type Place, refusal } from './error.js';

/** µWh in a Wh: the readers' unit. A year of the largest connection stays below 2^53. */
export const MICRO_PER_WH = 1_000_000;
/** Decimals between kWh and µWh. */
export const KWH_DECIMALS = 9;
/** Decimals between Wh and µWh. */
export const WH_DECIMALS = 6;

const DECIMAL = /^(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;

/**
 * Reads a non-negative decimal, with or without an exponent (`0.058`, `9.9999994e-08`), as a whole number of its
 * 10^-decimals, digit by digit and never through a float. Digits beyond `decimals` are rounded half up.
 *
 * @returns undefined for anything else, a sign included, and for values of 2^53 and more
 */
export function parseRounded(text: string, decimals: number): number | undefined {
  const match = DECIMAL.exec(text);
  if (match === null) return undefined;
  const [, whole = '', fraction = '', exponent = '0'] = match;
  const digits = whole + fraction;
  if (digits === '') return undefined;
  const point = whole.length + Number(exponent) + decimals;
  if (point < 0) return 0;
  const value = Number(digits.slice(0, point).padEnd(point, '0')) + (digits.charAt(point) >= '5' ? 1 : 0);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** Reads one measured value. @throws IchienError HOUSEHOLD_VALUE_INVALID naming its place */
export function readMeasured(text: string, decimals: number, place: Place): number {
  const value = parseRounded(text, decimals);
  if (value === undefined) {
    throw refusal(
      'HOUSEHOLD_VALUE_INVALID',
      place,
      `"${text}" is not a measured value.`,
      'Give a decimal number of 0 or more in every field; estimate missing values before reading the file.',
    );
  }
  return value;
}

/** Asserts that a half hour's energy is possible for one connection. @throws IchienError HOUSEHOLD_VALUE_INVALID */
export function assertHalfHour(microWh: number, place: Place): void {
  if (microWh > MAX_SLOT_ENERGY_WH * MICRO_PER_WH) {
    throw refusal(
      'HOUSEHOLD_VALUE_INVALID',
      place,
      `${microWh / MICRO_PER_WH} Wh in a half hour is more than a household can use.`,
      `Check the unit of the column; at most ${MAX_SLOT_ENERGY_WH} Wh are possible.`,
    );
  }
}
