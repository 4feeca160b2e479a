import type { PrintedFile } from '../manifest/control-totals.js';
import {
  accountTypeOf,
  assertAccount,
  codeOfAccountType,
  kanaName,
  type Requester,
  type ZenginAccount,
} from './account.js';
import { type DebitResult, isDebitResult } from './debit-result.js';
import { type ZenginPlace, zenginRefusal } from './error.js';
import { parseEnd, parseHeader, printEnd, printHeader } from './header.js';
import { assertAmounts, NOVELTY_CODES, type Novelty, noveltyOf } from './payment.js';
import { invalid, joinRecords, type Layout, parseRecord, printRecord, splitRecords } from './record.js';
import type { ZenginSettings } from './settings.js';

/** One collection from a buyer. */
export interface Debit {
  readonly account: ZenginAccount;
  /** 預金者名, at most 30 bytes in kana. */
  readonly payerName: string;
  /** 1 to 9,999,999,999. */
  readonly amountYen: number;
  readonly novelty: Novelty;
  /**
   * 顧客番号 of the account form: 1 to 20 of 0-9, A-Z and `-`, once a file. Written from the left; a bank that wants digits with
   * zeros before them gets all 20.
   */
  readonly customerNumber: string;
}

/** A file of 預金口座振替 as it goes to the bank. */
export interface DebitBatch {
  readonly requester: Requester;
  readonly debits: readonly Debit[];
}

/** The bank's answer to one collection. */
export interface AnsweredDebit extends Debit {
  readonly result: DebitResult;
}

/** A file of 預金口座振替 as it comes back. */
export interface DebitAnswer {
  readonly requester: Requester;
  readonly debits: readonly AnsweredDebit[];
}

type DebitField =
  | (
      | 'データ区分'
      | '引落銀行番号'
      | '引落銀行名'
      | '引落支店番号'
      | '引落支店名'
      | '預金種目'
      | '口座番号'
      | '預金者名'
    )
  | ('引落金額' | '新規コード' | '顧客番号' | '振替結果コード' | 'ダミー');

const DATA: Layout<DebitField> = [
  ['データ区分', 1, 'digits'],
  ['引落銀行番号', 4, 'digits'],
  ['引落銀行名', 15, 'text'],
  ['引落支店番号', 3, 'digits'],
  ['引落支店名', 15, 'text'],
  ['ダミー', 4, 'blank'],
  ['預金種目', 1, 'digits'],
  ['口座番号', 7, 'digits'],
  ['預金者名', 30, 'text'],
  ['引落金額', 10, 'digits'],
  ['新規コード', 1, 'digits'],
  ['顧客番号', 20, 'text'],
  ['振替結果コード', 1, 'digits'],
  ['ダミー', 8, 'blank'],
];

type TotalField = '合計件数' | '合計金額' | '振替済件数' | '振替済金額' | '振替不能件数' | '振替不能金額';
const TRAILER: Layout<'データ区分' | TotalField | 'ダミー'> = [
  ['データ区分', 1, 'digits'],
  ['合計件数', 6, 'digits'],
  ['合計金額', 12, 'digits'],
  ['振替済件数', 6, 'digits'],
  ['振替済金額', 12, 'digits'],
  ['振替不能件数', 6, 'digits'],
  ['振替不能金額', 12, 'digits'],
  ['ダミー', 65, 'blank'],
];

/**
 * Writes a file of collections for the bank (formats.md E2): result codes and result totals are zero.
 *
 * @param file its name, for errors
 * @returns bytes, and control totals with `amountYen`
 * @throws IchienError ZENGIN_VALUE_INVALID and ZENGIN_NUMBER_TWICE with row and field,
 * ZENGIN_FILE_TOO_LARGE
 */
export function printDebits({ requester, debits }: DebitBatch, settings: ZenginSettings, file: string): PrintedFile {
  const unanswered = debits.map((debit) => ({ ...debit, result: '0' as const }));
  return printFile(requester, unanswered, { paid: [], failed: [] }, settings, file);
}

/** Writes a bank's answer, as for a rehearsal without a bank. @throws IchienError as {@link printDebits} */
export function printDebitAnswer(
  { requester, debits }: DebitAnswer,
  settings: ZenginSettings,
  file: string,
): PrintedFile {
  return printFile(requester, debits, byOutcome(debits), settings, file);
}

/**
 * Reads our own file of collections back.
 *
 * @param notBefore the day the file was made, `YYYY-MM-DD`: the file itself has no year
 * @throws IchienError of `ZenginErrorCode` naming row and field; ZENGIN_VALUE_INVALID for an answered one
 */
export function parseDebits(bytes: Uint8Array, file: string, notBefore: string): DebitBatch {
  const { requester, debits } = parseFile(bytes, file, notBefore, () => ({ paid: [], failed: [] }));
  const answered = debits.findIndex(({ result }) => result !== '0');
  if (answered >= 0) {
    const place = { file, row: answered + 2, column: '振替結果コード' };
    throw invalid(place, debits[answered]!.result, 'A file for the bank has 0: this one is an answer.');
  }
  return { requester, debits: debits.map(({ result: _, ...debit }) => debit) };
}

/**
 * Reads the bank's answer and holds it against its own trailer: paid and failed add up to the total.
 *
 * @param notBefore the day the request was made, `YYYY-MM-DD`
 * @throws IchienError of `ZenginErrorCode` naming row and field
 */
export function parseDebitAnswer(bytes: Uint8Array, file: string, notBefore: string): DebitAnswer {
  return parseFile(bytes, file, notBefore, byOutcome);
}

interface Outcome {
  readonly paid: readonly Debit[];
  readonly failed: readonly Debit[];
}

function byOutcome(debits: readonly AnsweredDebit[]): Outcome {
  return {
    paid: debits.filter(({ result }) => result === '0'),
    failed: debits.filter(({ result }) => result !== '0'),
  };
}

const sumYen = (debits: readonly Debit[]) => debits.reduce((sum, { amountYen }) => sum + amountYen, 0);

function totalsOf(debits: readonly Debit[], { paid, failed }: Outcome): Record<TotalField, number> {
  return {
    合計件数: debits.length,
    合計金額: sumYen(debits),
    振替済件数: paid.length,
    振替済金額: sumYen(paid),
    振替不能件数: failed.length,
    振替不能金額: sumYen(failed),
  };
}

function printFile(
  requester: Requester,
  debits: readonly AnsweredDebit[],
  outcome: Outcome,
  settings: ZenginSettings,
  file: string,
): PrintedFile {
  const amountYen = assertAmounts(debits, file);
  assertNumbersOnce(debits, file);
  const totals = Object.entries(totalsOf(debits, outcome)).map(([name, total]) => [name, String(total)]);
  const records = [
    printHeader('91', requester, settings, file),
    ...debits.map((debit, index) => printDebit(debit, settings, { file, row: index + 2 })),
    printRecord(TRAILER, { データ区分: '8', ...(Object.fromEntries(totals) as Record<TotalField, string>) }, { file }),
    printEnd(file),
  ];
  const control = { records: debits.length, sums: { amountYen: BigInt(amountYen) } };
  return { bytes: joinRecords(records, settings, file), control };
}

function printDebit(debit: AnsweredDebit, settings: ZenginSettings, place: ZenginPlace): string {
  const { account } = debit;
  assertAccount(account, place);
  const values = {
    データ区分: '2',
    引落銀行番号: account.bankCode,
    引落銀行名: kanaName(account.bankName, 15, settings, { ...place, column: '引落銀行名' }, true),
    引落支店番号: account.branchCode,
    引落支店名: kanaName(account.branchName, 15, settings, { ...place, column: '引落支店名' }, true),
    預金種目: codeOfAccountType(account.accountType),
    口座番号: account.accountNumber,
    預金者名: kanaName(debit.payerName, 30, settings, { ...place, column: '預金者名' }),
    引落金額: String(debit.amountYen),
    新規コード: NOVELTY_CODES[debit.novelty],
    顧客番号: debit.customerNumber,
    振替結果コード: debit.result,
  };
  return printRecord(DATA, values, place);
}

function parseFile(
  bytes: Uint8Array,
  file: string,
  notBefore: string,
  outcomeOf: (debits: readonly AnsweredDebit[]) => Outcome,
): DebitAnswer {
  const { header, payments, trailer, end } = splitRecords(bytes, file);
  const requester = parseHeader(header, '91', file, notBefore);
  const debits = payments.map((record, index) => parseDebit(record, { file, row: index + 2 }));
  assertAmounts(debits, file);
  assertNumbersOnce(debits, file);
  const place = { file, row: payments.length + 2 };
  const stated = parseRecord(TRAILER, trailer, place);
  for (const [name, total] of Object.entries(totalsOf(debits, outcomeOf(debits)))) {
    const column = name as TotalField;
    if (Number(stated[column]) !== total) {
      const what = `the trailer says ${Number(stated[column])}, its records ${total}.`;
      throw zenginRefusal('ZENGIN_TOTAL_DIFFERS', { ...place, column }, what, 'Do not use the file: get it again.');
    }
  }
  parseEnd(end, { file, row: payments.length + 3 });
  return { requester, debits };
}

function parseDebit(record: string, place: ZenginPlace): AnsweredDebit {
  const values = parseRecord(DATA, record, place);
  const result = values.振替結果コード;
  if (!isDebitResult(result))
    throw invalid({ ...place, column: '振替結果コード' }, result, 'Give 0, 1, 2, 3, 4, 8 or 9.');
  if (values.預金者名 === '') throw invalid({ ...place, column: '預金者名' }, '', 'Do not leave it blank.');
  return {
    account: {
      bankCode: values.引落銀行番号,
      bankName: values.引落銀行名,
      branchCode: values.引落支店番号,
      branchName: values.引落支店名,
      accountType: accountTypeOf(values.預金種目, { ...place, column: '預金種目' }),
      accountNumber: values.口座番号,
    },
    payerName: values.預金者名,
    amountYen: Number(values.引落金額),
    novelty: noveltyOf(values.新規コード, place),
    customerNumber: values.顧客番号,
    result,
  };
}

function assertNumbersOnce(debits: readonly Debit[], file: string): void {
  const seen = new Set<string>();
  for (const [index, { customerNumber }] of debits.entries()) {
    const place = { file, row: index + 2, column: '顧客番号' };
    if (!/^[0-9A-Z-]{1,20}$/.test(customerNumber))
      throw invalid(place, customerNumber, 'Give 1 to 20 of 0-9, A-Z and -.');
    if (seen.has(customerNumber)) {
      const what = `${customerNumber} stands there twice.`;
      throw zenginRefusal('ZENGIN_NUMBER_TWICE', place, what, 'Let each customer number stand once in a file.');
    }
    seen.add(customerNumber);
  }
}
