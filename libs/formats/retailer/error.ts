import { IchienError } from '#energy';

/** Codes raised by the retailer's files. */
export type RetailerFileErrorCode =
  | 'RETAILER_FILE_TOO_LARGE'
  | 'RETAILER_ENCODING_UNKNOWN'
  | 'RETAILER_CSV_INVALID'
  | 'RETAILER_HEADER_INVALID'
  | 'RETAILER_ROW_INVALID'
  | 'RETAILER_VALUE_INVALID'
  | 'RETAILER_CHARACTER_INVALID';

/** A place in a file; rows count from 1, the header included. */
export interface RetailerPlace {
  readonly file: string;
  readonly row?: number;
  readonly column?: string;
}

/** Builds the error that refuses a file, with the place in its message and its details. */
export function retailerRefusal(code: RetailerFileErrorCode, place: RetailerPlace, what: string, fix: string) {
  const row = place.row === undefined ? '' : `, row ${place.row}`;
  const column = place.column === undefined ? '' : `, column "${place.column}"`;
  return new IchienError<RetailerFileErrorCode>(code, `${place.file}${row}${column}: ${what}`, fix, { ...place });
}
