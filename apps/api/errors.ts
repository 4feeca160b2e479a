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
  | 'READING_DIFFERS'
  | 'READING_EARLY'
  | 'FACTS_DUPLICATE'
  | 'POINT_DUPLICATE'
  | 'EXCHANGE_DUPLICATE'
  | 'REGISTER_SCALE_UNKNOWN'
  | 'READING_UNKNOWN'
  | 'READING_NOT_CORRECTABLE'
  | 'SETTLEMENT_UNKNOWN'
  | 'IMBALANCE_PRICE_INVALID'
  | 'GRANT_CHANGED'
  | 'EVIDENCE_NOT_READY'
  | 'COMMAND_LIMIT_REACHED'
  | 'QUEUE_FULL'
  | 'STORE_FAILED'
  | 'CONFIG_INVALID'
  | 'BILLING_NOT_CONFIGURED'
  | 'BILLING_ACCOUNT_UNKNOWN'
  | 'BILLING_AMOUNT_REVERSED'
  | 'MONTH_INVALID'
  | 'MONTH_NOT_OVER'
  | 'MONTH_NOT_READY'
  | 'MONTH_NOT_CLOSED'
  | 'CLOSE_RUNNING'
  | 'CONTROL_FAILED'
  | 'STATEMENT_UNKNOWN'
  | 'FILE_UNKNOWN'
  | 'DEBIT_FILE_UNKNOWN'
  | 'DEBIT_RESULT_DIFFERS'
  | 'OUTPUT_UNWRITABLE';

/** Shorthand for an {@link IchienError} with one of the API's codes. */
export function apiError(
  code: ApiErrorCode,
  what: string,
  fix: string,
  details: Record<string, string | number | bigint> = {},
): IchienError<ApiErrorCode> {
  return new IchienError<ApiErrorCode>(code, what, fix, details);
}
