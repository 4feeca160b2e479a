import { type Language, textOf } from '../text/catalogue.js';
import { jaRefusals } from '../text/ja-refusals.js';
import { RequestError } from './request.js';

/** Names of a form's fields in the reader's language, by their names in the API. */
export type FieldNames = Readonly<Record<string, string>>;

/** A body is refused as `field: sentence; field: sentence`, in English (apps/api/application.ts). */
const FIELD = /(?:^|; )(\w+)(?:\.\w+)*: /g;

/**
 * Why something did not work and what to do, in the reader's language. A code without a sentence gives a calm one with the code
 * in it, for whoever is called then.
 *
 * @param fields names the fields of the form, so that a wrong one is pointed at
 */
export function refusalOf(error: Error, language: Language, fields: FieldNames = {}): string {
  const code = error instanceof RequestError ? error.code : 'INTERNAL';
  if (code === 'BODY_INVALID') {
    const wrong = [...error.message.matchAll(FIELD)].flatMap(([, name]) => fields[name!] ?? []);
    if (wrong.length > 0) return textOf(language, 'refusal.fields', { fields: [...new Set(wrong)].join(', ') });
  }
  const key = `refusal.${code}`;
  return isRefusal(key) ? textOf(language, key) : textOf(language, 'refusal.unknown', { code });
}

function isRefusal(key: string): key is keyof typeof jaRefusals {
  return Object.hasOwn(jaRefusals, key) && key !== 'refusal.unknown' && key !== 'refusal.fields';
}
