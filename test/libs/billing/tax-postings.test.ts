import { expect } from 'chai';
import { billOf, purchaseOf, taxPostings } from '#billing';
import { billInput, purchaseInput } from './example-month.js';

describe('the tax of statements in the ledger', () => {
  const bill = billOf(billInput());
  const purchase = purchaseOf(purchaseInput());

  it('is owed of a bill, and given back as far as it is deductible of a purchase', () => {
    const cause = `tax:${bill.number}-1-10`;
    expect(taxPostings(bill)).to.deep.equal([
      { account: 'tax', line: 'salesTax', amountMillisen: 97_300_000, cause },
      { account: 'retailer', line: 'salesTax', amountMillisen: -97_300_000, cause },
    ]);
    const [tax] = taxPostings(purchase);
    expect(tax).to.include({ line: 'inputTax', amountMillisen: -31_200_000 });
  });

  it('of a correction is the difference to the version before, and nothing where the tax stays', () => {
    const corrected = { ...bill, version: 2, tax: { ...bill.tax, taxYen: 900 } };
    expect(taxPostings(corrected, bill).map(({ amountMillisen }) => amountMillisen)).to.deep.equal([
      -7_300_000, 7_300_000,
    ]);
    expect(taxPostings({ ...bill, version: 2 }, bill)).to.deep.equal([]);
  });
});
