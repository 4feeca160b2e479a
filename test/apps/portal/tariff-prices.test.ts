import { expect } from 'chai';
import { assertTariff, TARIFFS, type TariffTerms } from '#tariff';
import { pricesOf } from '../../../apps/portal/retailer/tariff-prices.js';

/** Kinds of charges that no menu of the house has. */
const OTHERS: readonly TariffTerms[] = [
  { taxIncluded: true, basic: { kind: 'contract', priceSen: 100_000 }, energy: { kind: 'none' }, fuelAdjusted: false },
  {
    taxIncluded: true,
    basic: { kind: 'none' },
    energy: { kind: 'market', lossPermille: 69, taxPercent: 10, feeSen: 800, minMarketSen: 100, maxMarketSen: 9000 },
    fuelAdjusted: false,
    minimumMonthSen: 50_000,
  },
];

describe('the prices in a menu’s terms', () => {
  it('are all found, each is changed alone, and what comes of it could price a month', () => {
    for (const terms of [...TARIFFS.flatMap(({ terms }) => terms.map(({ value }) => value)), ...OTHERS]) {
      const prices = pricesOf(terms, 'ja');
      const written = JSON.stringify(terms).match(
        /"(priceSen|perUnitSen|feeSen|\w+MarketSen|minimumMonthSen|\d+)":\d+/g,
      )!;
      expect(prices.length).to.equal(written.length);
      expect(new Set(prices.map(({ id }) => id)).size).to.equal(prices.length);
      for (const { id, priceSen, with: put } of prices) {
        const changed = put(terms, priceSen + 1);
        const after = pricesOf(changed, 'en').map((each) => [each.id, each.priceSen]);
        expect(after).to.deep.equal(prices.map((each) => [each.id, each.id === id ? priceSen + 1 : each.priceSen]));
        expect(put(changed, priceSen)).to.deep.equal(terms);
        assertTariff({ ...TARIFFS[0]!, terms: [{ fromDay: '2026-01-01', value: changed, source: 'test' }] });
      }
    }
  });
});
