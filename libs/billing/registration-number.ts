import { billingError } from './billing-error.js';

/**
 * Asserts a qualified-invoice registration number (登録番号): T and 13 digits, of which the first is the check digit of a
 * corporate number (法人番号の指定等に関する省令 2条: `9 - (sum of Pn x Qn) mod 9`). Numbers of persons without a corporate number have
 * 13 digits too [ST: invoice-kohyo.nta.go.jp about-toroku], but no published check digit: pass `isPerson` for them.
 *
 * @throws IchienError REGISTRATION_NUMBER_INVALID
 */
export function assertRegistrationNumber(number: string, isPerson = false): void {
  if (!/^T\d{13}$/.test(number)) {
    throw billingError(
      'REGISTRATION_NUMBER_INVALID',
      `"${number}" is not a registration number.`,
      'Give T and 13 digits, in half width and without hyphens.',
      { number },
    );
  }
  if (!isPerson && Number(number[1]) !== checkDigitOf(number.slice(2))) {
    throw billingError(
      'REGISTRATION_NUMBER_INVALID',
      `The check digit of "${number}" is wrong.`,
      'Compare it with the public register (invoice-kohyo.nta.go.jp).',
      { number },
    );
  }
}

/** Check digit of the 12 base digits: odd places from the right count once, even places twice. */
function checkDigitOf(baseDigits: string): number {
  let sum = 0;
  for (const [index, digit] of [...baseDigits].reverse().entries()) sum += Number(digit) * (index % 2 === 0 ? 1 : 2);
  return 9 - (sum % 9);
}
