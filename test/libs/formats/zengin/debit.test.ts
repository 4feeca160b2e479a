import { expect } from 'chai';
import fc from 'fast-check';
import {
  type AnsweredDebit,
  DEBIT_RESULTS,
  DEFAULT_ZENGIN_SETTINGS,
  type DebitResult,
  parseDebitAnswer,
  parseDebits,
  printDebitAnswer,
  printDebits,
  reconcileDebits,
} from '#formats';
import { expectCode } from '../../error-code.js';
import { account, anyDebits, debit, REQUESTER } from './examples.js';

const REQUEST = 'furikae.txt';
const ANSWER = 'kekka.txt';
const MADE_ON = '2026-08-20';
const RESULTS = Object.keys(DEBIT_RESULTS) as DebitResult[];
const sjis = new TextDecoder('shift_jis');

const DEBITS = ['A', 'B', 'C'].map((customerNumber, index) => debit({ customerNumber, amountYen: 100 + index }));
const request = { requester: REQUESTER, debits: DEBITS };
const answered = (...results: DebitResult[]) => results.map((result, index) => ({ ...DEBITS[index]!, result }));

const printed = (debits: readonly AnsweredDebit[]) =>
  printDebitAnswer({ requester: REQUESTER, debits }, DEFAULT_ZENGIN_SETTINGS, ANSWER).bytes;
const read = (bytes: Uint8Array) => parseDebitAnswer(bytes, ANSWER, MADE_ON);
const reconcile = (debits: readonly AnsweredDebit[], requester = REQUESTER) =>
  reconcileDebits(request, { requester, debits }, ANSWER);

function field(bytes: Uint8Array, record: number, from: number, to: number): string {
  const start = (record - 1) * 122;
  return sjis.decode(bytes.subarray(start + from - 1, start + to));
}

describe('預金口座振替', () => {
  it('stands byte by byte where the layout has it', () => {
    const { bytes, control } = printDebits(
      { requester: REQUESTER, debits: [debit()] },
      DEFAULT_ZENGIN_SETTINGS,
      REQUEST,
    );
    expect(control).to.deep.equal({ records: 1, sums: { amountYen: 5678n } });
    for (const [record, from, to, text] of [
      [1, 1, 4, '1910'],
      [1, 55, 58, '0825'],
      [2, 1, 1, '2'],
      [2, 2, 5, '0001'],
      [2, 6, 20, 'ﾐｽﾞﾎ'.padEnd(15)],
      [2, 21, 23, '123'],
      [2, 24, 38, 'ｾｲｼﾞﾖｳ'.padEnd(15)],
      [2, 39, 42, '    '],
      [2, 43, 43, '1'],
      [2, 44, 50, '0012345'],
      [2, 51, 80, 'ｽｽﾞｷ ﾊﾅｺ'.padEnd(30)],
      [2, 81, 90, '0000005678'],
      [2, 91, 91, '1'],
      [2, 92, 111, '00000000000000000042'],
      [2, 112, 112, '0'],
      [2, 113, 120, ' '.repeat(8)],
      [3, 1, 1, '8'],
      [3, 2, 7, '000001'],
      [3, 8, 19, '000000005678'],
      [3, 20, 55, '0'.repeat(36)],
      [3, 56, 120, ' '.repeat(65)],
      [4, 1, 120, '9'.padEnd(120)],
    ] as const) {
      expect(field(bytes, record, from, to), `record ${record}, bytes ${from} to ${to}`).to.equal(text);
    }
    const answer = printed(answered('0', '1', '9'));
    expect(field(answer, 3, 112, 112)).to.equal('1');
    expect(field(answer, 5, 2, 55)).to.equal(
      `${'000003'}${'000000000303'}${'000001'}${'000000000100'}${'000002'}${'000000000203'}`,
    );
  });

  it('any collections and answers come back as they were, and add up', () => {
    fc.assert(
      fc.property(anyDebits, fc.infiniteStream(fc.constantFrom(...RESULTS)), (debits, results) => {
        const batch = { requester: REQUESTER, debits };
        expect(parseDebits(printDebits(batch, DEFAULT_ZENGIN_SETTINGS, REQUEST).bytes, REQUEST, MADE_ON)).to.deep.equal(
          batch,
        );
        const answer = {
          requester: REQUESTER,
          debits: debits.map((each) => ({ ...each, result: results.next().value! })),
        };
        expect(read(printed(answer.debits))).to.deep.equal(answer);
        const outcome = reconcileDebits(batch, { ...answer, debits: answer.debits.toReversed() }, ANSWER);
        expect(outcome.paidYen + outcome.failedYen).to.equal(debits.reduce((sum, { amountYen }) => sum + amountYen, 0));
        expect(outcome.paid.length + outcome.failed.length).to.equal(debits.length);
        expect(outcome.paid.every(({ result }) => result === '0')).to.equal(true);
      }),
      { seed: 53, numRuns: 100 },
    );
  });

  it('says what happens next for each result', () => {
    const next = RESULTS.map(
      (result) => reconcile([...answered(result), ...answered('0', '0', '0').slice(1)]).failed[0]?.next,
    );
    expect(Object.fromEntries(RESULTS.map((result, index) => [result, next[index]]))).to.deep.equal({
      '0': undefined,
      '1': 'retry_with_reminder',
      '2': 'ask_new_account',
      '3': 'ask_new_account',
      '4': 'ask_new_account',
      '8': 'review_own_stop',
      '9': 'ask_bank',
    });
  });

  it('refuses answers that are unknown, twice, missing or about something else', () => {
    const all = answered('0', '1', '0');
    const [first, second, third] = all as [AnsweredDebit, AnsweredDebit, AnsweredDebit];
    const stranger = { ...second, customerNumber: 'Z' };
    expect(expectCode('ZENGIN_ANSWER_UNKNOWN', () => reconcile([first, stranger, third])).details.row).to.equal(3);
    expectCode('ZENGIN_ANSWER_UNKNOWN', () => reconcile([...all, first]));
    expectCode('ZENGIN_ANSWER_MISSING', () => reconcile([first, third]));
    for (const [changes, column] of [
      [{ amountYen: 5 }, '引落金額'],
      [{ account: account({ bankCode: '0009' }) }, '引落銀行番号'],
      [{ account: account({ branchCode: '999' }) }, '引落支店番号'],
      [{ account: account({ accountType: 'current' }) }, '預金種目'],
      [{ account: account({ accountNumber: '7654321' }) }, '口座番号'],
    ] as const) {
      const { details } = expectCode('ZENGIN_ANSWER_DIFFERS', () =>
        reconcile([first, second, { ...third, ...changes }]),
      );
      expect(details).to.include({ row: 4, column });
    }
    expectCode('ZENGIN_ANSWER_DIFFERS', () => reconcile(all, { ...REQUESTER, day: '2026-09-25' }));
    expectCode('ZENGIN_ANSWER_DIFFERS', () => reconcile(all, { ...REQUESTER, code: '9999999999' }));
    expect(reconcile(all.map((each) => ({ ...each, payerName: 'ｽｽｷ ﾊﾅｺ' }))).paidYen).to.equal(202);
  });

  it('refuses files whose numbers stand twice, whose totals differ or that are of the other direction', () => {
    const twice = [debit(), debit()];
    const { details } = expectCode('ZENGIN_NUMBER_TWICE', () =>
      printDebits({ requester: REQUESTER, debits: twice }, DEFAULT_ZENGIN_SETTINGS, REQUEST),
    );
    expect(details).to.include({ row: 3, column: '顧客番号' });
    for (const customerNumber of ['', 'a', '1'.repeat(21), 'ｱ']) {
      const batch = { requester: REQUESTER, debits: [debit({ customerNumber })] };
      expectCode('ZENGIN_VALUE_INVALID', () => printDebits(batch, DEFAULT_ZENGIN_SETTINGS, REQUEST));
    }
    const bytes = printed(answered('0', '1', '0'));
    for (const result of RESULTS) {
      expectCode('ZENGIN_TOTAL_DIFFERS', () => parseDebits(printed(answered(result)), REQUEST, MADE_ON));
    }
    const asked = printDebits(request, DEFAULT_ZENGIN_SETTINGS, REQUEST).bytes;
    asked[122 + 111] = 0x31;
    const answeredRequest = expectCode('ZENGIN_VALUE_INVALID', () => parseDebits(asked, REQUEST, MADE_ON));
    expect(answeredRequest.details).to.include({ row: 2, column: '振替結果コード' });
    expectCode('ZENGIN_TOTAL_DIFFERS', () => read(printDebits(request, DEFAULT_ZENGIN_SETTINGS, REQUEST).bytes));
    const paidInstead = Uint8Array.from(bytes);
    paidInstead[2 * 122 + 111] = 0x30;
    expect(expectCode('ZENGIN_TOTAL_DIFFERS', () => read(paidInstead)).details.column).to.equal('振替済件数');
    paidInstead[2 * 122 + 111] = 0x35;
    expect(expectCode('ZENGIN_VALUE_INVALID', () => read(paidInstead)).details.column).to.equal('振替結果コード');
  });
});
