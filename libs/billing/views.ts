import type { Adjustment } from './adjustment-of.js';
import type { Statement, StatementKind } from './types.js';

/** What a check of a close's control is about. */
export type ControlCheckCode =
  | 'ledgerZero'
  | 'ledgerUnchanged'
  | 'postingsStated'
  | 'billsPosted'
  | 'purchasesPosted'
  | 'pdfs'
  | 'payable'
  | 'bankDebit'
  | 'bankTransfer'
  | 'slips'
  | 'salesTax'
  | 'inputTax'
  | 'monthlyBills'
  | 'monthlyPurchases'
  | 'monthlyBought'
  | 'monthlySold'
  | 'monthlyWheeling'
  | 'monthlyPlatformFee'
  | 'monthlyLevy'
  | 'slotDelivered'
  | 'slotAmount'
  | 'slotShortfall'
  | 'slotOverPurchase'
  | 'positionDemand';

/** Two ways to the same figure. */
export interface ControlCheck {
  readonly code: ControlCheckCode;
  /** In English, as the printed report has it. */
  readonly name: string;
  readonly unit: 'millisen' | 'yen' | 'Wh' | 'count';
  readonly expected: string;
  readonly found: string;
  readonly isEqual: boolean;
}

/** Why money of a month does not stand on statements. */
export type ControlResidualCode =
  | 'billsCut'
  | 'billsSuperseded'
  | 'billsAdded'
  | 'purchasesCut'
  | 'purchasesSuperseded'
  | 'purchasesAdded'
  | 'regionalFund';

/** What does not stand on statements: where it went. */
export interface ControlResidual {
  readonly code: ControlResidualCode;
  /** In English, as the printed report has it. */
  readonly name: string;
  readonly millisen: string;
}

/** A file as a control report lists it. */
export interface ControlledFile {
  readonly file: string;
  readonly version: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly control: { readonly records: number; readonly sums: Readonly<Record<string, string>> };
}

/** A close's control report: JSON as it is, and as text. Amounts are texts of whole numbers. */
export interface ControlReport {
  readonly month: string;
  readonly run: number;
  readonly issuedDay: string;
  readonly statements: { readonly bills: number; readonly purchases: number; readonly corrections: number };
  readonly checks: readonly ControlCheck[];
  readonly residuals: readonly ControlResidual[];
  /** What a person should look at; none of it keeps a month from being closed. */
  readonly notes: readonly string[];
  readonly files: readonly ControlledFile[];
  readonly isBalanced: boolean;
}

/** A close of a month: the first, or a correction of what was closed. */
export interface CloseView {
  readonly month: string;
  /** 1 for the first. */
  readonly run: number;
  /** `files`: its statements stand, files are being made or were broken off; `done`: all is made, and the control balanced. */
  readonly state: 'files' | 'done';
  readonly issuedDay: string;
  /** Why there is another run; null for the first. */
  readonly reason: string | null;
  readonly startedAtMs: number;
  readonly finishedAtMs: number | null;
  readonly report: ControlReport | null;
}

/** What a close is doing, or what became of it. */
export type CloseStep =
  | 'starting'
  | 'reading the ledger'
  | 'making statements'
  | 'making PDFs'
  | 'making files'
  | 'closed'
  | 'corrected'
  | 'nothing'
  | 'provisional';

/** How far the close of a month is. */
export interface CloseProgress {
  readonly month: string;
  readonly running: boolean;
  readonly step: CloseStep | null;
  readonly done: number;
  readonly total: number;
  /** Why the last try ended, if it failed. */
  readonly problem: { readonly code: string; readonly message: string } | null;
  /** Newest first. */
  readonly closes: readonly CloseView[];
}

/** Half hours that lack something, and the first of them. */
export interface LackingSlots {
  readonly count: number;
  readonly firstSlot: number | null;
}

/** Where a month stands. */
export type MonthState =
  /** This installation has no settings by which it could bill. */
  | 'notConfigured'
  | 'notOver'
  /** Something keeps it from being closed. */
  | 'lacking'
  | 'ready'
  /** Its statements stand; its files were broken off. */
  | 'brokenOff'
  | 'closed'
  /** Half hours were settled anew since its last close: another one makes corrections. */
  | 'changed';

/** A price that a month's menus need and nobody has entered. */
export type MissingPrice =
  /** The retailer's fuel adjustment of the month. */
  | { readonly kind: 'fuel'; readonly tariffId: string }
  /** JEPX's price of some half hours in an area. */
  | { readonly kind: 'spot'; readonly area: string; readonly count: number; readonly firstSlot: number };

/** Whether a month can be closed now, and what it lacks. */
export interface ReadinessView {
  readonly month: string;
  readonly state: MonthState;
  readonly unsettled: LackingSlots;
  readonly unanchored: LackingSlots;
  /** Settled without some meters, which count as 0: does not keep it open. */
  readonly incomplete: LackingSlots;
  readonly withoutAccount: { readonly count: number; readonly firstParticipantId: string | null };
  /** Prices that its menus need and nobody has entered. */
  readonly unpriced: readonly MissingPrice[];
}

/** A document in a list: a statement, or the adjustment that a correction sent. */
export interface StatementItem {
  readonly kind: StatementKind;
  /** JST month, `YYYY-MM`. */
  readonly month: string;
  readonly number: string;
  readonly version: number;
  readonly run: number;
  readonly participantId: string;
  /** Of this document alone, in the direction of its kind. */
  readonly amountYen: number;
  readonly payableYen: number;
  /** What waits for a later statement. */
  readonly carriedOutYen: number;
  /** Number of the statement that took over what was carried out. */
  readonly carriedInto: string | null;
  /** Null until the PDF is made. */
  readonly pdfSha256: string | null;
}

/** How far the payment of a document is: its last attempt. */
export interface StatementPayment {
  /** `transfer`: the retailer pays; `debit` is collected, `invoice` is a slip that the resident pays. */
  readonly way: 'debit' | 'transfer' | 'invoice';
  /** `failed`: not collected, or came back, and not yet asked for again; `repeated` stands while the next attempt is being made. */
  readonly state: 'asked' | 'paid' | 'failed' | 'repeated';
  /** 1 for the first. */
  readonly attempt: number;
  readonly dueDay: string;
  /** JST day on which the money moved, or came back. */
  readonly settledDay: string | null;
  /** True where the bank account must be given anew before anything is paid. */
  readonly needsAccount: boolean;
}

/** Money that a resident paid for a document a second time, and what becomes of it (docs/decisions/0069-what-was-paid-twice.md). */
export interface PaidTwice {
  readonly amountYen: number;
  /** JST day on which it came. */
  readonly receivedDay: string;
  /** `held`: it pays the bill if the collection fails, else it is paid back; `applied`: it paid the bill. Else how far the refund is. */
  readonly state: 'held' | 'applied' | 'asked' | 'paid' | 'failed';
  /** JST day for which the refund is planned, or on which the money moved; null where there is none. */
  readonly refundDay: string | null;
}

/** A document in full. */
export interface StatementView extends StatementItem {
  /** Null where nothing is paid, or not yet. */
  readonly paid: StatementPayment | null;
  readonly paidTwice: readonly PaidTwice[];
  /** The month in full, as of this version. */
  readonly statement: Statement;
  readonly adjustment: Adjustment | null;
}
