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
  | 'TRADE_UNKNOWN'
  | 'SETTINGS_CHANGED'
  | 'SETTINGS_FIXED'
  | 'PRICE_OUT_OF_BAND'
  | 'NOT_OWNER'
  | 'NODE_UNREACHABLE'
  | 'EVIDENCE_NOT_READY'
  | 'COMMAND_LIMIT_REACHED'
  | 'QUEUE_FULL'
  | 'STORE_FAILED'
  | 'READING_TOO_LATE'
  | 'PARTICIPANT_ERASED'
  | 'APPLICATION_UNKNOWN'
  | 'APPLICATION_DUPLICATE'
  | 'APPLICATION_CHANGED'
  | 'APPLICATION_LIMIT_REACHED'
  | 'NOT_ELIGIBLE'
  | 'DOCUMENT_DUPLICATE'
  | 'DOCUMENT_LIMIT_REACHED'
  | 'DOCUMENTS_DIFFER'
  | 'IMPORT_REFUSED'
  | 'ERASURE_UNKNOWN'
  | 'ERASURE_NOT_DUE'
  | 'ERASURE_REQUESTED'
  | 'SIGN_IN_NEEDED'
  | 'SIGN_IN_REFUSED'
  | 'SECOND_FACTOR_NEEDED'
  | 'SECOND_FACTOR_REFUSED'
  | 'SECOND_FACTOR_EXISTS'
  | 'PASSKEY_REFUSED'
  | 'PASSKEY_UNKNOWN'
  | 'PASSKEY_LIMIT_REACHED'
  | 'ROLE_NOT_ALLOWED'
  | 'ROUTE_WITHOUT_ROLE'
  | 'ORIGIN_FOREIGN'
  | 'TOO_MANY_ATTEMPTS'
  | 'BUSY'
  | 'TOKEN_REFUSED'
  | 'PASSWORD_WEAK'
  | 'SETUP_DONE'
  | 'ACCOUNT_DUPLICATE'
  | 'ACCOUNT_UNKNOWN'
  | 'ACCOUNT_LAST_OPERATOR'
  | 'FAMILY_LIMIT_REACHED'
  | 'SIGN_IN_AGAIN'
  | 'SESSION_UNKNOWN'
  | 'KEY_UNKNOWN'
  | 'KEY_LIMIT_REACHED'
  | 'STREAM_LIMIT_REACHED'
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
