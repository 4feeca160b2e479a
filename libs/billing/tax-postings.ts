import type { TaxPosting } from '#settlement';
import type { Statement } from './types.js';

const MILLISEN_PER_YEN = 100_000;

/**
 * What a version of a statement adds to the tax of its month, in double entry and at its rate: of a bill the tax in what the buyer
 * pays, of a purchase what the retailer may deduct of the tax in what the seller is paid. So all versions together are the tax of the
 * newest. Nothing where nothing changes.
 *
 * | line | from | to |
 * |---|---|---|
 * | `salesTax` | retailer | tax |
 * | `inputTax` | tax | retailer |
 *
 * @param previous the version before, if there is one
 */
export function taxPostings(statement: Statement, previous?: Statement): TaxPosting[] {
  const isBill = statement.kind === 'bill';
  const taxYen = taxToPost(statement) - (previous === undefined ? 0 : taxToPost(previous));
  if (taxYen === 0) return [];
  const line = isBill ? 'salesTax' : 'inputTax';
  const cause = `tax:${statement.number}-${statement.version}-${statement.tax.ratePercent}`;
  const owedMillisen = (isBill ? taxYen : -taxYen) * MILLISEN_PER_YEN;
  return [
    { account: 'tax', line, amountMillisen: owedMillisen, cause },
    { account: 'retailer', line, amountMillisen: -owedMillisen, cause },
  ];
}

/** Yen of a statement's tax that the retailer owes, or may deduct. */
export function taxToPost({ tax, purchase }: Statement): number {
  return purchase === undefined ? tax.taxYen : purchase.creditableYen;
}
