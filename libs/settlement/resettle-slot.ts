import { checkInput } from './check-input.js';
import { postSlot } from './post-slot.js';
import { postingDifference } from './posting-difference.js';
import { figuresOf } from './settle-slot.js';
import type { Posting, SettlementReading, SettlementRules, SettlementTrade, SlotFigures } from './types.js';

/** A settled slot with other readings. */
export interface SlotCorrection extends SlotFigures {
  /** What it was with the readings before. */
  readonly before: SlotFigures;
  /** What is posted now, so that all postings together are those of the new settlement. Sums to zero. */
  readonly difference: readonly Posting[];
}

/**
 * Settles a slot again with other readings and nothing else changed. Each posting belongs to one trade or reading, and the other
 * side's rows are sums of them, so the difference follows from those alone that changed: of a ward's half a million postings a
 * corrected reading touches a dozen. Where there is a community pool, it may touch everybody's share.
 *
 * It is what `postingDifference` makes of both settlements, which holds if the one before was posted by these rules.
 *
 * @param trades in strictly ascending sequence
 * @throws IchienError SettlementErrorCode
 */
export function resettleSlot(
  trades: readonly SettlementTrade[],
  readingsBefore: readonly SettlementReading[],
  readings: readonly SettlementReading[],
  rules: SettlementRules,
): SlotCorrection {
  checkInput(trades, readings, rules, []);
  checkInput([], readingsBefore, rules, []);
  const before = figuresOf(trades, readingsBefore, rules);
  const now = figuresOf(trades, readings, rules);
  const difference = postingDifference(
    postSlot({ ...itemsNotIn(now, before), grants: [] }, rules),
    postSlot({ ...itemsNotIn(before, now), grants: [] }, rules),
  );
  return { ...now, before, difference };
}

/** What of `figures` is not the same in `others`. */
function itemsNotIn(others: SlotFigures, { allocations, deviations, residuals }: SlotFigures) {
  return {
    allocations: allocations.filter(({ allocatedWh }, at) => allocatedWh !== others.allocations[at]!.allocatedWh),
    deviations: participantsNotIn(others.deviations, deviations),
    residuals: participantsNotIn(others.residuals, residuals),
  };
}

/** Both are in ascending order of their participants. */
function participantsNotIn<Item extends { readonly participantId: string }>(
  others: readonly Item[],
  items: readonly Item[],
): Item[] {
  let next = 0;
  return items.filter((item) => {
    while (next < others.length && others[next]!.participantId < item.participantId) next++;
    const other = others[next];
    return other === undefined || !isSame(item, other);
  });
}

function isSame<Item extends object>(item: Item, other: Item): boolean {
  for (const field in item) if (item[field] !== other[field]) return false;
  return true;
}
