import fc from 'fast-check';
import type { Debit, Requester, Transfer, ZenginAccount } from '#formats';

/** A bank account, changed as asked. */
export function account(changes: Partial<ZenginAccount> = {}): ZenginAccount {
  return {
    bankCode: '0001',
    bankName: 'ﾐｽﾞﾎ',
    branchCode: '123',
    branchName: 'ｾｲｼﾞﾖｳ',
    accountType: 'ordinary',
    accountNumber: '0012345',
    ...changes,
  };
}

export const REQUESTER: Requester = {
  code: '0123456789',
  name: 'ｶ)ｲﾁｴﾝﾃﾞﾝﾘﾖｸ',
  day: '2026-08-25',
  account: account({ bankCode: '0005', bankName: '', branchCode: '001', branchName: '', accountType: 'current' }),
};

/** A payment to a seller, changed as asked. */
export function transfer(changes: Partial<Transfer> = {}): Transfer {
  return {
    account: account(),
    payeeName: 'ﾔﾏﾀﾞ ﾀﾛｳ',
    amountYen: 1234,
    novelty: 'other',
    customerCode1: '',
    customerCode2: '',
    edi: '',
    ...changes,
  };
}

/** A collection from a buyer, changed as asked. */
export function debit(changes: Partial<Debit> = {}): Debit {
  return {
    account: account(),
    payerName: 'ｽｽﾞｷ ﾊﾅｺ',
    amountYen: 5678,
    novelty: 'first',
    customerNumber: '00000000000000000042',
    ...changes,
  };
}

const digits = (length: number) =>
  fc.array(fc.constantFrom(...'0123456789'), { minLength: length, maxLength: length }).map((all) => all.join(''));
const kana = (maxLength: number) =>
  fc.array(fc.constantFrom(...'ｱｶﾊﾝABZ09().-'), { minLength: 1, maxLength }).map((all) => all.join(''));
const amountYen = fc.integer({ min: 1, max: 9_999_999_999 });
const anyAccount: fc.Arbitrary<ZenginAccount> = fc.record({
  bankCode: digits(4),
  bankName: fc.oneof(fc.constant(''), kana(15)),
  branchCode: digits(3),
  branchName: fc.oneof(fc.constant(''), kana(15)),
  accountType: fc.constantFrom('ordinary', 'current', 'savings', 'other'),
  accountNumber: digits(7),
});
const novelty = fc.constantFrom('first' as const, 'changed' as const, 'other' as const);
const customerCode = fc.oneof(fc.constant(''), fc.integer({ min: 1, max: 9_999_999_999 }).map(String));

/** Any payments of one file. */
export const anyTransfers: fc.Arbitrary<Transfer[]> = fc.array(
  fc
    .record({
      account: anyAccount,
      payeeName: kana(30),
      amountYen,
      novelty,
      customerCode1: customerCode,
      customerCode2: customerCode,
      edi: fc.oneof(fc.constant(''), kana(20)),
    })
    .map((each) => (each.edi === '' ? each : { ...each, customerCode1: '', customerCode2: '' })),
  { minLength: 1, maxLength: 8 },
);

/** Any collections of one file. */
export const anyDebits: fc.Arbitrary<Debit[]> = fc.uniqueArray(
  fc.record({ account: anyAccount, payerName: kana(30), amountYen, novelty, customerNumber: digits(20) }),
  { minLength: 1, maxLength: 8, selector: ({ customerNumber }) => customerNumber },
);
