import { expect } from 'chai';
import { assertBookRules, type BookRules, DEFAULT_BOOK_RULES, LadderBook, MAX_BAND_PRICES, NaiveBook } from '#auction';
import { isIchienError } from '#energy';

describe('the rules of a book', () => {
  const refused: readonly (readonly [Partial<BookRules>, string])[] = [
    [{ minPriceSen: -1 }, 'minPriceSen is -1. Give a whole number from 0 to 2147483647.'],
    [{ minPriceSen: 0.5 }, 'minPriceSen is 0.5. Give a whole number from 0 to 2147483647.'],
    [{ minPriceSen: 10, maxPriceSen: 9 }, 'maxPriceSen is 9. Give a whole number from 10 to 32777.'],
    [
      { minPriceSen: 10, maxPriceSen: 10 + MAX_BAND_PRICES },
      'maxPriceSen is 32778. Give a whole number from 10 to 32777.',
    ],
    [{ maxPriceSen: Number.NaN }, 'maxPriceSen is NaN. Give a whole number from 1 to 32768.'],
    [{ maxOrderWh: 0 }, 'maxOrderWh is 0. Give a whole number from 1 to 2147483647.'],
    [{ maxOrderWh: 2 ** 31 }, 'maxOrderWh is 2147483648. Give a whole number from 1 to 2147483647.'],
    [{ maxOrdersPerParticipant: 0 }, 'maxOrdersPerParticipant is 0. Give a whole number from 1 to 2147483647.'],
  ];

  for (const [change, message] of refused) {
    it(`refuses: ${message}`, () => {
      const rules = { ...DEFAULT_BOOK_RULES, ...change };
      for (const use of [() => assertBookRules(rules), () => new LadderBook(rules), () => new NaiveBook(rules)]) {
        expect(use)
          .to.throw(message)
          .that.satisfies((error: unknown) => isIchienError(error) && error.code === 'BOOK_RULES_INVALID');
      }
    });
  }

  it('may name a band of one price, and the largest order and limit', () => {
    const rules = { minPriceSen: 7, maxPriceSen: 7, maxOrderWh: 2 ** 31 - 1, maxOrdersPerParticipant: 2 ** 31 - 1 };
    assertBookRules(rules);
    const book = new LadderBook(rules);
    for (const participantId of ['a', 'b']) book.apply({ type: 'enrol', participantId, atMs: 0 });
    const order = { type: 'place', participant: 0, priceSen: 7, energyWh: 2 ** 31 - 1, atMs: 0 } as const;
    book.apply({ ...order, side: 'sell' });
    expect(book.apply({ ...order, side: 'buy', participant: 1 })[1]).to.include({
      type: 'trade',
      priceSen: 7,
      energyWh: 2 ** 31 - 1,
    });
  });
});
