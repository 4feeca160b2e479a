import { type FieldNames, refusalOf } from '../server/refusal-of.js';
import { RequestError } from '../server/request.js';
import type { Language } from '../text/catalogue.js';
import { staffTextOf } from '../text/staff-catalogue.js';
import { staffRefusalsJa } from '../text/staff-refusals-ja.js';

/**
 * Why something that staff asked for did not work and what to do, in the reader's language, with the row of a file where one is
 * wrong. What means the same to everybody is said in everybody's words.
 *
 * @param fields names the fields of the form, so that a wrong one is pointed at
 */
export function staffRefusalOf(error: Error, language: Language, fields: FieldNames = {}): string {
  if (!(error instanceof RequestError)) return refusalOf(error, language, fields);
  const { code, details } = error;
  const key = `staffRefusal.${code}`;
  if (!isStaffRefusal(key)) return refusalOf(error, language, fields);
  const text = staffTextOf(language, key, details);
  if (typeof details.row !== 'number') return text;
  const place = details.column === undefined ? 'staffRefusal.place' : 'staffRefusal.placeColumn';
  const nothing = staffTextOf(language, 'staffRefusal.nothingStored');
  const where = staffTextOf(language, place, details);
  return `${where}: ${text}${text.endsWith(nothing) ? '' : ` ${nothing}`}`;
}

function isStaffRefusal(key: string): key is keyof typeof staffRefusalsJa {
  return Object.hasOwn(staffRefusalsJa, key) && !/\.(place|placeColumn|nothingStored)$/.test(key);
}
