/** What a household has agreed on from a month on. */
export interface DatedContract<Contract> {
  /** First JST month, `YYYY-MM`. */
  readonly fromMonth: string;
  readonly contract: Contract;
}

/** Most months ahead for which a contract is entered: a year. */
export const MAX_CONTRACT_MONTHS_AHEAD = 12;
/** Most entries of one household: ten years of one a month. */
export const MAX_CONTRACT_ENTRIES = 120;

/**
 * The contract that holds in a month: of those that have begun the one that began last, of two that began with one month the one that
 * was entered later. Undefined before the first.
 *
 * @param entered in the order of entry
 */
export function contractAt<Contract>(
  entered: readonly DatedContract<Contract>[],
  month: string,
): DatedContract<Contract> | undefined {
  let standing: DatedContract<Contract> | undefined;
  for (const each of entered) {
    if (each.fromMonth <= month && (standing === undefined || each.fromMonth >= standing.fromMonth)) standing = each;
  }
  return standing;
}

/**
 * The months with which a contract may begin, first and last: not before the household takes part, and with no month that is stated
 * already, for what was stated keeps the contract that it was stated by.
 *
 * @param lastStatedMonth the last month that the household has a statement of, if it has one
 */
export function contractMonths(
  joinedMonth: string,
  lastStatedMonth: string | undefined,
  thisMonth: string,
): { readonly earliest: string; readonly latest: string } {
  const open = lastStatedMonth === undefined ? joinedMonth : monthAfter(lastStatedMonth, 1);
  return {
    earliest: open > joinedMonth ? open : joinedMonth,
    latest: monthAfter(joinedMonth > thisMonth ? joinedMonth : thisMonth, MAX_CONTRACT_MONTHS_AHEAD),
  };
}

function monthAfter(month: string, count: number): string {
  const months = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1 + count;
  return `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, '0')}`;
}
