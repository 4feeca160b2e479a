import { assertBalanced } from './assert-balanced.js';
import { checkCount } from './check-count.js';
import { MAX_POSTINGS } from './limits.js';
import type { Posting } from './types.js';

/**
 * What a new settlement version posts so that all versions together equal it. Nothing is overwritten: a line that no longer
 * holds is taken back with negative Wh and the opposite amount. Empty when nothing changed; sums to zero.
 *
 * @param previous the postings of all versions so far
 * @param next the postings of the new settlement, as {@link settleSlot} gives them
 * @returns one posting for each account, line and cause that changed: those of `next` first, then those only in `previous`
 * @throws IchienError INPUT_TOO_LARGE, POSTING_INVALID, POSTINGS_UNBALANCED
 */
export function postingDifference(previous: readonly Posting[], next: readonly Posting[]): Posting[] {
  for (const postings of [previous, next]) {
    checkCount('postings', postings.length, MAX_POSTINGS);
    assertBalanced(postings);
  }
  const differences = new Map<string, Difference>();
  for (const posting of next) add(differences, posting, 1);
  for (const posting of previous) add(differences, posting, -1);
  const changed = [...differences.values()].filter((posting) => posting.energyWh !== 0 || posting.amountMillisen !== 0);
  assertBalanced(changed);
  return changed;
}

/** A posting in the making. */
type Difference = { -readonly [Field in keyof Posting]: Posting[Field] };

function add(differences: Map<string, Difference>, posting: Posting, sign: 1 | -1): void {
  const { account, line, cause } = posting;
  const key = `${line} ${cause} ${account}`; // neither line nor cause holds a space
  let difference = differences.get(key);
  if (difference === undefined) {
    difference = { account, line, energyWh: 0, amountMillisen: 0, cause };
    differences.set(key, difference);
  }
  difference.energyWh += sign * posting.energyWh;
  difference.amountMillisen += sign * posting.amountMillisen;
}
