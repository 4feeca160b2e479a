/**
 * The one error class of the house. Every library owns a closed union of codes and throws `IchienError<ThatUnion>`.
 *
 * @example
 * throw new IchienError<EnergyErrorCode>('KOMA_INVALID', 'Koma 49 does not exist.', 'Use 1 to 48.', { koma: 49 });
 */
export class IchienError<Code extends string = string> extends Error {
  override readonly name = 'IchienError';
  /** What the caller can do about it, as a sentence. */
  readonly fix: string;
  /** The values that were wrong, for logs and for tests. */
  readonly details: Readonly<Record<string, string | number | bigint>>;

  constructor(
    /** One of the closed set of codes of the library that raised it. */
    readonly code: Code,
    what: string,
    fix: string,
    details: Readonly<Record<string, string | number | bigint>> = {},
  ) {
    super(`${what} ${fix}`);
    this.fix = fix;
    this.details = details;
  }
}

/** True if `error` is an {@link IchienError}, whatever library raised it. */
export function isIchienError(error: unknown): error is IchienError {
  return error instanceof IchienError;
}

/** Codes raised by this library. */
export type EnergyErrorCode =
  | 'SLOT_INVALID'
  | 'DAY_INVALID'
  | 'KOMA_INVALID'
  | 'ENERGY_INVALID'
  | 'PRICE_INVALID'
  | 'MONEY_INVALID'
  | 'RATE_UNKNOWN'
  | 'RATE_TABLE_INVALID';
