import { expect } from 'chai';
import fc from 'fast-check';
import { BILL_LINE_KINDS, type MonthUse, priceMonth, type TariffTerms } from '#tariff';
import { month, terms } from './arbitrary-month.js';
import { priceKwhByKwh } from './price-kwh-by-kwh.js';
import { tariffWith } from './published-tariffs.js';

const RUNS = { seed: 20261121, numRuns: 500 };

/** The same month with the capacity in the unit that the basic charge is by. */
function fitted({ basic }: TariffTerms, month: MonthUse): MonthUse {
  const unit = basic.kind === 'ampere' ? 'A' : 'kW';
  return { ...month, contract: { ...month.contract, capacity: { unit, amount: 30 } } };
}

describe('priceMonth, on random menus and months', () => {
  it('agrees with a bill made kWh by kWh in fractions', () => {
    const reached = new Set<string>();
    fc.assert(
      fc.property(terms, month, (terms, month) => {
        const use = fitted(terms, month);
        const bill = priceMonth(tariffWith(terms), use);
        const slow = priceKwhByKwh(terms, use);
        expect(bill.usageKwh).to.equal(slow.usageKwh);
        expect(BigInt(bill.amountMillisen)).to.equal(slow.millisen);
        expect(BigInt(bill.totalYen)).to.equal(slow.yen);
        for (const { kind } of bill.lines) reached.add(kind);
        reached.add(terms.basic.kind).add(terms.energy.kind);
      }),
      RUNS,
    );
    const kinds = ['none', 'contract', 'minimum', 'ampere', 'capacity', 'tiers', 'bands', 'market'];
    expect(
      [...BILL_LINE_KINDS, ...kinds].filter((kind) => !reached.has(kind)),
      'never reached',
    ).to.deep.equal([]);
  });

  it('says line by line what it sums up, in the order of the bill', () => {
    fc.assert(
      fc.property(terms, month, (terms, month) => {
        const { lines, amountMillisen } = priceMonth(tariffWith(terms), fitted(terms, month));
        expect(lines.reduce((sum, line) => sum + line.amountMillisen, 0)).to.equal(amountMillisen);
        const order = lines.map(({ kind }) => BILL_LINE_KINDS.indexOf(kind));
        expect(order).to.deep.equal(order.toSorted((a, b) => a - b));
        for (const line of lines) {
          expect(Number.isSafeInteger(line.amountMillisen)).to.equal(true);
          if (line.unitPriceSen !== undefined && line.kind !== 'levy')
            expect(line.quantity * line.unitPriceSen * 1000 + 0).to.equal(line.amountMillisen);
        }
      }),
      RUNS,
    );
  });
});
