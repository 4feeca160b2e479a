import type { DatedContract } from './contracts.js';

/** A participant's contracts, and the months with which another may begin. */
export interface ContractsView<Contract> {
  /** In the order of entry: `contractAt` says which holds in a month. */
  readonly entries: readonly (DatedContract<Contract> & { readonly enteredAtMs: number })[];
  /** The first without a statement, and the last. */
  readonly earliestMonth: string;
  readonly latestMonth: string;
  /** With which one begins unless something else is said. */
  readonly nextMonth: string;
}

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
