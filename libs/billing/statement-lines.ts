import { assertCount, assertText, assertYen, billingError } from './billing-error.js';
import { ledgerLineRule } from './ledger-lines.js';
import { MAX_STATEMENT_ITEMS, MAX_YEN } from './limits.js';
import type { LedgerSum } from './sum-postings.js';
import type { Discount, LineDetail, StatementLine, TariffCharge } from './types.js';
import { belowYen, wholeYen } from './yen.js';

/** A line whose yen are cut off its exact amount, once. @throws IchienError AMOUNT_OUT_OF_RANGE */
export function lineOf(line: Omit<StatementLine, 'amountYen' | 'residualMillisen'>): StatementLine {
  const amountYen = wholeYen(line.exactMillisen);
  assertYen(`line ${line.code}`, amountYen);
  return { ...line, amountYen, residualMillisen: belowYen(line.exactMillisen) };
}

/** The line of a sum of postings. */
export function ledgerLine({ line, energyWh, exactMillisen }: LedgerSum): StatementLine {
  const { labelJa, taxClass } = ledgerLineRule(line);
  return lineOf({ code: line, labelJa, origin: 'ledger', taxClass, energyWh, exactMillisen, details: [] });
}

/**
 * The lines of the retail tariff: the levy by itself, all other charges as one line, so that they are floored together as
 * 総則4 says.
 *
 * @param energyWh Wh that the tariff priced
 * @throws IchienError INPUT_TOO_LARGE, TEXT_INVALID, CHARGE_INVALID, AMOUNT_OUT_OF_RANGE
 */
export function tariffLines(charges: readonly TariffCharge[], energyWh: number): StatementLine[] {
  assertCount('charges', charges.length, MAX_STATEMENT_ITEMS);
  for (const charge of charges) checkCharge(charge);
  const levy = charges.filter(({ isFlooredAlone }) => isFlooredAlone === true);
  if (levy.length > 1) throw invalid(levy[1]!.code, 'is a second levy', 'Give one levy a supply point and month.');
  const other = charges.filter(({ isFlooredAlone }) => isFlooredAlone !== true);
  const lines: StatementLine[] = [];
  if (other.length > 0) lines.push(tariffLine('retailCharge', '電力会社の料金', energyWh, other));
  if (levy.length > 0) lines.push(tariffLine('renewableLevy', levy[0]!.labelJa, 0, levy));
  return lines;
}

function tariffLine(
  code: 'retailCharge' | 'renewableLevy',
  labelJa: string,
  energyWh: number,
  charges: readonly TariffCharge[],
): StatementLine {
  const details: LineDetail[] = charges.map(({ isFlooredAlone: _, ...detail }) => detail);
  const exactMillisen = details.reduce((sum, { amountMillisen }) => sum + BigInt(amountMillisen), 0n);
  return lineOf({
    code,
    labelJa,
    origin: 'tariff',
    taxClass: 'standard',
    energyWh,
    exactMillisen: Number(exactMillisen),
    details,
  });
}

function checkCharge({ code, labelJa, quantity, unit, unitPriceSen, amountMillisen, source }: TariffCharge): void {
  for (const [what, text] of [
    ['charge code', code],
    ['charge', labelJa],
    ['unit', unit],
  ] as const) {
    assertText(what, text);
  }
  if (source.length === 0) throw invalid(code, 'has no source', 'Name the table that it is from.');
  if (!/^-?\d{1,12}(\.\d{1,6})?$/.test(quantity)) {
    throw invalid(code, `has the quantity "${quantity}"`, 'Give a plain decimal, such as 30 or 4.5.');
  }
  if (!Number.isSafeInteger(unitPriceSen ?? 0) || !Number.isSafeInteger(amountMillisen)) {
    throw invalid(code, 'has no whole price or amount', 'Give whole sen and millisen.');
  }
}

function invalid(code: string, what: string, fix: string) {
  return billingError('CHARGE_INVALID', `The charge ${code} ${what}.`, fix, { code });
}

/** Discounts, each a line that lowers the taxed price. @throws IchienError INPUT_TOO_LARGE, TEXT_INVALID, AMOUNT_OUT_OF_RANGE */
export function discountLines(discounts: readonly Discount[]): StatementLine[] {
  assertCount('discounts', discounts.length, MAX_STATEMENT_ITEMS);
  return discounts.map(({ labelJa, amountYen }, index) => {
    assertText('discount', labelJa);
    assertYen(`discount ${labelJa}`, amountYen, 1);
    return givenLine(`discount:${index + 1}`, labelJa, -amountYen);
  });
}

/** A line of whole yen at the standard rate. */
export function givenLine(code: StatementLine['code'], labelJa: string, amountYen: number): StatementLine {
  assertYen(labelJa, amountYen, -MAX_YEN);
  const exactMillisen = amountYen * 100_000;
  return lineOf({ code, labelJa, origin: 'given', taxClass: 'standard', energyWh: 0, exactMillisen, details: [] });
}
