import type { Balance } from './balance-due.js';
import { assertDay, assertText, billingError } from './billing-error.js';
import { balanceOf } from './make-statement.js';
import type { Addressee, Issuer, Payment, Period, Statement, StatementKind, StatementLine, TaxTotal } from './types.js';

/** What a correction changed on one line. */
export interface AdjustmentLine {
  readonly code: StatementLine['code'];
  readonly labelJa: string;
  readonly beforeYen: number;
  readonly afterYen: number;
  readonly differenceYen: number;
  /** Wh more (or less, if negative) than before. */
  readonly energyWh: number;
}

/** A correction's document: it carries only the difference to all that was issued before. */
export interface Adjustment {
  readonly kind: StatementKind;
  /** The number of the statement that it corrects; together with the version it is the document's own. */
  readonly number: string;
  readonly version: number;
  readonly month: string;
  readonly period: Period;
  readonly issuedDay: string;
  readonly issuer: Issuer;
  readonly addressee: Addressee;
  readonly reasonJa: string;
  readonly lines: readonly AdjustmentLine[];
  /** Difference of two taxes that were each rounded once: all documents of a month together have the corrected month's tax. */
  readonly tax: TaxTotal;
  readonly totalYen: number;
  readonly payment: Payment;
  readonly balance: Balance;
}

/**
 * The adjustment from one full version of a month to the next. Lines are compared in whole yen, so the sum of all documents of a
 * month is the newest full version, to the yen. A negative total is settled by the rule of `balanceDue`.
 *
 * @param next the corrected month in full; its `payment` is the adjustment's own
 * @returns undefined if no line changed by a yen or a Wh
 * @throws IchienError STATEMENTS_DIFFER, VERSION_INVALID, TEXT_INVALID; PAYMENT_INVALID
 */
export function adjustmentOf(previous: Statement, next: Statement, reasonJa: string): Adjustment | undefined {
  checkPair(previous, next);
  assertText('reason', reasonJa);
  const lines = differences(previous.lines, next.lines);
  if (lines.length === 0) return undefined;
  const { kind, number, version, month, period, issuedDay, issuer, addressee, payment } = next;
  const totalYen = next.totalYen - previous.totalYen;
  return {
    kind,
    number,
    version,
    month,
    period,
    issuedDay,
    issuer,
    addressee,
    reasonJa,
    lines,
    tax: {
      ratePercent: next.tax.ratePercent,
      grossYen: next.tax.grossYen - previous.tax.grossYen,
      taxYen: next.tax.taxYen - previous.tax.taxYen,
    },
    totalYen,
    payment,
    balance: balanceOf(kind, totalYen, payment),
  };
}

/** True if two versions of a month have the same lines to the millisen: what `controlMonth` holds against the ledger. */
export function sameToTheMillisen(previous: Statement, next: Statement): boolean {
  const exactOf = ({ lines, superseded }: Statement) =>
    [
      ...lines.map(({ code, exactMillisen }) => `${code} ${exactMillisen}`),
      ...superseded.map(({ line, exactMillisen }) => `superseded ${line} ${exactMillisen}`),
    ]
      .sort()
      .join();
  return exactOf(previous) === exactOf(next);
}

function differences(previous: readonly StatementLine[], next: readonly StatementLine[]): AdjustmentLine[] {
  const before = new Map(previous.map((line) => [line.code, line]));
  const after = new Map(next.map((line) => [line.code, line]));
  return [...new Set([...after.keys(), ...before.keys()])].flatMap((code) => {
    const old = before.get(code);
    const now = after.get(code);
    const beforeYen = old?.amountYen ?? 0;
    const afterYen = now?.amountYen ?? 0;
    const energyWh = (now?.energyWh ?? 0) - (old?.energyWh ?? 0);
    const differenceYen = afterYen - beforeYen;
    if (differenceYen === 0 && energyWh === 0) return [];
    return [{ code, labelJa: (now ?? old)!.labelJa, beforeYen, afterYen, differenceYen, energyWh }];
  });
}

function checkPair(previous: Statement, next: Statement): void {
  assertDay(next.issuedDay);
  const sameMonth =
    previous.number === next.number &&
    previous.addressee.participantId === next.addressee.participantId &&
    previous.tax.ratePercent === next.tax.ratePercent;
  if (!sameMonth) {
    throw billingError(
      'STATEMENTS_DIFFER',
      `${next.number} does not correct ${previous.number}.`,
      'Give two versions of one participant and month.',
      { previous: previous.number, next: next.number },
    );
  }
  if (next.version !== previous.version + 1 || next.issuedDay < previous.issuedDay) {
    throw billingError(
      'VERSION_INVALID',
      `Version ${next.version} of ${next.issuedDay} does not follow version ${previous.version} of ${previous.issuedDay}.`,
      'Count versions up by one, and never issue back.',
      { previous: previous.version, next: next.version },
    );
  }
}
