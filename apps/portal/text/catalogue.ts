import { en } from './en.js';
import { ja, type TextKey } from './ja.js';

/** Languages of the portal, the first being the one that it is written in. */
export const LANGUAGES = ['ja', 'en'] as const;

/** One of {@link LANGUAGES}. */
export type Language = (typeof LANGUAGES)[number];

/** Every text in every language. */
export const CATALOGUE: Readonly<Record<Language, Readonly<Record<TextKey, string>>>> = { ja, en };

/** What stands in the place of `{name}`. */
export type TextValues = Readonly<Record<string, string | number>>;

/** A text with its values filled in. A value that is not given stays as `{name}`, so that it is seen. */
export function textOf(language: Language, key: TextKey, values: TextValues = {}): string {
  return fillIn(CATALOGUE[language][key], values);
}

/** Puts values in their places. */
export function fillIn(text: string, values: TextValues): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}
