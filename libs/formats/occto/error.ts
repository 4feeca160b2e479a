import { IchienError } from '#energy';

/** Codes raised by plans for OCCTO. */
export type OcctoErrorCode =
  | 'OCCTO_FILE_TOO_LARGE'
  | 'OCCTO_FILE_NAME_INVALID'
  | 'OCCTO_XML_INVALID'
  | 'OCCTO_STRUCTURE_INVALID'
  | 'OCCTO_VALUE_INVALID'
  | 'OCCTO_SUM_DIFFERS';

/** A place in a plan: the element's path, records counted from 1, and the time code 1 to 48 where it is of one half hour. */
export interface OcctoPlace {
  readonly file: string;
  readonly element?: string;
  readonly koma?: number;
}

/** Builds the error that refuses a plan, with the place in its message and its details. */
export function occtoRefusal(code: OcctoErrorCode, place: OcctoPlace, what: string, fix: string) {
  const element = place.element === undefined ? '' : `, ${place.element}`;
  const koma = place.koma === undefined ? '' : `, koma ${place.koma}`;
  return new IchienError<OcctoErrorCode>(code, `${place.file}${element}${koma}: ${what}`, fix, { ...place });
}
