import { expect } from 'chai';
import fc from 'fast-check';
import { contractAt, contractMonths } from '#billing';

const months = fc
  .integer({ min: 0, max: 30 })
  .map((n) => `${2026 + Math.floor(n / 12)}-${String((n % 12) + 1).padStart(2, '0')}`);

describe('contracts by month', () => {
  it('hold from their month on until another begins; the later entry of one month stands', () => {
    const entered = [
      { fromMonth: '2026-06', contract: 'first' },
      { fromMonth: '2026-10', contract: 'mistyped' },
      { fromMonth: '2026-10', contract: 'autumn' },
      { fromMonth: '2026-08', contract: 'summer' },
    ];
    const at = (month: string) => contractAt(entered, month)?.contract;
    expect(['2026-05', '2026-06', '2026-07', '2026-08', '2026-09', '2026-10', '2027-01'].map(at)).to.deep.equal([
      undefined,
      'first',
      'first',
      'summer',
      'summer',
      'autumn',
      'autumn',
    ]);
  });

  it('are the same as a table that is filled entry by entry', () => {
    const entry = fc.record({ fromMonth: months, contract: fc.integer() });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 12 }), months, (entered, month) => {
        const table = new Map(entered.map(({ fromMonth, contract }) => [fromMonth, contract]));
        const begun = [...table.keys()].filter((each) => each <= month).sort();
        const expected = begun.length === 0 ? undefined : table.get(begun.at(-1)!);
        expect(contractAt(entered, month)?.contract).to.equal(expected);
      }),
      { seed: 56 },
    );
  });

  it('begin with a month that is not stated, a year ahead at most', () => {
    expect(contractMonths('2026-03', undefined, '2026-08')).to.deep.equal({ earliest: '2026-03', latest: '2027-08' });
    expect(contractMonths('2026-03', '2026-12', '2027-01')).to.deep.equal({ earliest: '2027-01', latest: '2028-01' });
    expect(contractMonths('2026-10', undefined, '2026-08')).to.deep.equal({ earliest: '2026-10', latest: '2027-10' });
  });
});
