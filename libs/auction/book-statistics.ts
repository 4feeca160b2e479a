import { LadderBook } from './ladder-book.js';
import type { BookRules, JournalEntry, Side } from './types.js';

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
  const book = new LadderBook(rules);
  const sides = new Map<number, Side>();
  const unfilledWh = { buy: 0n, sell: 0n };
  let tradedWh = 0n;
  let atClosure: Quotes | undefined;
  let startedMs: number | undefined;
  let quotedMs = 0;
  let spreadTimesMs = 0n;
  for (const { command } of entries) {
    const beforeMs = book.nowMs;
    const { spreadSen } = bestOf(book);
    if (command?.type === 'close' && !book.closed) atClosure = quotesOf(book);
    for (const event of book.apply(command)) {
      if (event.type === 'accepted' && command.type === 'place') sides.set(event.orderId, command.side);
      else if (event.type === 'replaced' && command.type === 'replace') {
        sides.set(event.orderId, sides.get(command.orderId)!);
      } else if (event.type === 'trade') tradedWh += BigInt(event.energyWh);
      else if (event.type === 'cancelled' || event.type === 'expired') {
        unfilledWh[sides.get(event.orderId)!] += BigInt(event.remainingWh);
      }
    }
    if (startedMs !== undefined && spreadSen !== null) {
      quotedMs += book.nowMs - beforeMs;
      spreadTimesMs += BigInt(book.nowMs - beforeMs) * BigInt(spreadSen);
    }
    startedMs ??= book.nowMs;
  }
  const now = quotesOf(book);
  const last = atClosure ?? now;
  const sideOf = (side: Side): SideStatistics => {
    const leftWh = unfilledWh[side] + now.depthWh[side];
    const offeredWh = tradedWh + leftWh;
    const fillRatePermille = offeredWh === 0n ? null : Number((1000n * tradedWh) / offeredWh);
    return { depthWh: last.depthWh[side], tradedWh, unfilledWh: leftWh, fillRatePermille };
  };
  return {
    ...{ bestBidSen: last.bestBidSen, bestAskSen: last.bestAskSen, spreadSen: last.spreadSen },
    ...{ buy: sideOf('buy'), sell: sideOf('sell') },
    observedMs: book.nowMs - (startedMs ?? 0),
    quotedMs,
    meanSpreadSen: quotedMs === 0 ? null : Number(spreadTimesMs / BigInt(quotedMs)),
  };
}

interface Best {
  readonly bestBidSen: number | null;
  readonly bestAskSen: number | null;
  readonly spreadSen: number | null;
}

interface Quotes extends Best {
  readonly depthWh: Readonly<Record<Side, bigint>>;
}

function bestOf(book: LadderBook): Best {
  const bestBidSen = book.depth('buy', 1)[0]?.priceSen ?? null;
  const bestAskSen = book.depth('sell', 1)[0]?.priceSen ?? null;
  const spreadSen = bestBidSen === null || bestAskSen === null ? null : bestAskSen - bestBidSen;
  return { bestBidSen, bestAskSen, spreadSen };
}

function quotesOf(book: LadderBook): Quotes {
  const depthWh = (side: Side) =>
    book.depth(side, Number.POSITIVE_INFINITY).reduce((sumWh, level) => sumWh + BigInt(level.energyWh), 0n);
  return { ...bestOf(book), depthWh: { buy: depthWh('buy'), sell: depthWh('sell') } };
}
