import { type CallResult, callAuction } from './call-auction.js';
import { LadderBook } from './ladder-book.js';
import { LevelSums } from './level-sums.js';
import type {
  BookEvent,
  BookRules,
  Command,
  JournalEntry,
  OriginPreference,
  PlaceCommand,
  ReplaceCommand,
  Side,
} from './types.js';

/** How well a slot was quoted and served. */
export interface BookStatistics {
  /** What was best and what rested when the book was last seen before gate closure; null where a side was empty. */
  readonly bestBidSen: number | null;
  readonly bestAskSen: number | null;
  /** Best ask less best bid. Negative only while orders rest that may not trade with each other. */
  readonly spreadSen: number | null;
  readonly buy: SideStatistics;
  readonly sell: SideStatistics;
  /** From the first command to the last, and for how long of it both sides were quoted. */
  readonly observedMs: number;
  readonly quotedMs: number;
  /** Mean spread over that time, weighted by time, without fractions; null if both sides never were quoted. */
  readonly meanSpreadSen: number | null;
}

export interface SideStatistics {
  /** Energy that rested when the book was last seen before gate closure. */
  readonly depthWh: bigint;
  readonly tradedWh: bigint;
  /** Energy of orders that was neither traded nor taken back by `reduce` or `replace`: cancelled, expired or resting. */
  readonly unfilledWh: bigint;
  /** Traded of traded and unfilled, in thousandths, rounded down; null if nothing was offered. */
  readonly fillRatePermille: number | null;
}

/**
 * Spread, depth and fill rate of a slot, from its journal.
 *
 * @param entries every command that the book took, in order
 * @throws IchienError BOOK_RULES_INVALID
 */
export function bookStatistics(rules: BookRules, entries: Iterable<JournalEntry>): BookStatistics {
  const observer = new BookObserver(rules);
  for (const { command } of entries) observer.observe(command);
  return observer.statistics();
}

/** An order as far as it matters here. */
interface Offer {
  readonly participant: number;
  readonly side: Side;
  readonly priceSen: number;
  /** Its buyer insists on an origin. */
  readonly isHard: boolean;
  remainingWh: number;
  /** What it traded, and what of it rested at gate closure. */
  servedWh: number;
}

interface Quotes {
  readonly bestBidSen: number | null;
  readonly bestAskSen: number | null;
  readonly spreadSen: number | null;
  readonly depthWh: Readonly<Record<Side, bigint>>;
}

/**
 * {@link bookStatistics} of a journal that grows: a command costs the same however many came before. It plays the commands
 * in a book of its own, so the market's book does nothing for it.
 */
export class BookObserver {
  readonly #book: LadderBook;
  readonly #sums: Readonly<Record<Side, LevelSums>>;
  /** By number of the order. */
  readonly #offers: Offer[] = [];
  readonly #unfilledWh = { buy: 0n, sell: 0n };
  #tradedWh = 0n;
  #atClosure: Quotes | undefined;
  #startedMs: number | undefined;
  #quotedMs = 0;
  #spreadTimesMs = 0n;

  /** @throws IchienError BOOK_RULES_INVALID */
  constructor(rules: BookRules) {
    this.#book = new LadderBook(rules);
    this.#sums = { buy: new LevelSums('buy', rules), sell: new LevelSums('sell', rules) };
  }

  /** Takes in the next command of the journal. */
  observe(command: Command): void {
    const book = this.#book;
    const beforeMs = book.nowMs;
    const spreadSen = this.#spreadSen();
    if (command?.type === 'close' && !book.closed) this.#atClosure = this.#quotes();
    for (const event of book.apply(command)) this.#note(event, command);
    if (this.#startedMs !== undefined && spreadSen !== null) {
      this.#quotedMs += book.nowMs - beforeMs;
      this.#spreadTimesMs += BigInt(book.nowMs - beforeMs) * BigInt(spreadSen);
    }
    this.#startedMs ??= book.nowMs;
  }

  /** Of all that was observed so far. */
  statistics(): BookStatistics {
    const now = this.#quotes();
    const { depthWh, ...best } = this.#atClosure ?? now;
    const tradedWh = this.#tradedWh;
    const sideOf = (side: Side): SideStatistics => {
      const unfilledWh = this.#unfilledWh[side] + now.depthWh[side];
      const offeredWh = tradedWh + unfilledWh;
      const fillRatePermille = offeredWh === 0n ? null : Number((1000n * tradedWh) / offeredWh);
      return { depthWh: depthWh[side], tradedWh, unfilledWh, fillRatePermille };
    };
    return {
      ...best,
      ...{ buy: sideOf('buy'), sell: sideOf('sell') },
      observedMs: this.#book.nowMs - (this.#startedMs ?? 0),
      quotedMs: this.#quotedMs,
      meanSpreadSen: this.#quotedMs === 0 ? null : Number(this.#spreadTimesMs / BigInt(this.#quotedMs)),
    };
  }

  /**
   * What one call at gate closure would have made of a closed book's orders, to be compared with the trading that was: every order
   * offers, at its limit, what it traded and what of it still rested at the close. As in any call premiums do not count, and who
   * insists on an origin takes no part. Costs a sorting of these orders.
   *
   * @returns undefined if no two orders meet
   */
  calledOnce(): CallResult | undefined {
    const orders = this.#offers
      .map(({ participant, side, priceSen, servedWh, isHard }, orderId) => {
        return { orderId, participant, side, priceSen, remainingWh: servedWh, isHard };
      })
      .filter(({ remainingWh, isHard }) => remainingWh > 0 && !isHard);
    // Sorting is stable: at one price the earlier stays first.
    const buys = orders.filter(({ side }) => side === 'buy').sort((a, b) => b.priceSen - a.priceSen);
    const sells = orders.filter(({ side }) => side === 'sell').sort((a, b) => a.priceSen - b.priceSen);
    return callAuction(buys, sells);
  }

  #note(event: BookEvent, command: Command): void {
    switch (event.type) {
      case 'accepted': {
        const { participant, side, origin, ...terms } = command as PlaceCommand;
        this.#enter({ participant, side, isHard: (origin as OriginPreference | undefined)?.kind === 'hard' }, terms);
        return;
      }
      case 'replaced': {
        const { orderId } = command as ReplaceCommand;
        this.#leave(orderId, 0);
        this.#enter(this.#offers[orderId]!, event);
        return;
      }
      case 'trade':
        this.#tradedWh += BigInt(event.energyWh);
        for (const orderId of [event.buyOrderId, event.sellOrderId]) {
          const offer = this.#offers[orderId]!;
          offer.servedWh += event.energyWh;
          this.#leave(orderId, offer.remainingWh - event.energyWh);
        }
        return;
      case 'reduced':
        this.#leave(event.orderId, event.remainingWh);
        return;
      case 'cancelled':
      case 'expired':
        this.#unfilledWh[this.#offers[event.orderId]!.side] += BigInt(event.remainingWh);
        // Only what gate closure ends has no reason.
        if (event.type === 'expired' && event.reason === undefined) {
          this.#offers[event.orderId]!.servedWh += event.remainingWh;
        }
        this.#leave(event.orderId, 0);
        return;
    }
  }

  #enter(
    { participant, side, isHard }: Pick<Offer, 'participant' | 'side' | 'isHard'>,
    { priceSen, energyWh }: { readonly priceSen: number; readonly energyWh: number },
  ): void {
    this.#offers.push({ participant, side, priceSen, isHard, remainingWh: energyWh, servedWh: 0 });
    this.#sums[side].add(priceSen, energyWh);
  }

  #leave(orderId: number, remainingWh: number): void {
    const offer = this.#offers[orderId]!;
    this.#sums[offer.side].add(offer.priceSen, remainingWh - offer.remainingWh);
    offer.remainingWh = remainingWh;
  }

  #spreadSen(): number | null {
    const [bid, ask] = [this.#sums.buy.bestSen, this.#sums.sell.bestSen];
    return bid === null || ask === null ? null : ask - bid;
  }

  #quotes(): Quotes {
    const { buy, sell } = this.#sums;
    const best = { bestBidSen: buy.bestSen, bestAskSen: sell.bestSen, spreadSen: this.#spreadSen() };
    return { ...best, depthWh: { buy: BigInt(buy.totalWh), sell: BigInt(sell.totalWh) } };
  }
}
