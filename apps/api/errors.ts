import { IchienError } from '#energy';

/** Codes raised by the API itself; the libraries' own codes pass through unchanged. */
export type ApiErrorCode =
  | 'BODY_INVALID'
  | 'SLOT_UNKNOWN'
  | 'SLOT_NOT_OPEN'
  | 'PARTICIPANT_UNKNOWN'
  | 'PARTICIPANT_DUPLICATE'
  | 'METER_UNKNOWN'
  | 'METER_DUPLICATE'
  | 'READING_DUPLICATE'
  | 'READING_EARLY'
  | 'READING_NOT_CORRECTABLE'
  | 'SETTLEMENT_UNKNOWN'
  | 'EVIDENCE_NOT_READY'
  | 'ORDER_DUPLICATE'
  | 'COMMAND_LIMIT_REACHED'
  | 'QUEUE_FULL'
  | 'STORE_FAILED'
  | 'DATABASE_TOO_OLD'
  | 'CONFIG_INVALID';

/** Shorthand for an {@link IchienError} with one of the API's codes. */
export function apiError(
  code: ApiErrorCode,
  what: string,
  fix: string,
  details: Record<string, string | number | bigint> = {},
): IchienError<ApiErrorCode> {
  return new IchienError<ApiErrorCode>(code, what, fix, details);
}
