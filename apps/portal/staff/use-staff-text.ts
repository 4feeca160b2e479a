import { usePreferences } from '../shell/preferences.js';
import type { Language, TextValues } from '../text/catalogue.js';
import { staffTextOf } from '../text/staff-catalogue.js';
import type { StaffKey } from '../text/staff-ja.js';

/** Gives texts of the staff's screens in the reader's language. */
export function useStaffText(): { s: (key: StaffKey, values?: TextValues) => string; language: Language } {
  const [{ language }] = usePreferences();
  return { s: (key, values) => staffTextOf(language, key, values), language };
}
