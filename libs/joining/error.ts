import { IchienError } from '#energy';

/** Codes raised by this library. */
export type JoiningErrorCode = 'SUPPLY_POINT_INVALID' | 'APPLICATION_STEP_INVALID' | 'REASON_MISSING';

export function joiningError(
  code: JoiningErrorCode,
  what: string,
  fix: string,
  details: Record<string, string | number> = {},
): IchienError<JoiningErrorCode> {
  return new IchienError<JoiningErrorCode>(code, what, fix, details);
}
