import { IchienError } from '#energy';
import type { CertificateErrorCode } from './error.js';
import { MAX_TEXT_LENGTH } from './limits.js';

/** Shorthand for an {@link IchienError} with one of this library's codes. */
export function certificateError(
  code: CertificateErrorCode,
  what: string,
  fix: string,
  details: Record<string, string | number | bigint> = {},
): IchienError<CertificateErrorCode> {
  return new IchienError(code, what, fix, details);
}

/** Asserts a text of 1 to `MAX_TEXT_LENGTH` characters. @throws IchienError TEXT_INVALID */
export function assertText(what: string, text: string): void {
  if (text.length === 0 || text.length > MAX_TEXT_LENGTH) {
    throw certificateError(
      'TEXT_INVALID',
      `The ${what} has ${text.length} characters.`,
      `Give 1 to ${MAX_TEXT_LENGTH}.`,
      { what, length: text.length },
    );
  }
}

/** Refuses a list that is longer than its limit. @throws IchienError INPUT_TOO_LARGE */
export function assertCount(items: string, count: number, max: number): void {
  if (count > max) {
    throw certificateError('INPUT_TOO_LARGE', `${count} ${items} are too many.`, `Give at most ${max}.`, {
      items,
      count,
    });
  }
}
