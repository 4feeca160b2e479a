import { billingError } from './billing-error.js';
import type { StatementKind } from './types.js';

/** What a statement is called by. */
export interface StatementName {
  readonly kind: StatementKind;
  /** JST month, `YYYY-MM`. */
  readonly month: string;
  /** The retailer's running number within kind and month, from 1. */
  readonly sequence: number;
}

const LETTERS: Readonly<Record<StatementKind, string>> = { bill: 'B', purchase: 'P' };

/**
 * The number of a statement: kind, month and running number, such as `B-202607-000123`. All versions have the same number; no
 * name and no supply point is in it.
 *
 * @throws IchienError STATEMENT_NUMBER_INVALID
 */
export function statementNumber({ kind, month, sequence }: StatementName): string {
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month) || !Number.isInteger(sequence) || sequence < 1 || sequence > 999_999) {
    throw billingError(
      'STATEMENT_NUMBER_INVALID',
      `Number ${sequence} of ${month} is no statement.`,
      'Give a month as YYYY-MM and a sequence from 1 to 999999.',
      { month, sequence: String(sequence) },
    );
  }
  return `${LETTERS[kind]}-${month.replace('-', '')}-${String(sequence).padStart(6, '0')}`;
}

/** The number of refunds of what was paid twice of a statement: `RB-202607-000123`. The first is version 1, the next 2. */
export function refundNumber(number: string): string {
  return `R${number}`;
}

/** True for a number of {@link refundNumber}. */
export function isRefund(number: string): boolean {
  return number.startsWith('R');
}
