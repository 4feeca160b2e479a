import { IchienError } from '#energy';
import { type KanaErrorCode, toZenginKana } from '../kana/index.js';
import { type ZenginPlace, zenginRefusal } from './error.js';
import { invalid } from './record.js';
import type { ZenginSettings } from './settings.js';

/** 預金種目: 普通, 当座, 貯蓄, その他. */
export type AccountType = 'ordinary' | 'current' | 'savings' | 'other';

/** A bank account as bank files name it. */
export interface ZenginAccount {
  /** Four digits. */
  readonly bankCode: string;
  /** In kana, at most 15 bytes; empty where not given. */
  readonly bankName: string;
  /** Three digits. */
  readonly branchCode: string;
  readonly branchName: string;
  readonly accountType: AccountType;
  /** Seven digits. */
  readonly accountNumber: string;
}

/** Who hands in a file, and the account that the money leaves or reaches. */
export interface Requester {
  /** 委託者コード, ten digits, given by the bank. */
  readonly code: string;
  /** At most 40 bytes in kana. */
  readonly name: string;
  /** The day of the payments, `YYYY-MM-DD`, on which banks work. */
  readonly day: string;
  readonly account: ZenginAccount;
}

const TYPE_CODES: Readonly<Record<AccountType, string>> = { ordinary: '1', current: '2', savings: '4', other: '9' };

/** The digit of an account type. */
export function codeOfAccountType(type: AccountType): string {
  return TYPE_CODES[type];
}

/** The account type of a digit. @throws IchienError ZENGIN_VALUE_INVALID */
export function accountTypeOf(code: string, place: ZenginPlace): AccountType {
  const type = (Object.keys(TYPE_CODES) as AccountType[]).find((each) => TYPE_CODES[each] === code);
  if (type === undefined) throw invalid(place, code, 'Give 1 (普通), 2 (当座), 4 (貯蓄) or 9 (その他).');
  return type;
}

/** Asserts the codes of an account. @throws IchienError ZENGIN_VALUE_INVALID */
export function assertAccount(account: ZenginAccount, place: ZenginPlace): void {
  assertDigits(account.bankCode, 4, { ...place, column: '銀行番号' });
  assertDigits(account.branchCode, 3, { ...place, column: '支店番号' });
  assertDigits(account.accountNumber, 7, { ...place, column: '口座番号' });
}

/** Asserts digits of a fixed number. @throws IchienError ZENGIN_VALUE_INVALID */
export function assertDigits(text: string, digits: number, place: ZenginPlace): void {
  if (text.length !== digits || !/^\d+$/.test(text)) throw invalid(place, text, `Give ${digits} digits.`);
}

/** A name in the bank's characters, which may be empty only if `optional`. @throws IchienError ZENGIN_VALUE_INVALID with the reason */
export function kanaName(
  name: string,
  maxBytes: number,
  settings: ZenginSettings,
  place: ZenginPlace,
  optional = false,
): string {
  if (optional && name === '') return '';
  try {
    return toZenginKana(name, maxBytes, settings);
  } catch (error) {
    if (!(error instanceof IchienError)) throw error;
    const { message } = error as IchienError<KanaErrorCode>;
    throw zenginRefusal('ZENGIN_VALUE_INVALID', place, message, 'Correct the name in the register.');
  }
}
