import { expect } from 'chai';
import fc from 'fast-check';
import { adjustmentOf, balanceDue, billOf, purchaseOf, type Statement } from '#billing';
import { codeOf } from '../error-code.js';
import { billInput, buyerPostings, payment, purchaseInput, sellerPostings } from './example-month.js';

const account = 'participant:taro';

/** The example's purchase with so many Wh and millisen more on the trade, as a later version. */
function corrected(version: number, energyWh: number, amountMillisen: number): Statement {
  const correction = { account, line: 'tradedSale', energyWh, amountMillisen };
  const postings = [...sellerPostings, correction];
  const later = { issuedDay: '2026-11-05', confirmByDay: '2026-11-19', payment: { ...payment, dueDay: '2026-11-30' } };
  return purchaseOf(purchaseInput({ version, postings, meteredWh: 339_000 + energyWh, ...later }));
}

describe('adjustmentOf', () => {
  const first = purchaseOf(purchaseInput());

  it('carries only the difference, with its own number, version and tax', () => {
    const adjustment = adjustmentOf(first, corrected(2, -10_000, -14_200_000), '検針値の訂正')!;
    expect([adjustment.number, adjustment.version]).to.deep.equal(['P-202607-000045', 2]);
    expect(adjustment.lines).to.deep.equal([
      {
        code: 'tradedSale',
        labelJa: 'ご近所へ売った電気',
        beforeYen: 3_551,
        afterYen: 3_409,
        differenceYen: -142,
        energyWh: -10_000,
      },
    ]);
    expect(adjustment.tax).to.deep.equal({ ratePercent: 10, grossYen: -142, taxYen: -13 });
    expect(adjustment.totalYen).to.equal(-142);
    expect(adjustment.balance).to.deep.equal({ payableYen: 0, carriedOutYen: -142 });
  });

  it('is nothing if no yen and no Wh changed', () => {
    expect(adjustmentOf(first, corrected(2, 0, 1), '訂正')).to.equal(undefined);
    expect(adjustmentOf(first, corrected(2, 1, 0), '訂正')!.totalYen).to.equal(0);
  });

  it('shows lines that are new and lines that are gone', () => {
    const before = billOf(billInput());
    const postings = buyerPostings.filter(({ line }) => line !== 'overPurchase');
    const pool = { account: 'participant:hanako', line: 'poolSupply', energyWh: 0, amountMillisen: -500_000 };
    const later = { version: 2, issuedDay: '2026-09-05', payment: { ...payment, dueDay: '2026-09-28' } };
    const after = billOf(billInput({ postings: [...postings, pool], ...later }));
    const lines = adjustmentOf(before, after, '訂正')!.lines.map(({ code, differenceYen }) => [code, differenceYen]);
    expect(lines).to.deep.equal([
      ['poolSupply', 5],
      ['overPurchase', -1],
    ]);
  });

  it('all documents of a month add up to its newest full version, tax included', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 9_000 }), fc.integer({ min: -90_000_000, max: 90_000_000 })), {
          maxLength: 6,
        }),
        (corrections) => {
          let last = first;
          let sum = { totalYen: first.totalYen, taxYen: first.tax.taxYen };
          for (const [index, [energyWh, amountMillisen]] of corrections.entries()) {
            const next = corrected(index + 2, energyWh, amountMillisen);
            const adjustment = adjustmentOf(last, next, '訂正');
            if (adjustment !== undefined) {
              sum = { totalYen: sum.totalYen + adjustment.totalYen, taxYen: sum.taxYen + adjustment.tax.taxYen };
              expect(adjustment.totalYen).to.equal(adjustment.lines.reduce((all, line) => all + line.differenceYen, 0));
            }
            last = next;
          }
          expect(sum).to.deep.equal({ totalYen: last.totalYen, taxYen: last.tax.taxYen });
        },
      ),
      { seed: 8, numRuns: 200 },
    );
  });

  it('refuses two months, two households and versions that do not follow', () => {
    const next = corrected(2, 0, -14_200_000);
    const refused: [code: string, previous: Statement, next: Statement][] = [
      ['STATEMENTS_DIFFER', first, { ...next, number: 'P-202608-000045' }],
      ['STATEMENTS_DIFFER', first, { ...next, addressee: { ...next.addressee, participantId: 'jiro' } }],
      ['STATEMENTS_DIFFER', first, { ...next, tax: { ...next.tax, ratePercent: 12 } }],
      ['VERSION_INVALID', first, first],
      ['VERSION_INVALID', first, { ...next, version: 3 }],
      ['VERSION_INVALID', first, { ...next, issuedDay: '2026-08-04' }],
    ];
    for (const [code, previous, later] of refused) {
      expect(codeOf(() => adjustmentOf(previous, later, '訂正'))).to.equal(code);
    }
    expect(codeOf(() => adjustmentOf(first, next, ''))).to.equal('TEXT_INVALID');
  });
});

describe('balanceDue', () => {
  it('pays from the minimum on, carries less and what is negative, and ends with the contract', () => {
    const table: [amount: number, carriedIn: number, isFinal: boolean, payable: number, carriedOut: number][] = [
      [1_000, 0, false, 1_000, 0],
      [999, 0, false, 0, 999],
      [999, 1, false, 1_000, 0],
      [2_000, -1_500, false, 0, 500],
      [-300, 0, false, 0, -300],
      [5_000, -300, false, 4_700, 0],
      [0, 0, false, 0, 0],
      [999, 0, true, 999, 0],
      [-300, 0, true, -300, 0],
    ];
    for (const [amountYen, carriedInYen, isFinal, payableYen, carriedOutYen] of table) {
      const balance = balanceDue({ amountYen, carriedInYen, isFinal, rule: { minimumYen: 1_000 } });
      expect(balance).to.deep.equal({ payableYen, carriedOutYen });
    }
  });

  it('refuses amounts that no bank file can hold', () => {
    const rule = { minimumYen: 1 };
    for (const amountYen of [0.5, Number.NaN, 10_000_000_000, -10_000_000_000]) {
      expect(codeOf(() => balanceDue({ amountYen, carriedInYen: 0, isFinal: false, rule }))).to.equal(
        'AMOUNT_OUT_OF_RANGE',
      );
    }
    const most = 9_999_999_999;
    expect(codeOf(() => balanceDue({ amountYen: most, carriedInYen: 1, isFinal: false, rule }))).to.equal(
      'AMOUNT_OUT_OF_RANGE',
    );
  });
});
