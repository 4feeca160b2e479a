import { expect } from 'chai';
import { adjustmentOf, billOf, purchaseOf, type Statement, type StatementView } from '#billing';
import { monthsOf } from '../../../apps/portal/server/statements.js';
import { billInput, payment, purchaseInput } from '../../libs/billing/example-month.js';

/** A document as the API gives it. */
function documentOf(statement: Statement, previous?: Statement): StatementView {
  const adjustment = previous === undefined ? null : adjustmentOf(previous, statement, '検針の訂正')!;
  const { kind, month, number, version, totalYen, balance, addressee } = statement;
  const own = adjustment?.balance ?? balance;
  const amountYen = adjustment?.totalYen ?? totalYen;
  const { payableYen, carriedOutYen } = own;
  const item = { kind, month, number, version, run: version, participantId: addressee.participantId, amountYen };
  return {
    ...item,
    payableYen,
    carriedOutYen,
    carriedInto: null,
    pdfSha256: null,
    paid: null,
    paidTwice: [],
    statement,
    adjustment,
  };
}

describe('the months of a resident’s statements', () => {
  const july = billOf(billInput());
  const dearer = billOf(
    billInput({
      version: 2,
      payment: { ...payment, dueDay: '2026-09-28' },
      charges: [
        ...billInput().charges!.slice(0, 3),
        { ...billInput().charges![3]!, amountMillisen: 0, unitPriceSen: 0 },
        billInput().charges![4]!,
      ],
    }),
  );
  const june = billOf(billInput({ month: '2026-06', period: { fromDay: '2026-06-01', toDay: '2026-06-30' } }));
  const sales = purchaseOf(purchaseInput());
  const documents = [documentOf(june), documentOf(dearer, july), documentOf(sales), documentOf(july)];

  it('are of one kind, newest first, each with its versions from the first on', () => {
    expect(
      monthsOf(documents, 'bill').map(({ month, documents }) => [month, documents.map((each) => each.version)]),
    ).to.deep.equal([
      ['2026-07', [1, 2]],
      ['2026-06', [1]],
    ]);
    expect(monthsOf(documents, 'purchase').map(({ month }) => month)).to.deep.equal(['2026-07']);
    expect(monthsOf([], 'bill')).to.deep.equal([]);
  });

  it('come to what all their documents ask for, which is the newest version in full', () => {
    const [month] = monthsOf(documents, 'bill');
    expect(month!.newest).to.equal(dearer);
    expect(dearer.totalYen).to.be.greaterThan(july.totalYen);
    expect(month!.payableYen).to.equal(dearer.totalYen);
  });
});
