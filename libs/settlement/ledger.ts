import type { Posting, PostingLine } from './types.js';

/** A posting as the ledger keeps it: never changed, never taken out. */
export interface LedgerEntry extends Posting {
  /** When it was written, unix ms: the time of its settlement version, which for a correction may be months after the slot. */
  readonly postedAtMs: number;
}

/** What kind of account it is: `participant` and `points` for all of theirs together. */
export type AccountKind = 'participant' | 'points' | 'retailer' | 'gridCompany' | 'platform' | 'fund' | 'tax';

/** What all accounts of a kind have on a line. */
export interface TrialBalanceRow {
  readonly kind: AccountKind;
  readonly line: PostingLine;
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
  readonly line: PostingLine;
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
    { kind: AccountKind; line: PostingLine; receivedMillisen: bigint; paidMillisen: bigint }
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
  const lines = new Map<PostingLine, bigint>();
  for (const { line, balanceMillisen } of rows) lines.set(line, (lines.get(line) ?? 0n) + balanceMillisen);
  return { atMs, rows, balanced: [...lines.values()].every((sumMillisen) => sumMillisen === 0n) };
}

/** What an account has on each line at an instant, lines without Wh and money left out. By line. */
export function accountLines(entries: Iterable<LedgerEntry>, account: string, atMs: number): AccountLine[] {
  const lines = new Map<PostingLine, { energyWh: bigint; amountMillisen: bigint }>();
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
