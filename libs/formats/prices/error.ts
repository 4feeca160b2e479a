import { IchienError } from '#energy';

/** Codes raised by the reader of imbalance prices. */
export type ImbalanceFileErrorCode =
  | 'IMBALANCE_FILE_TOO_LARGE'
  | 'IMBALANCE_ENCODING_UNKNOWN'
  | 'IMBALANCE_CSV_INVALID'
  | 'IMBALANCE_HEADER_INVALID'
  | 'IMBALANCE_ROW_INVALID'
  | 'IMBALANCE_VALUE_INVALID';

/** A place in a file; rows and columns count from 1. */
export interface ImbalancePlace {
  readonly file: string;
  readonly row?: number;
  readonly column?: number;
}

/** Builds the error that refuses a file, with the place in its message and its details. */
export function imbalanceRefusal(code: ImbalanceFileErrorCode, place: ImbalancePlace, what: string, fix: string) {
  const row = place.row === undefined ? '' : `, row ${place.row}`;
  const column = place.column === undefined ? '' : `, column ${place.column}`;
  return new IchienError<ImbalanceFileErrorCode>(code, `${place.file}${row}${column}: ${what}`, fix, { ...place });
}
