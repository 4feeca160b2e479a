import { IchienError } from '#energy';

/** Codes raised by the backtest itself. */
export type BacktestErrorCode = 'OPTION_INVALID' | 'OUTPUT_IN_USE' | 'ANCHORING_STUCK';

/** Shorthand for an {@link IchienError} with one of the backtest's codes. */
export function backtestError(code: BacktestErrorCode, what: string, fix: string): IchienError<BacktestErrorCode> {
  return new IchienError<BacktestErrorCode>(code, what, fix);
}
