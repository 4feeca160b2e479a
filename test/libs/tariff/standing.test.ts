import { expect } from 'chai';
import fc from 'fast-check';
import { rateAt } from '#energy';
import { DEFAULT_SETTLEMENT_RATES, RATE_NAMES, standingRates, standingTariffs, TARIFFS, tariffOf } from '#tariff';

const month = fc.integer({ min: 0, max: 60 }).map((count) => {
  return `${2026 + Math.floor(count / 12)}-${String((count % 12) + 1).padStart(2, '0')}`;
});
const rate = fc.record({
  name: fc.constantFrom(...RATE_NAMES),
  fromMonth: month,
  priceSen: fc.integer({ min: 0, max: 5000 }),
  source: fc.constant('board'),
});

describe('rates and menus that stand', () => {
  it('are the house’s own where nothing was entered', () => {
    expect(standingRates([])).to.deep.equal(DEFAULT_SETTLEMENT_RATES);
    expect(standingTariffs([])).to.deep.equal(TARIFFS);
  });

  it('of a day are the last that was entered for the newest month until then', () => {
    fc.assert(
      fc.property(fc.array(rate, { maxLength: 30 }), month, (entered, asked) => {
        const standing = standingRates(entered);
        for (const name of RATE_NAMES) {
          const until = entered.filter((each) => each.name === name && each.fromMonth <= asked);
          const newest = until
            .map(({ fromMonth }) => fromMonth)
            .sort()
            .at(-1);
          const last = until.findLast(({ fromMonth }) => fromMonth === newest);
          const expected = last?.priceSen ?? rateAt(DEFAULT_SETTLEMENT_RATES[name], `${asked}-15`).value;
          expect(rateAt(standing[name], `${asked}-15`).value).to.equal(expected);
        }
      }),
      { seed: 38, numRuns: 200 },
    );
  });

  it('a menu takes other terms from a month on, and no other menu does', () => {
    const [menu] = TARIFFS;
    const terms = { ...menu!.terms.at(-1)!.value, minimumMonthSen: 12_345 };
    const standing = standingTariffs([{ tariffId: menu!.id, fromMonth: '2027-01', terms, source: 'board' }]);
    const { terms: dated } = tariffOf(menu!.id, standing);
    expect(rateAt(dated, '2026-12-31').value.minimumMonthSen).to.equal(menu!.terms.at(-1)!.value.minimumMonthSen);
    expect(rateAt(dated, '2027-01-01').value.minimumMonthSen).to.equal(12_345);
    expect(standing.slice(1)).to.deep.equal(TARIFFS.slice(1));
  });

  it('terms that could not price a month, or of no menu, are refused', () => {
    const of = (tariffId: string, change: object) => () => {
      const terms = { ...TARIFFS[0]!.terms.at(-1)!.value, ...change };
      return standingTariffs([{ tariffId, fromMonth: '2027-01', terms, source: 'board' }]);
    };
    expect(of('none', {})).to.throw().with.property('code', 'TARIFF_UNKNOWN');
    expect(of(TARIFFS[0]!.id, { minimumMonthSen: -1 }))
      .to.throw()
      .with.property('code', 'TARIFF_INVALID');
  });
});
