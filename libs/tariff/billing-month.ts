import { tariffError } from './tariff-error.js';

/** Asserts a 何月分 as `YYYY-MM`. @throws IchienError BILLING_MONTH_INVALID */
export function assertBillingMonth(month: string): void {
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) {
    throw tariffError('BILLING_MONTH_INVALID', `"${month}" is not a month.`, 'Write it as YYYY-MM.', { month });
  }
}
