import { IchienError } from '#energy';

/** Codes raised by the JEPX readers. */
export type JepxErrorCode =
  | 'JEPX_FILE_TOO_LARGE'
  | 'JEPX_ENCODING_UNKNOWN'
  | 'JEPX_CSV_INVALID'
  | 'JEPX_HEADER_INVALID'
  | 'JEPX_ROW_INVALID'
  | 'JEPX_VALUE_INVALID';

/** A place in a file; rows count from 1, the header included. */
export interface JepxPlace {
  readonly file: string;
  readonly row?: number;
  readonly column?: string;
}

/** Builds the error that refuses a file, with the place in its message and its details. */
export function jepxRefusal(code: JepxErrorCode, place: JepxPlace, what: string, fix: string) {
  const row = place.row === undefined ? '' : `, row ${place.row}`;
  const column = place.column === undefined ? '' : `, column "${place.column}"`;
  return new IchienError<JepxErrorCode>(code, `${place.file}${row}${column}: ${what}`, fix, { ...place });
}
