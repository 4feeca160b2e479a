import type { AnsweredDebit, Debit, DebitAnswer, DebitBatch } from './debit.js';
import { DEBIT_RESULTS, type DebitNextStep } from './debit-result.js';
import { zenginRefusal } from './error.js';

/** One collection that failed, and what happens next. */
export interface FailedDebit extends AnsweredDebit {
  readonly next: DebitNextStep;
}

/** What became of a file of collections. */
export interface DebitOutcome {
  readonly paid: readonly AnsweredDebit[];
  readonly failed: readonly FailedDebit[];
  readonly paidYen: number;
  readonly failedYen: number;
}

/** Fields that a bank returns as it got them; it may write the names in its own way. */
const UNCHANGED: readonly (readonly [column: string, value: (debit: Debit) => string | number])[] = [
  ['引落銀行番号', ({ account }) => account.bankCode],
  ['引落支店番号', ({ account }) => account.branchCode],
  ['預金種目', ({ account }) => account.accountType],
  ['口座番号', ({ account }) => account.accountNumber],
  ['引落金額', ({ amountYen }) => amountYen],
];

/**
 * Holds a bank's answer against what it was asked: every request has exactly one answer, about the same account and amount.
 *
 * @param file the answer's name, for errors
 * @throws IchienError ZENGIN_ANSWER_UNKNOWN, ZENGIN_ANSWER_DIFFERS with row and field, ZENGIN_ANSWER_MISSING with the customer
 * number; an answer given twice is refused when the file is read
 */
export function reconcileDebits(request: DebitBatch, answer: DebitAnswer, file: string): DebitOutcome {
  assertSameFile(request, answer, file);
  const open = new Map(request.debits.map((debit) => [debit.customerNumber, debit]));
  for (const [index, answered] of answer.debits.entries()) {
    const place = { file, row: index + 2 };
    const asked = open.get(answered.customerNumber);
    if (asked === undefined) {
      const what = `nobody was asked under ${answered.customerNumber}.`;
      throw zenginRefusal('ZENGIN_ANSWER_UNKNOWN', { ...place, column: '顧客番号' }, what, 'Ask the bank whose it is.');
    }
    for (const [column, value] of UNCHANGED) {
      if (value(asked) === value(answered)) continue;
      const what = `${answered.customerNumber} was asked with ${value(asked)}, answered with ${value(answered)}.`;
      throw zenginRefusal('ZENGIN_ANSWER_DIFFERS', { ...place, column }, what, 'Ask the bank before booking anything.');
    }
    open.delete(answered.customerNumber);
  }
  const [missing] = open.keys();
  if (missing !== undefined) {
    const what = `${open.size} requests have no answer, ${missing} the first.`;
    throw zenginRefusal(
      'ZENGIN_ANSWER_MISSING',
      { file, column: '顧客番号' },
      what,
      'Ask the bank for the whole file.',
    );
  }
  const paid = answer.debits.filter(({ result }) => result === '0');
  const failed = answer.debits
    .filter(({ result }) => result !== '0')
    .map((debit) => ({ ...debit, next: DEBIT_RESULTS[debit.result].next }));
  return { paid, failed, paidYen: sumYen(paid), failedYen: sumYen(failed) };
}

function assertSameFile(request: DebitBatch, answer: DebitAnswer, file: string): void {
  for (const [column, asked, answered] of [
    ['委託者コード', request.requester.code, answer.requester.code],
    ['取扱日', request.requester.day, answer.requester.day],
  ] as const) {
    if (asked === answered) continue;
    const what = `it answers a file of ${answered}, not of ${asked}.`;
    throw zenginRefusal(
      'ZENGIN_ANSWER_DIFFERS',
      { file, row: 1, column },
      what,
      'Take the request that it belongs to.',
    );
  }
}

function sumYen(debits: readonly Debit[]): number {
  return debits.reduce((sum, { amountYen }) => sum + amountYen, 0);
}
