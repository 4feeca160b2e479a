import { IchienError } from '#energy';
import type { TariffErrorCode } from './error.js';

/** Shorthand for an {@link IchienError} with one of this library's codes. */
export function tariffError(
  code: TariffErrorCode,
  what: string,
  fix: string,
  details: Record<string, string | number | bigint> = {},
): IchienError<TariffErrorCode> {
  return new IchienError(code, what, fix, details);
}

/** True for a whole number in a closed range. */
export function isWholeWithin(value: number, min: number, max: number): boolean {
  return Number.isSafeInteger(value) && value >= min && value <= max;
}
