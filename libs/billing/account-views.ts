/** Whom a participant's statements are for, as a list shows it: of the bank account only what a statement would print. */
export interface BillingAccountItem {
  readonly participantId: string;
  /** Null while nothing is stored: without it no statement can be made. */
  readonly account: {
    readonly nameJa: string;
    readonly tariffId: string;
    readonly payBy: 'debit' | 'invoice';
    /** Masked: the last three digits. */
    readonly accountJa: string;
  } | null;
}
