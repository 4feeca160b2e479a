/** 振替結果コード. */
export type DebitResult = '0' | '1' | '2' | '3' | '4' | '8' | '9';

/**
 * What the operator does next: nothing; ask again at the next collection with a reminder; ask the payer for an account form;
 * look at why we stopped it ourselves; ask the bank.
 */
export type DebitNextStep = 'settled' | 'retry_with_reminder' | 'ask_new_account' | 'review_own_stop' | 'ask_bank';

/** Meanings after mbskk.co.jp's copy of the format (formats.md E2); what happens next is our own rule. */
export const DEBIT_RESULTS: Readonly<Record<DebitResult, { readonly meaning: string; readonly next: DebitNextStep }>> =
  {
    '0': { meaning: '振替済', next: 'settled' },
    '1': { meaning: '資金不足', next: 'retry_with_reminder' },
    '2': { meaning: '預金取引なし', next: 'ask_new_account' },
    '3': { meaning: '預金者の都合による振替停止', next: 'ask_new_account' },
    '4': { meaning: '預金口座振替依頼書なし', next: 'ask_new_account' },
    '8': { meaning: '委託者の都合による振替停止', next: 'review_own_stop' },
    '9': { meaning: 'その他', next: 'ask_bank' },
  };

/**
 * What staff found out about a collection that failed, and what follows from it: the account is right as it stands; the payer
 * has another, which goes to the bank once it is stored; the payer pays by slip from now on.
 */
export const DEBIT_DECISIONS = {
  accountConfirmed: 'retry_with_reminder',
  accountReplaced: 'ask_new_account',
  paysBySlip: 'retry_with_reminder',
} as const satisfies Readonly<Record<string, DebitNextStep>>;

/** One of {@link DEBIT_DECISIONS}. */
export type DebitDecision = keyof typeof DEBIT_DECISIONS;

/** True if `code` is a result code. */
export function isDebitResult(code: string): code is DebitResult {
  return Object.hasOwn(DEBIT_RESULTS, code);
}
