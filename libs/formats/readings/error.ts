import { IchienError } from '#energy';

/** Codes raised by the readers of meter readings. */
export type ReadingsFileErrorCode =
  | 'READINGS_FILE_TOO_LARGE'
  | 'READINGS_ENCODING_UNKNOWN'
  | 'READINGS_CSV_INVALID'
  | 'READINGS_JSON_INVALID'
  | 'READINGS_HEADER_INVALID'
  | 'READINGS_ROW_INVALID'
  | 'READINGS_VALUE_INVALID';

/** A place in a file; rows count from 1, a header included. */
export interface ReadingsPlace {
  readonly file: string;
  readonly row?: number;
  readonly column?: string;
}

/** Builds the error that refuses a file, with the place in its message and its details. */
export function readingsRefusal(code: ReadingsFileErrorCode, place: ReadingsPlace, what: string, fix: string) {
  const row = place.row === undefined ? '' : `, row ${place.row}`;
  const column = place.column === undefined ? '' : `, column "${place.column}"`;
  return new IchienError<ReadingsFileErrorCode>(code, `${place.file}${row}${column}: ${what}`, fix, { ...place });
}
