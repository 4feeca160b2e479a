import { assertText, billingError } from './billing-error.js';

/** A bank account as its owner gave it. */
export interface BankAccount {
  readonly bankJa: string;
  readonly branchJa: string;
  /** 普通, 当座, 貯蓄. */
  readonly typeJa: string;
  /** Seven digits. */
  readonly number: string;
}

/**
 * The account as a statement shows it: the last three digits only, and no holder.
 *
 * @throws IchienError BANK_ACCOUNT_INVALID, TEXT_INVALID
 * @example
 * maskBankAccount({ bankJa: 'みどり銀行', branchJa: '成城支店', typeJa: '普通', number: '1234567' });
 * // みどり銀行 成城支店 普通 ****567
 */
export function maskBankAccount({ bankJa, branchJa, typeJa, number }: BankAccount): string {
  assertText('bank', bankJa);
  assertText('branch', branchJa);
  assertText('account type', typeJa);
  if (!/^\d{7}$/.test(number)) {
    throw billingError('BANK_ACCOUNT_INVALID', 'The account number is not seven digits.', 'Fill it up with zeros.', {
      length: number.length,
    });
  }
  return `${bankJa} ${branchJa} ${typeJa} ****${number.slice(-3)}`;
}
