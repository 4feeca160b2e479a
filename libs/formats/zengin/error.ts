import { IchienError } from '#energy';

/** Codes raised by the bank files of the 全銀協 formats. */
export type ZenginErrorCode =
  | 'ZENGIN_FILE_TOO_LARGE'
  | 'ZENGIN_RECORD_INVALID'
  | 'ZENGIN_VALUE_INVALID'
  | 'ZENGIN_TOTAL_DIFFERS'
  | 'ZENGIN_ANSWER_UNKNOWN'
  | 'ZENGIN_NUMBER_TWICE'
  | 'ZENGIN_ANSWER_MISSING'
  | 'ZENGIN_ANSWER_DIFFERS';

/** A place in a file; rows count from 1, the header record included, and columns are the layout's fields. */
export interface ZenginPlace {
  readonly file: string;
  readonly row?: number;
  readonly column?: string;
}

/** Builds the error that refuses a file, with the place in its message and its details. */
export function zenginRefusal(code: ZenginErrorCode, place: ZenginPlace, what: string, fix: string) {
  const row = place.row === undefined ? '' : `, row ${place.row}`;
  const column = place.column === undefined ? '' : `, column "${place.column}"`;
  return new IchienError<ZenginErrorCode>(code, `${place.file}${row}${column}: ${what}`, fix, { ...place });
}
