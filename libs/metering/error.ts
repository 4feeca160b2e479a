import { IchienError } from '#energy';

/** Codes raised by this library. */
export type MeteringErrorCode =
  | 'CLAIM_INVALID'
  | 'REGISTER_SCALE_INVALID'
  | 'REGISTER_COUNT_INVALID'
  | 'REGISTER_CLOCK_SKEWED'
  | 'REGISTER_CONTRADICTS'
  | 'REGISTER_BACKWARDS'
  | 'EXCHANGE_INVALID'
  | 'INPUT_TOO_LARGE';

/** Shorthand for an {@link IchienError} with one of this library's codes. */
export function meteringError(
  code: MeteringErrorCode,
  what: string,
  fix: string,
  details: Record<string, string | number | bigint> = {},
): IchienError<MeteringErrorCode> {
  return new IchienError(code, what, fix, details);
}
