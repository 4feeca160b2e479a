import { expect } from 'chai';
import {
  addBankDays,
  assertRegistrationNumber,
  bankDayAt,
  bankDayOfMonth,
  belowYen,
  billedKwh,
  isBankDay,
  LEDGER_LINE_ORDER,
  maskBankAccount,
  statementNumber,
  wholeYen,
} from '#billing';
import { POSTING_LINES } from '#settlement';
import { codeOf } from '../error-code.js';

describe('numbers and days of statements', () => {
  it('rounds as 総則4 says: yen down, kWh half up', () => {
    expect([0, 99_999, 100_000, 1_231_725_000, -99_999, -100_001].map(wholeYen)).to.deep.equal([
      0, 0, 1, 12_317, 0, -1,
    ]);
    expect([-100_001, 1_231_725_000].map(belowYen)).to.deep.equal([-1, 25_000]);
    expect([0, 499, 500, 1_499, 300_400].map(billedKwh)).to.deep.equal([0, 0, 1, 1, 300]);
  });

  it('knows all lines that settlement posts to participants', () => {
    const ofOthers = ['wheeling', 'platformFee', 'fundAccrual'];
    const ofParticipants = POSTING_LINES.filter((line) => !ofOthers.includes(line));
    expect([...LEDGER_LINE_ORDER].sort()).to.deep.equal([...ofParticipants].sort());
  });

  it('checks registration numbers by their check digit', () => {
    // Two published numbers: expydoc.com/doc/8196212, qiita.com/mziyut/items/bab37dbce1c23771c817.
    for (const number of ['T7123456789012', 'T4011001098993']) assertRegistrationNumber(number);
    for (const number of [
      '7123456789012',
      'T712345678901',
      'T71234567890123',
      't7123456789012',
      'T７123456789012',
      'T7123456789021',
    ]) {
      expect(
        codeOf(() => assertRegistrationNumber(number)),
        number,
      ).to.equal('REGISTRATION_NUMBER_INVALID');
    }
    for (let wrong = 0; wrong <= 9; wrong++) {
      const code = codeOf(() => assertRegistrationNumber(`T${wrong}123456789012`));
      expect(code).to.equal(wrong === 7 ? 'none' : 'REGISTRATION_NUMBER_INVALID');
    }
    assertRegistrationNumber('T1123456789012', true);
  });

  it('counts bank days by the banking law', () => {
    const closed = ['2026-08-29', '2026-08-30', '2026-09-21', '2026-09-22', '2026-12-31', '2027-01-01', '2027-01-03'];
    for (const day of closed) expect(isBankDay(day), day).to.equal(false);
    for (const day of ['2026-08-31', '2026-12-30', '2027-01-04']) expect(isBankDay(day), day).to.equal(true);
    expect(bankDayAt('2026-12-31', 'next')).to.equal('2027-01-04');
    expect(bankDayAt('2027-01-03', 'previous')).to.equal('2026-12-30');
    expect(bankDayAt('2026-09-19', 'next')).to.equal('2026-09-24'); // a Saturday before three holidays
    expect(bankDayOfMonth('2026-09', 27, 'next')).to.equal('2026-09-28');
    expect(bankDayOfMonth('2026-09', 27, 'previous')).to.equal('2026-09-25');
    expect(bankDayOfMonth('2027-02', 31, 'previous')).to.equal('2027-02-26');
    expect(addBankDays('2026-12-29', 2)).to.equal('2027-01-04');
    expect(addBankDays('2026-12-29', 0)).to.equal('2026-12-29');
    expect(codeOf(() => bankDayOfMonth('2026-13', 1, 'next'))).to.equal('DAY_INVALID');
    expect(codeOf(() => bankDayOfMonth('2026-12', 0, 'next'))).to.equal('PAYMENT_INVALID');
  });

  it('numbers statements without naming anybody', () => {
    expect(statementNumber({ kind: 'purchase', month: '2026-07', sequence: 1 })).to.equal('P-202607-000001');
    const refused = [
      { kind: 'bill', month: '2026-7', sequence: 1 },
      { kind: 'bill', month: '2026-13', sequence: 1 },
      { kind: 'bill', month: '2026-07', sequence: 0 },
      { kind: 'bill', month: '2026-07', sequence: 1.5 },
    ] as const;
    for (const name of refused) expect(codeOf(() => statementNumber(name))).to.equal('STATEMENT_NUMBER_INVALID');
  });

  it('shows three digits of an account and no more', () => {
    const account = { bankJa: 'みどり銀行', branchJa: '中央支店', typeJa: '普通', number: '1234567' };
    expect(maskBankAccount(account)).to.equal('みどり銀行 中央支店 普通 ****567');
    expect(codeOf(() => maskBankAccount({ ...account, number: '123456' }))).to.equal('BANK_ACCOUNT_INVALID');
    expect(codeOf(() => maskBankAccount({ ...account, bankJa: '' }))).to.equal('TEXT_INVALID');
  });
});
