import type { Posting, PostingLine } from './types.js';

/** Lines of payments: what was asked for, what was paid, what failed or came back, what came in that nothing asked for. */
export const PAYMENT_LINES = ['asked', 'paid', 'returned', 'held'] as const;

/** One of {@link PAYMENT_LINES}. */
export type PaymentLine = (typeof PAYMENT_LINES)[number];

/** Lines of the consumption tax of statements: in what buyers are billed, and what is deductible of what sellers are paid. */
export const TAX_LINES = ['salesTax', 'inputTax'] as const;

/** One of {@link TAX_LINES}. */
export type TaxLine = (typeof TAX_LINES)[number];

/** Any line of the ledger: of slots, of payments, or of statements' tax. */
export type AccountingLine = PostingLine | PaymentLine | TaxLine;

/** An entry of a statement's tax: no Wh. Account, line and cause together occur once in the ledger. */
export interface TaxPosting {
  /** `tax` or `retailer`. `tax` is what the retailer owes the state, negative what it gets back. */
  readonly account: 'tax' | 'retailer';
  readonly line: TaxLine;
  /** Positive = the account receives, negative = it pays. */
  readonly amountMillisen: number;
  /** `tax:NUMBER-VERSION-RATE`, the rate in percent. */
  readonly cause: string;
}

/** An entry of a payment: no Wh. Account, line and cause together occur once in the ledger. */
export interface PaymentPosting {
  /** `receivable:ID`, `payable:ID`, `returned:ID` or `held:ID`, `bank` or `retailer`. */
  readonly account: string;
  readonly line: PaymentLine;
  /** Positive = the account receives, negative = it pays. */
  readonly amountMillisen: number;
  /** `payment:NUMBER-VERSION-ATTEMPT`. */
  readonly cause: string;
}

/** A posting as the ledger keeps it: never changed, never taken out. */
export interface LedgerEntry extends Posting {
  /** When it was written, unix ms: for a correction, which may be months after the slot, the time of its settlement version. */
  readonly postedAtMs: number;
}

/** Kinds of accounts that each participant has one of. */
export const OWN_ACCOUNT_KINDS = ['participant', 'points', 'receivable', 'payable', 'returned', 'held'] as const;

/** Accounts that there is one of. */
export const SHARED_ACCOUNTS = ['retailer', 'gridCompany', 'platform', 'fund', 'tax', 'bank'] as const;

/** What kind of account it is: each of {@link OWN_ACCOUNT_KINDS} for all of theirs together. */
export type AccountKind = (typeof OWN_ACCOUNT_KINDS)[number] | (typeof SHARED_ACCOUNTS)[number];

/** What all accounts of a kind have on a line. */
export interface TrialBalanceRow {
  readonly kind: AccountKind;
  readonly line: AccountingLine;
  readonly receivedMillisen: bigint;
  /** As a positive amount. */
  readonly paidMillisen: bigint;
  /** `receivedMillisen - paidMillisen`. */
  readonly balanceMillisen: bigint;
}

/** The whole ledger at an instant. Names nobody. */
export interface TrialBalance {
  readonly atMs: number;
  /** By kind and line. */
  readonly rows: readonly TrialBalanceRow[];
  /** True if every line sums to zero over all accounts. */
  readonly balanced: boolean;
}

/** What one account has on a line: the sum of its postings. */
export interface AccountLine {
  readonly line: AccountingLine;
  readonly energyWh: bigint;
  readonly amountMillisen: bigint;
}

/** The kind of an account. */
export function accountKindOf(account: string): AccountKind {
  return account.split(':', 1)[0] as AccountKind;
}

/** The trial balance (合計残高試算表) of all postings written up to an instant. */
export function trialBalance(entries: Iterable<LedgerEntry>, atMs: number): TrialBalance {
  const rows = new Map<
    string,
    { kind: AccountKind; line: AccountingLine; receivedMillisen: bigint; paidMillisen: bigint }
  >();
  for (const { account, line, amountMillisen, postedAtMs } of entries) {
    if (postedAtMs > atMs) continue;
    const kind = accountKindOf(account);
    const key = `${kind} ${line}`;
    const row = rows.get(key) ?? { kind, line, receivedMillisen: 0n, paidMillisen: 0n };
    if (amountMillisen >= 0) row.receivedMillisen += BigInt(amountMillisen);
    else row.paidMillisen -= BigInt(amountMillisen);
    rows.set(key, row);
  }
  return trialBalanceOf([...rows.values()], atMs);
}

/** The same from sums by kind and line that a database has made. */
export function trialBalanceOf(sums: readonly Omit<TrialBalanceRow, 'balanceMillisen'>[], atMs: number): TrialBalance {
  const rows = sums
    .map((row) => ({ ...row, balanceMillisen: row.receivedMillisen - row.paidMillisen }))
    .sort((a, b) => (`${a.kind} ${a.line}` < `${b.kind} ${b.line}` ? -1 : 1));
  const lines = new Map<AccountingLine, bigint>();
  for (const { line, balanceMillisen } of rows) lines.set(line, (lines.get(line) ?? 0n) + balanceMillisen);
  return { atMs, rows, balanced: [...lines.values()].every((sumMillisen) => sumMillisen === 0n) };
}

/** What an account has on each line at an instant, lines without Wh and money left out. By line. */
export function accountLines(entries: Iterable<LedgerEntry>, account: string, atMs: number): AccountLine[] {
  const lines = new Map<AccountingLine, { energyWh: bigint; amountMillisen: bigint }>();
  for (const entry of entries) {
    if (entry.account !== account || entry.postedAtMs > atMs) continue;
    const sums = lines.get(entry.line) ?? { energyWh: 0n, amountMillisen: 0n };
    sums.energyWh += BigInt(entry.energyWh);
    sums.amountMillisen += BigInt(entry.amountMillisen);
    lines.set(entry.line, sums);
  }
  return [...lines]
    .map(([line, sums]) => ({ line, ...sums }))
    .filter(({ energyWh, amountMillisen }) => energyWh !== 0n || amountMillisen !== 0n)
    .sort((a, b) => (a.line < b.line ? -1 : 1));
}
