/** Bank files of the 全銀協 formats, 120 bytes a record: transfers (総合振込) and direct debits (預金口座振替). */
export type { AccountType, Requester, ZenginAccount } from './account.js';
export { bankDaysAfter, isBankDay } from './bank-day.js';
export {
  type AnsweredDebit,
  type Debit,
  type DebitAnswer,
  type DebitBatch,
  parseDebitAnswer,
  parseDebits,
  printDebitAnswer,
  printDebits,
} from './debit.js';
export {
  DEBIT_DECISIONS,
  DEBIT_RESULTS,
  type DebitDecision,
  type DebitNextStep,
  type DebitResult,
} from './debit-result.js';
export type { ZenginErrorCode } from './error.js';
export { MAX_AMOUNT_YEN, type Novelty } from './payment.js';
export { type DebitOutcome, type FailedDebit, reconcileDebits } from './reconcile-debits.js';
export { MAX_PAYMENTS, MAX_ZENGIN_FILE_BYTES } from './record.js';
export { DEFAULT_ZENGIN_SETTINGS, type ZenginSettings } from './settings.js';
export { parseTransfers, printTransfers, type Transfer, type TransferBatch } from './transfer.js';
