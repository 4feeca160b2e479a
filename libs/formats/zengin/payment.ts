import { type ZenginPlace, zenginRefusal } from './error.js';
import { invalid, MAX_PAYMENTS } from './record.js';

/** Most yen of one payment: ten digits. */
export const MAX_AMOUNT_YEN = 9_999_999_999;
/** Most yen of one file: the trailer's twelve digits. */
const MAX_TOTAL_YEN = 999_999_999_999;

/** 新規コード: the first payment to this account, the first after its details changed, or neither. */
export type Novelty = 'first' | 'changed' | 'other';

/** The digit of each novelty. */
export const NOVELTY_CODES: Readonly<Record<Novelty, string>> = { first: '1', changed: '2', other: '0' };

/** The novelty of a digit. @throws IchienError ZENGIN_VALUE_INVALID */
export function noveltyOf(code: string, place: ZenginPlace): Novelty {
  const novelty = (Object.keys(NOVELTY_CODES) as Novelty[]).find((each) => NOVELTY_CODES[each] === code);
  if (novelty === undefined) throw invalid({ ...place, column: '新規コード' }, code, 'Give 0, 1 or 2.');
  return novelty;
}

/** Asserts number and amounts of payments. @returns their sum in yen @throws IchienError ZENGIN_VALUE_INVALID, ZENGIN_FILE_TOO_LARGE */
export function assertAmounts(payments: readonly { readonly amountYen: number }[], file: string): number {
  if (payments.length === 0) {
    const fix = 'Make no file for a month without payments.';
    throw zenginRefusal('ZENGIN_VALUE_INVALID', { file }, 'it has no payment.', fix);
  }
  let totalYen = 0;
  for (const [index, { amountYen }] of payments.entries()) {
    if (!Number.isSafeInteger(amountYen) || amountYen < 1 || amountYen > MAX_AMOUNT_YEN) {
      const place = { file, row: index + 2, column: '金額' };
      throw invalid(place, String(amountYen), `Give whole yen from 1 to ${MAX_AMOUNT_YEN}.`);
    }
    totalYen += amountYen;
  }
  if (payments.length > MAX_PAYMENTS || totalYen > MAX_TOTAL_YEN) {
    const what = `${payments.length} payments of ${totalYen} yen do not fit.`;
    const fix = `Split it: at most ${MAX_PAYMENTS} payments and ${MAX_TOTAL_YEN} yen a file.`;
    throw zenginRefusal('ZENGIN_FILE_TOO_LARGE', { file }, what, fix);
  }
  return totalYen;
}
