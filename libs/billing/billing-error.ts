import { IchienError, slotOf } from '#energy';
import type { BillingErrorCode } from './error.js';
import { MAX_TEXT_LENGTH, MAX_YEN } from './limits.js';

/** Shorthand for an {@link IchienError} with one of this library's codes. */
export function billingError(
  code: BillingErrorCode,
  what: string,
  fix: string,
  details: Record<string, string | number | bigint> = {},
): IchienError<BillingErrorCode> {
  return new IchienError(code, what, fix, details);
}

/**
 * Control, bidirectional and other invisible characters, line ends included, and lone surrogates: they could hide or turn
 * round what a statement says. Variation selectors are not among them: names of people have them.
 */
const UNPRINTABLE = /(?![\u{FE00}-\u{FE0F}\u{E0100}-\u{E01EF}])[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/u;

/** Asserts a text of 1 to `MAX_TEXT_LENGTH` characters, all of which can be seen. @throws IchienError TEXT_INVALID */
export function assertText(what: string, text: string): void {
  if (text.trim().length === 0 || text.length > MAX_TEXT_LENGTH) {
    throw billingError(
      'TEXT_INVALID',
      `The ${what} has ${text.length} characters.`,
      `Give 1 to ${MAX_TEXT_LENGTH}, not only spaces.`,
      { what, length: text.length },
    );
  }
  const found = UNPRINTABLE.exec(text);
  if (found !== null) {
    const code = `U+${found[0].codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
    throw billingError(
      'TEXT_INVALID',
      `The ${what} has the invisible character ${code} at position ${found.index + 1}.`,
      'Take it out: a statement shows all that it says.',
      { what, code, position: found.index + 1 },
    );
  }
}

/** Refuses a list that is longer than its limit. @throws IchienError INPUT_TOO_LARGE */
export function assertCount(items: string, count: number, max: number): void {
  if (count > max) {
    throw billingError('INPUT_TOO_LARGE', `${count} ${items} are too many.`, `Give at most ${max}.`, { items, count });
  }
}

/** Asserts whole yen that a bank file can hold. @throws IchienError AMOUNT_OUT_OF_RANGE */
export function assertYen(what: string, amountYen: number, minYen: number = -MAX_YEN): void {
  if (!Number.isSafeInteger(amountYen) || amountYen < minYen || amountYen > MAX_YEN) {
    throw billingError(
      'AMOUNT_OUT_OF_RANGE',
      `The ${what} is ${amountYen} yen.`,
      `Give whole yen from ${minYen} to ${MAX_YEN}.`,
      { what, amountYen: String(amountYen) },
    );
  }
}

/** Asserts that `day` is a JST day. Days that pass compare as texts. @throws IchienError DAY_INVALID */
export function assertDay(day: string): void {
  slotOf(day);
}
