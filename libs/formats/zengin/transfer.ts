import type { PrintedFile } from '../manifest/control-totals.js';
import {
  accountTypeOf,
  assertAccount,
  codeOfAccountType,
  kanaName,
  type Requester,
  type ZenginAccount,
} from './account.js';
import { type ZenginPlace, zenginRefusal } from './error.js';
import { parseEnd, parseHeader, printEnd, printHeader } from './header.js';
import { assertAmounts, NOVELTY_CODES, type Novelty, noveltyOf } from './payment.js';
import { invalid, joinRecords, type Layout, parseRecord, printRecord, splitRecords } from './record.js';
import type { ZenginSettings } from './settings.js';

/** One payment to a seller. */
export interface Transfer {
  readonly account: ZenginAccount;
  /** 受取人名, at most 30 bytes in kana. */
  readonly payeeName: string;
  /** 1 to 9,999,999,999. */
  readonly amountYen: number;
  readonly novelty: Novelty;
  /** 顧客コード1 and 2: up to ten digits, the first no zero; empty where not given. */
  readonly customerCode1: string;
  readonly customerCode2: string;
  /** EDI情報 in place of the customer codes, at most 20 bytes in kana; empty where not given. */
  readonly edi: string;
}

/** A file of 総合振込. */
export interface TransferBatch {
  readonly requester: Requester;
  readonly transfers: readonly Transfer[];
}

type TransferField =
  | ('データ区分' | '被仕向銀行番号' | '被仕向銀行名' | '被仕向支店番号' | '被仕向支店名' | '手形交換所番号')
  | ('預金種目' | '口座番号' | '受取人名' | '振込金額' | '新規コード')
  | ('顧客コード1' | '顧客コード2' | 'EDI情報' | '振込指定区分' | '識別表示' | 'ダミー');

const PAYEE: Layout<TransferField> = [
  ['データ区分', 1, 'digits'],
  ['被仕向銀行番号', 4, 'digits'],
  ['被仕向銀行名', 15, 'text'],
  ['被仕向支店番号', 3, 'digits'],
  ['被仕向支店名', 15, 'text'],
  ['手形交換所番号', 4, 'digits?'],
  ['預金種目', 1, 'digits'],
  ['口座番号', 7, 'digits'],
  ['受取人名', 30, 'text'],
  ['振込金額', 10, 'digits'],
  ['新規コード', 1, 'digits'],
];
const METHOD: Layout<TransferField> = [
  ['振込指定区分', 1, 'digits?'],
  ['識別表示', 1, 'text'],
  ['ダミー', 7, 'blank'],
];
/** Data record with customer codes, and the one whose 識別表示 Y says that EDI information stands in their place. */
const WITH_CODES: Layout<TransferField> = [
  ...PAYEE,
  ['顧客コード1', 10, 'digits?'],
  ['顧客コード2', 10, 'digits?'],
  ...METHOD,
];
const WITH_EDI: Layout<TransferField> = [...PAYEE, ['EDI情報', 20, 'text'], ...METHOD];
const EDI_MARK_AT = 112;

const TRAILER: Layout<'データ区分' | '合計件数' | '合計金額' | 'ダミー'> = [
  ['データ区分', 1, 'digits'],
  ['合計件数', 6, 'digits'],
  ['合計金額', 12, 'digits'],
  ['ダミー', 101, 'blank'],
];

/**
 * Writes a file of transfers (総合振込, 全銀協 120 bytes; formats.md E1). Names are transliterated strictly. The same account may
 * stand in it twice: whether that is meant, the ledger knows.
 *
 * @param file its name, for errors
 * @returns bytes, and control totals with `amountYen`
 * @throws IchienError ZENGIN_VALUE_INVALID with row and field, ZENGIN_FILE_TOO_LARGE
 */
export function printTransfers(batch: TransferBatch, settings: ZenginSettings, file: string): PrintedFile {
  const amountYen = assertAmounts(batch.transfers, file);
  const records = [
    printHeader('21', batch.requester, settings, file),
    ...batch.transfers.map((transfer, index) => printTransfer(transfer, settings, { file, row: index + 2 })),
    printRecord(
      TRAILER,
      { データ区分: '8', 合計件数: String(batch.transfers.length), 合計金額: String(amountYen) },
      { file },
    ),
    printEnd(file),
  ];
  const control = { records: batch.transfers.length, sums: { amountYen: BigInt(amountYen) } };
  return { bytes: joinRecords(records, settings, file), control };
}

/**
 * Reads a file of transfers, whatever the bank's options were, and holds it against its own trailer.
 *
 * @param notBefore the day the file was made, `YYYY-MM-DD`: the file itself has no year
 * @throws IchienError of `ZenginErrorCode` naming row and field; DAY_INVALID for `notBefore`
 */
export function parseTransfers(bytes: Uint8Array, file: string, notBefore: string): TransferBatch {
  const { header, payments, trailer, end } = splitRecords(bytes, file);
  const requester = parseHeader(header, '21', file, notBefore);
  const transfers = payments.map((record, index) => parseTransfer(record, { file, row: index + 2 }));
  const place = { file, row: payments.length + 2 };
  const totals = parseRecord(TRAILER, trailer, place);
  const amountYen = assertAmounts(transfers, file);
  if (Number(totals.合計件数) !== transfers.length || Number(totals.合計金額) !== amountYen) {
    const what = `its trailer says ${totals.合計件数} payments of ${totals.合計金額} yen, its records ${transfers.length} of ${amountYen}.`;
    throw zenginRefusal('ZENGIN_TOTAL_DIFFERS', place, what, 'Do not use the file: get it again.');
  }
  parseEnd(end, { file, row: payments.length + 3 });
  return { requester, transfers };
}

function printTransfer(transfer: Transfer, settings: ZenginSettings, place: ZenginPlace): string {
  const { account, edi } = transfer;
  assertAccount(account, place);
  for (const [column, code] of [
    ['顧客コード1', transfer.customerCode1],
    ['顧客コード2', transfer.customerCode2],
  ] as const) {
    const fits = edi === '' ? /^([1-9]\d{0,9})?$/ : /^$/;
    const fix = 'Give up to ten digits, the first no zero; none beside EDI information.';
    if (!fits.test(code)) throw invalid({ ...place, column }, code, fix);
  }
  const code = (given: string) => (given === '' && settings.customerCodes === 'zeros' ? '0' : given);
  const values = {
    データ区分: '2',
    被仕向銀行番号: account.bankCode,
    被仕向銀行名: kanaName(account.bankName, 15, settings, { ...place, column: '被仕向銀行名' }, true),
    被仕向支店番号: account.branchCode,
    被仕向支店名: kanaName(account.branchName, 15, settings, { ...place, column: '被仕向支店名' }, true),
    手形交換所番号: settings.clearingHouse === 'zeros' ? '0' : '',
    預金種目: codeOfAccountType(account.accountType),
    口座番号: account.accountNumber,
    受取人名: kanaName(transfer.payeeName, 30, settings, { ...place, column: '受取人名' }),
    振込金額: String(transfer.amountYen),
    新規コード: NOVELTY_CODES[transfer.novelty],
    顧客コード1: code(transfer.customerCode1),
    顧客コード2: code(transfer.customerCode2),
    EDI情報: kanaName(edi, 20, settings, { ...place, column: 'EDI情報' }, true),
    振込指定区分: settings.transferMethod,
    識別表示: edi === '' ? '' : 'Y',
  };
  return printRecord(edi === '' ? WITH_CODES : WITH_EDI, values, place);
}

function parseTransfer(record: string, place: ZenginPlace): Transfer {
  const withEdi = record[EDI_MARK_AT] === 'Y';
  const values = parseRecord(withEdi ? WITH_EDI : WITH_CODES, record, place);
  if (!withEdi && values.識別表示 !== '')
    throw invalid({ ...place, column: '識別表示' }, values.識別表示, 'Give Y or a space.');
  if (!['7', '8', ''].includes(values.振込指定区分)) {
    throw invalid({ ...place, column: '振込指定区分' }, values.振込指定区分, 'Give 7, 8 or a space.');
  }
  if (!/^0*$/.test(values.手形交換所番号)) {
    throw invalid({ ...place, column: '手形交換所番号' }, values.手形交換所番号, 'Give zeros or spaces.');
  }
  for (const column of withEdi ? (['受取人名', 'EDI情報'] as const) : (['受取人名'] as const)) {
    if (values[column] === '') throw invalid({ ...place, column }, '', 'Do not leave it blank.');
  }
  return {
    account: {
      bankCode: values.被仕向銀行番号,
      bankName: values.被仕向銀行名,
      branchCode: values.被仕向支店番号,
      branchName: values.被仕向支店名,
      accountType: accountTypeOf(values.預金種目, { ...place, column: '預金種目' }),
      accountNumber: values.口座番号,
    },
    payeeName: values.受取人名,
    amountYen: Number(values.振込金額),
    novelty: noveltyOf(values.新規コード, place),
    customerCode1: withEdi ? '' : values.顧客コード1.replace(/^0+/, ''),
    customerCode2: withEdi ? '' : values.顧客コード2.replace(/^0+/, ''),
    edi: withEdi ? values.EDI情報 : '',
  };
}
