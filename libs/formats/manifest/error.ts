import { IchienError } from '#energy';

/** Codes raised by the manifest of the files that were made. */
export type ManifestErrorCode =
  | 'MANIFEST_INVALID'
  | 'MANIFEST_TOO_LARGE'
  | 'MANIFEST_FILE_DIFFERS'
  | 'MANIFEST_REASON_MISSING'
  | 'MANIFEST_MONEY_TWICE';

/** Builds a manifest's error. */
export function manifestRefusal(
  code: ManifestErrorCode,
  what: string,
  fix: string,
  details: Readonly<Record<string, string | number>> = {},
) {
  return new IchienError<ManifestErrorCode>(code, what, fix, details);
}
