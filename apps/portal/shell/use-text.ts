import { type Language, type TextValues, textOf } from '../text/catalogue.js';
import type { TextKey } from '../text/ja.js';
import { usePreferences } from './preferences.js';

/** Gives texts in the reader's language. */
export function useText(): { t: (key: TextKey, values?: TextValues) => string; language: Language } {
  const [{ language }] = usePreferences();
  return { t: (key, values) => textOf(language, key, values), language };
}
