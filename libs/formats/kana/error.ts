import { IchienError } from '#energy';

/** Codes raised when a name is written in the characters of bank files. */
export type KanaErrorCode = 'KANA_CHARACTER_INVALID' | 'KANA_EMPTY' | 'KANA_TOO_LONG';

/** Builds the error that refuses a text. @param position of the wrong character, counted from 1 */
export function kanaRefusal(code: KanaErrorCode, text: string, what: string, fix: string, position?: number) {
  return new IchienError<KanaErrorCode>(code, `"${text.slice(0, 60)}": ${what}`, fix, {
    text: text.slice(0, 60),
    ...(position === undefined ? {} : { position }),
  });
}
