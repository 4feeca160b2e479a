import { IchienError } from '#energy';

/** Codes raised by the ECHONET Lite reader and writer. */
export type EchonetErrorCode =
  | 'ECHONET_FRAME_INVALID'
  | 'ECHONET_OBJECT_UNKNOWN'
  | 'ECHONET_PROPERTY_INVALID'
  | 'ECHONET_REFUSED';

/** Builds the error that refuses a frame. */
export function echonetRefusal(
  code: EchonetErrorCode,
  what: string,
  fix: string,
  details: Record<string, string | number> = {},
) {
  return new IchienError<EchonetErrorCode>(code, what, fix, details);
}
