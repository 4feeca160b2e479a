import { assertCount, billingError } from './billing-error.js';
import { isLedgerLine, LEDGER_LINE_ORDER, type LedgerLine, ledgerLineRule } from './ledger-lines.js';
import { MAX_STATEMENT_POSTINGS } from './limits.js';
import type { MonthPosting, StatementKind } from './types.js';

/** What a participant's account has on one line over the month, in the statement's direction. */
export interface LedgerSum {
  readonly line: LedgerLine;
  readonly energyWh: number;
  readonly exactMillisen: number;
}

/** The statement on which a line stands. Rewards are a credit on the bill of a participant that sells nothing. */
export function kindOfLine(line: LedgerLine, rewardsOn: StatementKind = 'purchase'): StatementKind {
  return line === 'flexibilityReward' ? rewardsOn : ledgerLineRule(line).kind;
}

/**
 * The sums of the lines that stand on a statement of `kind`, in its order, whatever the order of the postings. Lines without Wh
 * and money are left out.
 *
 * @throws IchienError INPUT_TOO_LARGE, ACCOUNT_FOREIGN, LINE_UNKNOWN, POSTING_INVALID
 */
export function sumPostings(
  postings: readonly MonthPosting[],
  participantId: string,
  kind: StatementKind,
  rewardsOn?: StatementKind,
): LedgerSum[] {
  assertCount('postings', postings.length, MAX_STATEMENT_POSTINGS);
  const account = `participant:${participantId}`;
  const sums = new Map<LedgerLine, { energyWh: bigint; amountMillisen: bigint }>();
  for (const [index, posting] of postings.entries()) {
    const line = lineOf(posting, account, index);
    const sum = sums.get(line) ?? { energyWh: 0n, amountMillisen: 0n };
    sum.energyWh += BigInt(posting.energyWh);
    sum.amountMillisen += BigInt(posting.amountMillisen);
    sums.set(line, sum);
  }
  const sign = kind === 'bill' ? -1n : 1n;
  return LEDGER_LINE_ORDER.flatMap((line) => {
    const sum = sums.get(line);
    if (sum === undefined || kindOfLine(line, rewardsOn) !== kind) return [];
    const energyWh = Number(sum.energyWh);
    const exactMillisen = Number(sign * sum.amountMillisen);
    if (!Number.isSafeInteger(energyWh) || !Number.isSafeInteger(exactMillisen) || energyWh < 0) {
      throw billingError(
        'POSTING_INVALID',
        `The postings of ${line} sum to ${sum.energyWh} Wh and ${sum.amountMillisen} millisen.`,
        'Give all versions of the month: their sum has no negative Wh, and stays below 2^53.',
        { line, energyWh: sum.energyWh, amountMillisen: sum.amountMillisen },
      );
    }
    return energyWh === 0 && exactMillisen === 0 ? [] : [{ line, energyWh, exactMillisen }];
  });
}

function lineOf(
  { account, line, energyWh, amountMillisen }: MonthPosting,
  expected: string,
  index: number,
): LedgerLine {
  if (account !== expected) {
    throw billingError('ACCOUNT_FOREIGN', `Posting ${index + 1} is of another account.`, "Give this participant's.", {
      index,
    });
  }
  if (!isLedgerLine(line)) {
    throw billingError('LINE_UNKNOWN', `Posting ${index + 1} has the line "${line}".`, 'Add it to LEDGER_LINES.', {
      index,
      line,
    });
  }
  if (!isWhole(energyWh) || !isWhole(amountMillisen)) {
    throw billingError('POSTING_INVALID', `Posting ${index + 1} is not whole.`, 'Give whole Wh and millisen.', {
      index,
    });
  }
  return line;
}

function isWhole(value: number | bigint): boolean {
  return typeof value === 'bigint' || Number.isSafeInteger(value);
}
