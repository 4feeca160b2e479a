import { type Meeting, meet, type StandingOrder } from './meeting.js';

/** Orders of one side that name the same origin in the same way: of two of them, nobody can prefer the dearer or later. */
interface Kind {
  readonly side: StandingOrder['side'];
  /** Best first, each with its orders in order of entry. */
  readonly levels: Level[];
}

interface Level {
  /** The lower the better: the price of a seller, the price below zero of a buyer. */
  readonly rank: number;
  readonly orders: StandingOrder[];
  /** Orders before this one no longer stand. */
  first: number;
}

/**
 * The orders that are in the trading, sorted so that an order that enters need not look at all: by kind, price and entry.
 * What no longer stands is left out when it is come by.
 */
export class ActiveOrders {
  readonly #kinds = new Map<string, Kind>();

  constructor(private readonly stands: (order: StandingOrder) => boolean) {}

  /** @param order one that was accepted later than all that were added before */
  add(order: StandingOrder): void {
    const { side, origin } = order;
    const key = JSON.stringify([side, origin && Object.entries(origin).sort()]);
    let kind = this.#kinds.get(key);
    if (kind === undefined) {
      kind = { side, levels: [] };
      this.#kinds.set(key, kind);
    }
    levelOf(kind.levels, side === 'sell' ? order.priceSen : -order.priceSen).orders.push(order);
  }

  /** Whom an order must trade with next: the best that it meets, and among equals the earliest. */
  bestFor(order: StandingOrder): Meeting | undefined {
    let best: Meeting | undefined;
    for (const kind of this.#kinds.values()) {
      const [first] = this.#metIn(kind, order);
      if (first === undefined) continue;
      if (best === undefined || isBefore(first, best)) best = first;
    }
    return best;
  }

  /** All that an order may trade with. */
  *metBy(order: StandingOrder): Generator<Meeting> {
    for (const kind of this.#kinds.values()) yield* this.#metIn(kind, order);
  }

  /** Those of one kind that an order may trade with, best first: where one price does not meet, no worse one does. */
  *#metIn(kind: Kind, order: StandingOrder): Generator<Meeting> {
    if (kind.side === order.side) return;
    for (let at = 0; at < kind.levels.length; ) {
      const level = kind.levels[at]!;
      const { orders } = level;
      while (level.first < orders.length && !this.stands(orders[level.first]!)) level.first += 1;
      if (level.first === orders.length) {
        kind.levels.splice(at, 1);
        continue;
      }
      if (meet(order, orders[level.first]!) === undefined) return;
      for (let place = level.first; place < orders.length; place += 1) {
        const resting = orders[place]!;
        if (resting.participant !== order.participant && this.stands(resting)) yield meet(order, resting)!;
      }
      at += 1;
    }
  }
}

function isBefore(a: Meeting, b: Meeting): boolean {
  return a.rank < b.rank || (a.rank === b.rank && a.resting.orderId < b.resting.orderId);
}

/** The level of a rank, found by halving; a new one if there is none. */
function levelOf(levels: Level[], rank: number): Level {
  let low = 0;
  for (let high = levels.length; low < high; ) {
    const middle = (low + high) >> 1;
    if (levels[middle]!.rank < rank) low = middle + 1;
    else high = middle;
  }
  if (levels[low]?.rank !== rank) levels.splice(low, 0, { rank, orders: [], first: 0 });
  return levels[low]!;
}
