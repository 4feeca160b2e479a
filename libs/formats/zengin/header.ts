import { addDays, IchienError } from '#energy';
import {
  type AccountType,
  accountTypeOf,
  assertAccount,
  assertDigits,
  codeOfAccountType,
  kanaName,
  type Requester,
} from './account.js';
import { isBankDay } from './bank-day.js';
import type { ZenginPlace } from './error.js';
import { invalid, type Layout, parseRecord, printRecord, type RecordValues } from './record.js';
import type { ZenginSettings } from './settings.js';

type HeaderField =
  | (
      | 'データ区分'
      | '種別コード'
      | 'コード区分'
      | '委託者コード'
      | '委託者名'
      | '取扱日'
      | '取引銀行番号'
      | '取引銀行名'
    )
  | ('取引支店番号' | '取引支店名' | '預金種目' | '口座番号' | 'ダミー');

/** Header record of 総合振込 (21) and 預金口座振替 (91) alike (formats.md E1, E2). */
const HEADER: Layout<HeaderField> = [
  ['データ区分', 1, 'digits'],
  ['種別コード', 2, 'digits'],
  ['コード区分', 1, 'digits'],
  ['委託者コード', 10, 'digits'],
  ['委託者名', 40, 'text'],
  ['取扱日', 4, 'digits'],
  ['取引銀行番号', 4, 'digits'],
  ['取引銀行名', 15, 'text'],
  ['取引支店番号', 3, 'digits'],
  ['取引支店名', 15, 'text'],
  ['預金種目', 1, 'digits'],
  ['口座番号', 7, 'digits'],
  ['ダミー', 17, 'blank'],
];
const END: Layout<'データ区分' | 'ダミー'> = [
  ['データ区分', 1, 'digits'],
  ['ダミー', 119, 'blank'],
];
const REQUESTER_TYPES: readonly AccountType[] = ['ordinary', 'current', 'other'];

/** What a file is: 21 総合振込, 91 預金口座振替. */
export type FileKind = '21' | '91';

/** Writes the header record. @throws IchienError ZENGIN_VALUE_INVALID */
export function printHeader(kind: FileKind, requester: Requester, settings: ZenginSettings, file: string): string {
  const place = { file, row: 1 };
  const { account } = requester;
  assertDigits(requester.code, 10, { ...place, column: '委託者コード' });
  assertAccount(account, place);
  assertRequesterType(account.accountType, place);
  assertBankDay(requester.day, place);
  return printRecord(
    HEADER,
    {
      データ区分: '1',
      種別コード: kind,
      コード区分: '0',
      委託者コード: requester.code,
      委託者名: kanaName(requester.name, 40, settings, { ...place, column: '委託者名' }),
      取扱日: monthDayOf(requester.day),
      取引銀行番号: account.bankCode,
      取引銀行名: kanaName(account.bankName, 15, settings, { ...place, column: '取引銀行名' }, true),
      取引支店番号: account.branchCode,
      取引支店名: kanaName(account.branchName, 15, settings, { ...place, column: '取引支店名' }, true),
      預金種目: codeOfAccountType(account.accountType),
      口座番号: account.accountNumber,
    },
    place,
  );
}

/**
 * Reads the header record. The file has no year: the day is the first such one on or after `notBefore`.
 *
 * @throws IchienError ZENGIN_VALUE_INVALID
 */
export function parseHeader(record: string, kind: FileKind, file: string, notBefore: string): Requester {
  const place = { file, row: 1 };
  const values = parseRecord(HEADER, record, place);
  assertValue(values, '種別コード', kind, place);
  assertValue(values, 'コード区分', '0', place);
  if (values.委託者名 === '') throw invalid({ ...place, column: '委託者名' }, '', 'Give the name.');
  const accountType = accountTypeOf(values.預金種目, { ...place, column: '預金種目' });
  assertRequesterType(accountType, place);
  return {
    code: values.委託者コード,
    name: values.委託者名,
    day: dayFrom(values.取扱日, notBefore, place),
    account: {
      bankCode: values.取引銀行番号,
      bankName: values.取引銀行名,
      branchCode: values.取引支店番号,
      branchName: values.取引支店名,
      accountType,
      accountNumber: values.口座番号,
    },
  };
}

/** Writes the end record. */
export function printEnd(file: string): string {
  return printRecord(END, { データ区分: '9' }, { file });
}

/** Reads the end record. @throws IchienError ZENGIN_VALUE_INVALID */
export function parseEnd(record: string, place: ZenginPlace): void {
  parseRecord(END, record, place);
}

function assertValue(
  values: RecordValues<HeaderField>,
  column: '種別コード' | 'コード区分',
  expected: string,
  place: ZenginPlace,
): void {
  if (values[column] !== expected) throw invalid({ ...place, column }, values[column], `Give a file of ${expected}.`);
}

function assertRequesterType(type: AccountType, place: ZenginPlace): void {
  if (!REQUESTER_TYPES.includes(type)) {
    throw invalid(
      { ...place, column: '預金種目' },
      codeOfAccountType(type),
      'A requester has 1 (普通), 2 (当座) or 9.',
    );
  }
}

function assertBankDay(day: string, place: ZenginPlace): void {
  try {
    if (isBankDay(day)) return;
  } catch (error) {
    if (!(error instanceof IchienError)) throw error;
    throw invalid({ ...place, column: '取扱日' }, day, error.fix);
  }
  throw invalid({ ...place, column: '取扱日' }, day, 'Give a day on which banks work.');
}

function monthDayOf(day: string): string {
  return day.slice(5).replace('-', '');
}

function dayFrom(monthDay: string, notBefore: string, place: ZenginPlace): string {
  const year = Number(notBefore.slice(0, 4));
  for (const candidate of [year, year + 1].map((each) => `${each}-${monthDay.slice(0, 2)}-${monthDay.slice(2)}`)) {
    try {
      if (candidate >= addDays(notBefore, 0)) return addDays(candidate, 0);
    } catch (error) {
      if (!(error instanceof IchienError) || error.details.day === notBefore) throw error;
    }
  }
  throw invalid({ ...place, column: '取扱日' }, monthDay, `Give the month and day of a day from ${notBefore} on.`);
}
