/** Monthly statements: what a month's ledger and tariff come to in yen, with tax, labels, corrections and a proof. docs/billing.md. Floor 3. */
export type * from './account-views.js';
export { type Adjustment, type AdjustmentLine, adjustmentOf, sameToTheMillisen } from './adjustment-of.js';
export { type Balance, type BalanceInput, balanceDue, type CarryRule } from './balance-due.js';
export { addBankDays, bankDayAt, bankDayOfMonth, isBankDay } from './bank-days.js';
export { type BillInput, billOf } from './bill-of.js';
export { assertText } from './billing-error.js';
export { chargesOf } from './charges-of.js';
export {
  contractAt,
  contractMonths,
  type DatedContract,
  MAX_CONTRACT_ENTRIES,
  MAX_CONTRACT_MONTHS_AHEAD,
} from './contracts.js';
export {
  type ControlDifference,
  type ControlTotals,
  controlMonth,
  MAX_DIFFERENCES,
  type MonthControl,
} from './control-month.js';
export type { BillingErrorCode } from './error.js';
export { isLedgerLine, LEDGER_LINE_ORDER, LEDGER_LINES, type LedgerLine } from './ledger-lines.js';
export * from './limits.js';
export { type BankAccount, maskBankAccount } from './mask-bank-account.js';
export { type MonthFacts, monthStateOf } from './month-state.js';
export { type PaymentEvent, paymentPostings } from './payment-postings.js';
export { adjustmentPdf } from './pdf/adjustment-pdf.js';
export { statementPdf } from './pdf/statement-pdf.js';
export type { StatementPdf } from './pdf/types.js';
export type * from './price-views.js';
export { type PurchaseInput, purchaseOf } from './purchase-of.js';
export { assertRegistrationNumber } from './registration-number.js';
export { isRefund, refundNumber, type StatementName, statementNumber } from './statement-number.js';
export { taxPostings, taxToPost } from './tax-postings.js';
export { CONSUMPTION_TAX_PERCENT, INPUT_TAX_STEPS, type InputTaxStep } from './tax-rates.js';
export type * from './types.js';
export type * from './views.js';
export { belowYen, billedKwh, wholeYen } from './yen.js';
