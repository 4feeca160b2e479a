import { IchienError } from '#energy';

/** Codes raised by the readers of the grid companies' metering files. */
export type GridFileErrorCode =
  | 'GRID_FILE_NAME_INVALID'
  | 'GRID_FILE_UNSUPPORTED'
  | 'GRID_FILE_TOO_LARGE'
  | 'GRID_ZIP_INVALID'
  | 'GRID_XML_INVALID'
  | 'GRID_ELEMENT_MISSING'
  | 'GRID_VALUE_INVALID'
  | 'GRID_CONTENT_DIFFERS';

/** A place in a file: the element's path, records counted from 1 (`JPM00010/JPMR00010[3]/JP06125`). */
export interface GridPlace {
  readonly file: string;
  readonly element?: string;
}

/** Builds the error that refuses a file, with the place in its message and its details. */
export function gridRefusal(code: GridFileErrorCode, place: GridPlace, what: string, fix: string) {
  const element = place.element === undefined ? '' : `, ${place.element}`;
  return new IchienError<GridFileErrorCode>(code, `${place.file}${element}: ${what}`, fix, { ...place });
}
