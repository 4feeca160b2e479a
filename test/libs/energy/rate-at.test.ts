import { expect } from 'chai';
import fc from 'fast-check';
import { addDays, IchienError, MAX_RATE_TABLE_ENTRIES, type RateTable, rateAt } from '#energy';

/** The renewable levy of three years (japan-market.md B7), in sen/kWh. */
const LEVY: RateTable<number> = [
  { fromDay: '2024-05-01', value: 349, source: 'B7' },
  { fromDay: '2025-05-01', value: 398, source: 'B7' },
  { fromDay: '2026-05-01', value: 418, source: 'B7' },
];

describe('rateAt', () => {
  it('gives the entry that began last, with its source', () => {
    expect(rateAt(LEVY, '2025-12-31')).to.deep.equal({ fromDay: '2025-05-01', value: 398, source: 'B7' });
  });

  it('changes on the first day of an entry, and the last entry goes on', () => {
    const days = ['2024-05-01', '2025-04-30', '2025-05-01', '2026-04-30', '2026-05-01', '2099-12-31'];
    expect(days.map((day) => rateAt(LEVY, day).value)).to.deep.equal([349, 349, 398, 398, 418, 418]);
  });

  it('agrees with a walk through all days', () => {
    const gaps = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(gaps, (gaps) => {
        const table = gaps.map((_, index) => ({
          fromDay: addDays(
            '2026-01-01',
            gaps.slice(1, index + 1).reduce((sum, gap) => sum + gap, 0),
          ),
          value: index,
          source: 'test',
        }));
        let value = -1;
        for (let day = '2026-01-01'; day <= '2026-07-01'; day = addDays(day, 1)) {
          value = table.find((entry) => entry.fromDay === day)?.value ?? value;
          expect(rateAt(table, day).value).to.equal(value);
        }
      }),
      { seed: 20261121, numRuns: 20 },
    );
  });

  it('refuses a day before the table begins, naming both days', () => {
    expect(() => rateAt(LEVY, '2024-04-30'))
      .to.throw(IchienError, 'No rate is known for 2024-04-30: the table begins on 2024-05-01.')
      .with.property('code', 'RATE_UNKNOWN');
  });

  it('refuses what is not a day', () => {
    for (const day of ['2026-02-30', '2026-1-1', '20260101', '']) {
      expect(() => rateAt(LEVY, day))
        .to.throw(IchienError)
        .with.property('code', 'DAY_INVALID');
    }
  });

  it('refuses a table that is out of order, has a day twice, a malformed day, no entry or too many', () => {
    const [first, second] = LEVY as [RateTable<number>[number], RateTable<number>[number]];
    const refused: [table: RateTable<number>, code: string][] = [
      [[second, first], 'RATE_TABLE_INVALID'],
      [[first, first], 'RATE_TABLE_INVALID'],
      [[{ ...first, fromDay: '2024-5-1' }], 'DAY_INVALID'],
      [[], 'RATE_TABLE_INVALID'],
      [new Array(MAX_RATE_TABLE_ENTRIES + 1).fill(first), 'RATE_TABLE_INVALID'],
    ];
    for (const [table, code] of refused) {
      expect(() => rateAt(table, '2026-11-21'))
        .to.throw(IchienError)
        .with.property('code', code);
    }
  });
});
