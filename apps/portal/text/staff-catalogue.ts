import { fillIn, type Language, type TextValues } from './catalogue.js';
import { staffEn } from './staff-en.js';
import { type StaffKey, staffJa } from './staff-ja.js';

/** Every text of the staff's screens in every language. */
export const STAFF_CATALOGUE: Readonly<Record<Language, Readonly<Record<StaffKey, string>>>> = {
  ja: staffJa,
  en: staffEn,
};

/** A text of the staff's screens with its values filled in. */
export function staffTextOf(language: Language, key: StaffKey, values: TextValues = {}): string {
  return fillIn(STAFF_CATALOGUE[language][key], values);
}
