import { IchienError } from '#energy';
import type { ReportErrorCode } from './error.js';

/** Shorthand for an {@link IchienError} with one of this library's codes. */
export function reportError(
  code: ReportErrorCode,
  what: string,
  fix: string,
  details: Record<string, string | number | bigint> = {},
): IchienError<ReportErrorCode> {
  return new IchienError(code, what, fix, details);
}
