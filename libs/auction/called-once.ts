import { type CallResult, callAuction } from './call-auction.js';
import { LadderBook } from './ladder-book.js';
import type { BookRules, JournalEntry, OriginPreference, PlaceCommand, ReplaceCommand, RestingOrder } from './types.js';

/**
 * What one call at gate closure would have made of a slot's orders, to be compared with the trading that was: every order offers,
 * at its limit, what it traded and what of it still rested at the close. As in any call premiums do not count, and who insists on
 * an origin takes no part.
 *
 * @param entries the journal of a closed book
 * @returns undefined if no two orders meet
 * @throws IchienError BOOK_RULES_INVALID
 */
export function calledOnce(rules: BookRules, entries: Iterable<JournalEntry>): CallResult | undefined {
  const book = new LadderBook(rules);
  /** By number of the order. */
  const placed: PlaceCommand[] = [];
  const offeredWh: number[] = [];
  for (const { command } of entries) {
    for (const event of book.apply(command)) {
      if (event.type === 'accepted') {
        offeredWh[placed.push(command as PlaceCommand) - 1] = 0;
      } else if (event.type === 'replaced') {
        const before = placed[(command as ReplaceCommand).orderId]!;
        offeredWh[placed.push({ ...before, priceSen: event.priceSen }) - 1] = 0;
      } else if (event.type === 'trade') {
        offeredWh[event.buyOrderId]! += event.energyWh;
        offeredWh[event.sellOrderId]! += event.energyWh;
      } else if (event.type === 'expired' && event.reason === undefined) {
        offeredWh[event.orderId]! += event.remainingWh;
      }
    }
  }
  const orders = placed
    .map(({ participant, side, priceSen, origin }, orderId): RestingOrder & { isHard: boolean } => {
      const isHard = (origin as OriginPreference | undefined)?.kind === 'hard';
      return { orderId, participant, side, priceSen, remainingWh: offeredWh[orderId]!, isHard };
    })
    .filter(({ remainingWh, isHard }) => remainingWh > 0 && !isHard);
  // Sorting is stable: at one price the earlier stays first.
  const buys = orders.filter(({ side }) => side === 'buy').sort((a, b) => b.priceSen - a.priceSen);
  const sells = orders.filter(({ side }) => side === 'sell').sort((a, b) => a.priceSen - b.priceSen);
  return callAuction(buys, sells);
}
