import type { StatementLine, TaxTotal } from './types.js';

/**
 * The tax inside tax-included lines, rounded down once for the rate (B12: once per rate per invoice), never by line.
 *
 * @example
 * taxOf(lines, 10); // lines of 11,063 and 1,254 yen: { grossYen: 12317, taxYen: 1119, ... }
 */
export function taxOf(lines: readonly Pick<StatementLine, 'amountYen' | 'taxClass'>[], ratePercent: number): TaxTotal {
  let grossYen = 0;
  for (const { amountYen, taxClass } of lines) if (taxClass === 'standard') grossYen += amountYen;
  return { ratePercent, grossYen, taxYen: includedTaxYen(grossYen, ratePercent) };
}

/** Tax inside a tax-included amount; what is below a yen is dropped. */
export function includedTaxYen(grossYen: number, ratePercent: number): number {
  return Number((BigInt(grossYen) * BigInt(ratePercent)) / BigInt(100 + ratePercent));
}
