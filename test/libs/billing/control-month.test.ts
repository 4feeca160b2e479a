import { expect } from 'chai';
import fc from 'fast-check';
import { billOf, controlMonth, type MonthPosting, purchaseOf, type Statement } from '#billing';
import { METERED, monthPostings } from './arbitrary-month.js';
import { billInput, charges, purchaseInput } from './example-month.js';

const RUNS = 200;

/** Both statements of every household, with tariff, discount and passed-on tax where `extras` says so. */
function statementsOf(postings: readonly MonthPosting[], extras: boolean): Statement[] {
  const accounts = [...new Set(postings.map(({ account }) => account))].filter((account) => account !== 'retailer');
  return accounts.flatMap((account, index) => {
    const own = postings.filter((posting) => posting.account === account);
    const meteredWh = (kind: keyof typeof METERED) =>
      own
        .filter(({ line }) => METERED[kind].some((metered) => metered === line))
        .reduce((sum, p) => sum + Number(p.energyWh), 0);
    const change = {
      sequence: index + 1,
      postings: own,
      origins: [],
      addressee: { ...billInput().addressee, participantId: account.slice('participant:'.length) },
    };
    return [
      billOf(
        billInput({
          ...change,
          meteredWh: meteredWh('bill'),
          residualPricedBy: extras ? 'tariff' : 'ledger',
          charges: extras ? charges : [],
          discounts: extras ? [{ labelJa: '割引', amountYen: 7 }] : [],
        }),
      ),
      purchaseOf(
        purchaseInput({
          ...change,
          meteredWh: meteredWh('purchase'),
          policy: extras ? { name: 'deductShare', sharePercent: 30 } : { name: 'none' },
        }),
      ),
    ];
  });
}

/** The same proof written out: every posting in turn against every line, with no sums kept. */
function leftOver(postings: readonly MonthPosting[], statements: readonly Statement[]): bigint[] {
  return statements.flatMap(({ kind, addressee, lines, superseded }) =>
    [...lines.map(({ code, exactMillisen }) => ({ line: code, exactMillisen })), ...superseded].map((stated) => {
      let left = BigInt(stated.exactMillisen);
      let found = 0;
      for (const { account, line, amountMillisen } of postings) {
        if (account !== `participant:${addressee.participantId}` || line !== stated.line) continue;
        left -= kind === 'bill' ? -BigInt(amountMillisen) : BigInt(amountMillisen);
        found++;
      }
      return found > 0 ? left : 0n;
    }),
  );
}

describe('controlMonth', () => {
  it('statements and explicit residuals are the postings of the month, to the millisen', () => {
    fc.assert(
      fc.property(monthPostings, fc.boolean(), (postings, extras) => {
        const statements = statementsOf(postings, extras);
        const control = controlMonth(postings, statements);
        expect(control.differences).to.deep.equal([]);
        expect(control.isBalanced).to.equal(true);
        expect(leftOver(postings, statements).every((left) => left === 0n)).to.equal(true);
        const posted = { bill: 0n, purchase: 0n };
        for (const { account, line, amountMillisen } of postings) {
          if (account === 'retailer') continue;
          const isBill = ['tradedSupply', 'poolSupply', 'delivery', 'residualSupply', 'overPurchase'].includes(line);
          posted[isBill ? 'bill' : 'purchase'] += BigInt(amountMillisen);
        }
        for (const totals of control.totals) {
          const { kind, totalYen, postedMillisen, supersededMillisen, addedMillisen, residualMillisen } = totals;
          expect(postedMillisen).to.equal(kind === 'bill' ? -posted.bill : posted.purchase);
          const stated = totalYen * 100_000n + residualMillisen;
          expect(postedMillisen - supersededMillisen + addedMillisen).to.equal(stated);
        }
      }),
      { seed: 5, numRuns: RUNS },
    );
  });

  it('the order of postings does not matter', () => {
    const shuffled = monthPostings.chain((postings) =>
      fc.tuple(
        fc.constant(postings),
        fc.shuffledSubarray(postings, { minLength: postings.length, maxLength: postings.length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([postings, other]) => {
        const byNumber = (statements: Statement[]) =>
          new Map(statements.map((each) => [`${each.kind} ${each.addressee.participantId}`, each]));
        const first = byNumber(statementsOf(postings, true));
        for (const [key, statement] of byNumber(statementsOf(other, true))) {
          expect({ ...statement, number: '' }).to.deep.equal({ ...first.get(key)!, number: '' });
        }
      }),
      { seed: 6, numRuns: RUNS },
    );
  });

  it('tax is cut off once for the rate, never by line, and stays within a yen of the exact tax', () => {
    fc.assert(
      fc.property(monthPostings, (postings) => {
        for (const { lines, tax, totalYen } of statementsOf(postings, true)) {
          const taxed = lines.filter(({ taxClass }) => taxClass === 'standard');
          const gross = taxed.reduce((sum, { amountYen }) => sum + amountYen, 0);
          expect(tax.grossYen).to.equal(gross);
          expect(tax.taxYen).to.equal(Math.trunc(gross / 11) + 0);
          expect(totalYen).to.equal(lines.reduce((sum, { amountYen }) => sum + amountYen, 0));
        }
      }),
      { seed: 7, numRuns: RUNS },
    );
    // Three lines of 10 yen: 2 yen of tax; by line it would be none.
    const line = (name: string) => ({
      account: 'participant:hanako',
      line: name,
      energyWh: 0,
      amountMillisen: -1_000_000,
    });
    const postings = ['tradedSupply', 'poolSupply', 'delivery'].map(line);
    const bill = billOf(billInput({ postings, meteredWh: 0, charges: [], origins: [] }));
    expect([bill.tax.grossYen, bill.tax.taxYen]).to.deep.equal([30, 2]);
  });

  it('sees every way in which statements and ledger can differ', () => {
    const postings: MonthPosting[] = [...billInput().postings, ...purchaseInput().postings];
    const bill = billOf(billInput());
    const purchase = purchaseOf(purchaseInput());
    const whats = (statements: Statement[], more: MonthPosting[] = []) =>
      controlMonth([...postings, ...more], statements).differences.map(({ what }) => what);
    expect(whats([bill, purchase])).to.deep.equal([]);
    expect(new Set(whats([bill]))).to.deep.equal(new Set(['notStated']));
    expect(new Set(whats([bill, bill, purchase]))).to.deep.equal(new Set(['statedTwice']));
    const late = { ...postings[0]!, energyWh: 1, amountMillisen: -1 };
    expect(whats([bill, purchase], [late])).to.deep.equal(['notPosted']);
    expect(whats([bill, purchase], [{ ...late, line: 'wheeling' }])).to.deep.equal(['lineUnknown']);
    expect(whats([bill, purchase], [{ ...late, account: 'gridCompany', line: 'wheeling' }])).to.deep.equal([]);
    expect(whats([bill, { ...purchase, totalYen: purchase.totalYen + 1 }])).to.deep.equal(['totalWrong']);
    const [first, ...rest] = bill.lines;
    const shifted = {
      ...bill,
      lines: [{ ...first!, amountYen: first!.amountYen + 1 }, ...rest],
      totalYen: bill.totalYen + 1,
    };
    expect(whats([shifted, purchase])).to.deep.equal(['lineNotExact']);
    const hidden = { ...bill, superseded: [] };
    expect(whats([hidden, purchase])).to.deep.equal(['notStated']);
  });
});
