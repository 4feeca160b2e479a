import { IchienError } from '#energy';

/** Codes raised by the household readers. */
export type HouseholdErrorCode =
  | 'HOUSEHOLD_FILE_TOO_LARGE'
  | 'HOUSEHOLD_CSV_INVALID'
  | 'HOUSEHOLD_HEADER_INVALID'
  | 'HOUSEHOLD_ROW_INVALID'
  | 'HOUSEHOLD_TIME_INVALID'
  | 'HOUSEHOLD_VALUE_INVALID'
  | 'HOUSEHOLD_SCHEMA_INVALID';

/** A place in a file; rows count from 1, the header included. */
export interface Place {
  readonly file: string;
  readonly row?: number;
  readonly column?: string;
}

/** Builds the error that refuses a file, with the place in its message and its details. */
export function refusal(code: HouseholdErrorCode, place: Place, what: string, fix: string) {
  const row = place.row === undefined ? '' : `, row ${place.row}`;
  const column = place.column === undefined ? '' : `, column "${place.column}"`;
  return new IchienError<HouseholdErrorCode>(code, `${place.file}${row}${column}: ${what}`, fix, { ...place });
}
