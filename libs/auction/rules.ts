import { DEFAULT_PRICE_BAND, IchienError, MAX_SLOT_ENERGY_WH } from '#energy';
import type { AuctionErrorCode } from './error.js';
import type { BookRules } from './types.js';

/** The rules of a book unless an area sets its own. */
export const DEFAULT_BOOK_RULES: BookRules = {
  ...DEFAULT_PRICE_BAND,
  maxOrderWh: MAX_SLOT_ENERGY_WH,
  maxOrdersPerParticipant: 200,
};

/** Most prices that a band may hold: three levels of 32-bit words (327.68 yen at the tick of one sen). */
export const MAX_BAND_PRICES = 32 ** 3;
/** Largest `maxOrderWh` and `maxOrdersPerParticipant`, so that each fits a signed 32-bit integer. */
const MAX_RULE_VALUE = 2 ** 31 - 1;

/** Asserts that a book can be made with these rules. @throws IchienError BOOK_RULES_INVALID */
export function assertBookRules(rules: BookRules): void {
  const { minPriceSen, maxPriceSen, maxOrderWh, maxOrdersPerParticipant } = rules;
  assertRule('minPriceSen', minPriceSen, 0, MAX_RULE_VALUE);
  assertRule('maxPriceSen', maxPriceSen, minPriceSen, minPriceSen + MAX_BAND_PRICES - 1);
  assertRule('maxOrderWh', maxOrderWh, 1, MAX_RULE_VALUE);
  assertRule('maxOrdersPerParticipant', maxOrdersPerParticipant, 1, MAX_RULE_VALUE);
}

function assertRule(name: keyof BookRules, value: number, least: number, most: number): void {
  if (!Number.isSafeInteger(value) || value < least || value > most) {
    throw new IchienError<AuctionErrorCode>(
      'BOOK_RULES_INVALID',
      `${name} is ${value}.`,
      `Give a whole number from ${least} to ${most}.`,
      { [name]: String(value) },
    );
  }
}
