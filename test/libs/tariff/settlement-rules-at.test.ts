import { expect } from 'chai';
import { IchienError, type RateTable } from '#energy';
import { type SlotRates, settleSlot } from '#settlement';
import { DEFAULT_SETTLEMENT_RATES, settlementRulesAt } from '#tariff';

describe('settlementRulesAt', () => {
  it('gives the rates of the Tokyo area by default', () => {
    expect(settlementRulesAt('2026-11-21')).to.deep.equal({
      retailPriceSen: 3640, // B11
      postFitPriceSen: 850, // B10
      wheelingPriceSen: 944, // B6
      deliveryPriceSen: 1044, // B6 and 1.00 yen service
    });
  });

  it('gives what settleSlot takes', () => {
    const rules: SlotRates = settlementRulesAt('2026-11-21');
    expect(settleSlot([], [], { ...rules, deviationPolicy: { name: 'waived' } }).postings).to.deep.equal([]);
  });

  it('knows nothing before 2024-04', () => {
    expect(() => settlementRulesAt('2024-03-31'))
      .to.throw(IchienError)
      .with.property('code', 'RATE_UNKNOWN');
    expect(settlementRulesAt('2024-04-01').wheelingPriceSen).to.equal(944);
  });

  it('looks each table up by itself: a change of wheeling changes delivery from its day on', () => {
    const rates = {
      ...DEFAULT_SETTLEMENT_RATES,
      wheelingPriceSen: [
        ...DEFAULT_SETTLEMENT_RATES.wheelingPriceSen,
        { fromDay: '2027-04-01', value: 990, source: 'test' },
      ],
    };
    const before = settlementRulesAt('2027-03-31', rates);
    expect(settlementRulesAt('2027-03-31')).to.deep.equal(before);
    expect(settlementRulesAt('2027-04-01', rates)).to.deep.equal({
      ...before,
      wheelingPriceSen: 990,
      deliveryPriceSen: 1090,
    });
  });

  it('leaves room for trades: delivered at the post-FIT price, neighbours are cheaper than the retailer', () => {
    const { retailPriceSen, postFitPriceSen, deliveryPriceSen } = settlementRulesAt('2026-11-21');
    expect(retailPriceSen - deliveryPriceSen).to.be.greaterThan(postFitPriceSen);
  });

  it('states a source for every entry', () => {
    const tables: RateTable<unknown>[] = Object.values(DEFAULT_SETTLEMENT_RATES);
    expect(tables).to.have.length(4);
    for (const { source } of tables.flat()) expect(source).to.match(/^(B\d+|\[INF\]): /);
  });
});
