import { assertCount } from './billing-error.js';
import { isLedgerLine, type LedgerLine } from './ledger-lines.js';
import { MAX_CONTROLLED_POSTINGS, MAX_CONTROLLED_STATEMENTS } from './limits.js';
import type { MonthPosting, Statement, StatementKind } from './types.js';

/** Money of all statements of a kind, in its direction. */
export interface ControlTotals {
  readonly kind: StatementKind;
  readonly statements: number;
  /** What the statements say. */
  readonly totalYen: bigint;
  /** What the ledger has for their participants and lines. */
  readonly postedMillisen: bigint;
  /** Of it, what a tariff's lines stand for. */
  readonly supersededMillisen: bigint;
  /** Charges of tariffs, discounts and passed-on tax: on statements, not in the ledger. */
  readonly addedMillisen: bigint;
  /** What rounding left below one yen a line. */
  readonly residualMillisen: bigint;
}

/** Something that does not agree. */
export interface ControlDifference {
  readonly what: 'notStated' | 'notPosted' | 'statedTwice' | 'lineNotExact' | 'totalWrong' | 'lineUnknown';
  /** The participant. */
  readonly participantId: string;
  readonly line: string;
  readonly postedMillisen: bigint;
  readonly statedMillisen: bigint;
}

/** A month's statements held against its ledger. */
export interface MonthControl {
  /** Bills, then purchases: `posted - superseded + added = total * 100,000 + residual`, exactly. */
  readonly totals: readonly ControlTotals[];
  /** At most `MAX_DIFFERENCES`. Empty if every posting stands on exactly one statement, to the millisen. */
  readonly differences: readonly ControlDifference[];
  readonly isBalanced: boolean;
}

/** Most differences that a control lists. */
export const MAX_DIFFERENCES = 1_000;

/** What a line of a statement adds up from, and how often it was stated. */
interface Entry {
  posted: bigint;
  stated: bigint;
  statements: number;
}

/**
 * Proves that the statements of a month are its ledger: every posting of a participant stands on exactly one statement, and what
 * is stated, superseded, added and left by rounding adds up to the millisen. Other accounts than participants' are passed over.
 *
 * @param postings of all participants, all versions of the month's slots, in any order
 * @param statements the newest full version of each
 * @throws IchienError INPUT_TOO_LARGE
 */
export function controlMonth(postings: Iterable<MonthPosting>, statements: readonly Statement[]): MonthControl {
  assertCount('statements', statements.length, MAX_CONTROLLED_STATEMENTS);
  const entries = new Map<string, Entry>();
  const differences: ControlDifference[] = [];
  const report = (difference: ControlDifference) => {
    if (differences.length < MAX_DIFFERENCES) differences.push(difference);
  };
  addPostings(entries, postings);
  const totals = (['bill', 'purchase'] as const).map((kind) => {
    const own = statements.filter((statement) => statement.kind === kind);
    return totalsOf(kind, own, entries, report);
  });
  for (const [key, { posted, stated, statements }] of entries) {
    const cut = key.indexOf(' ');
    const line = key.slice(0, cut);
    const found = { participantId: key.slice(cut + 1), line, postedMillisen: posted, statedMillisen: stated };
    if (!isLedgerLine(line)) report({ what: 'lineUnknown', ...found });
    else if (statements > 1) report({ what: 'statedTwice', ...found });
    else if (posted !== stated) report({ what: statements === 0 ? 'notStated' : 'notPosted', ...found });
  }
  return { totals, differences, isBalanced: differences.length === 0 };
}

function addPostings(entries: Map<string, Entry>, postings: Iterable<MonthPosting>): void {
  let count = 0;
  for (const { account, line, amountMillisen } of postings) {
    count++;
    if (count > MAX_CONTROLLED_POSTINGS) assertCount('postings', count, MAX_CONTROLLED_POSTINGS);
    if (!account.startsWith('participant:')) continue;
    entryOf(entries, line, account.slice('participant:'.length)).posted += BigInt(amountMillisen);
  }
}

function totalsOf(
  kind: StatementKind,
  statements: readonly Statement[],
  entries: Map<string, Entry>,
  report: (difference: ControlDifference) => void,
): ControlTotals {
  const sign = kind === 'bill' ? -1n : 1n;
  const sums = { totalYen: 0n, postedMillisen: 0n, supersededMillisen: 0n, addedMillisen: 0n, residualMillisen: 0n };
  for (const { lines, superseded, totalYen, addressee } of statements) {
    const { participantId } = addressee;
    const state = (line: LedgerLine, exactMillisen: number) => {
      const entry = entryOf(entries, line, participantId);
      entry.stated += sign * BigInt(exactMillisen);
      entry.statements++;
      sums.postedMillisen += sign * entry.posted;
    };
    let linesYen = 0n;
    for (const { code, origin, exactMillisen, amountYen, residualMillisen } of lines) {
      if (origin === 'ledger') state(code as LedgerLine, exactMillisen);
      else sums.addedMillisen += BigInt(exactMillisen);
      const stated = BigInt(amountYen) * 100_000n + BigInt(residualMillisen);
      if (stated !== BigInt(exactMillisen) || residualMillisen <= -100_000 || residualMillisen >= 100_000) {
        const postedMillisen = BigInt(exactMillisen);
        report({ what: 'lineNotExact', participantId, line: code, postedMillisen, statedMillisen: stated });
      }
      linesYen += BigInt(amountYen);
      sums.residualMillisen += BigInt(residualMillisen);
    }
    for (const { line, exactMillisen } of superseded) {
      state(line, exactMillisen);
      sums.supersededMillisen += BigInt(exactMillisen);
    }
    if (linesYen !== BigInt(totalYen)) {
      const statedMillisen = BigInt(totalYen) * 100_000n;
      report({ what: 'totalWrong', participantId, line: kind, postedMillisen: linesYen * 100_000n, statedMillisen });
    }
    sums.totalYen += BigInt(totalYen);
  }
  return { kind, statements: statements.length, ...sums };
}

function entryOf(entries: Map<string, Entry>, line: string, participantId: string): Entry {
  const key = `${line} ${participantId}`; // no line holds a space
  let entry = entries.get(key);
  if (entry === undefined) {
    entry = { posted: 0n, stated: 0n, statements: 0 };
    entries.set(key, entry);
  }
  return entry;
}
