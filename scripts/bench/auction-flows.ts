import { DEFAULT_BOOK_RULES, LadderBook } from '#auction';
import { mulberry32, normal } from './mulberry32.js';

/** Which flow: see {@link FLOW_DESCRIPTIONS}. */
export type FlowName = 'a' | 'b' | 'b2' | 'c';

export const FLOW_DESCRIPTIONS: Readonly<Record<FlowName, string>> = {
  a: 'one book, limit orders around one price, small takers and larger makers',
  b: 'one deep book of 250,000 orders, then 60 % cancels and 40 % orders',
  b2: 'one shallow book of 2,000 orders, then half cancels and half orders',
  c: '48 books of households: sellers at 8.50-16.00, buyers at 16.00-32.00 yen',
};

/** Of the flows that are measured, and of those by which the trade tapes are compared. */
export const FLOW_SEED = 42;
export const TAPE_SEED = 7;
/** Time of the first message. */
export const FIRST_MS = 1_700_000_000_000;
export const PLACE = 0;
export const CANCEL = 1;
export const BUY = 0;
export const SELL = 1;

/**
 * A stream of messages as columns, the same for every engine. Participants only buy or only sell: the peers know no
 * rule against self-trades that goes on like ours, so no trade may depend on it; it is checked all the same.
 */
export interface Flow {
  readonly name: FlowName;
  readonly books: number;
  /** Messages at the beginning that fill the books and are not timed. */
  readonly prefill: number;
  /** By message: what it is, which book it goes to, and which order it enters or cancels. */
  readonly kinds: Uint8Array;
  readonly bookOf: Uint8Array;
  readonly orderOf: Int32Array;
  /** By order, in order of entry: what it offers, and who sends it. */
  readonly sides: Uint8Array;
  readonly pricesSen: Int32Array;
  readonly energiesWh: Int32Array;
  readonly participants: Int32Array;
}

/** Middle of the prices of a, b and b2, and their standard deviation. */
const MIDDLE_SEN = 2400;
const SIGMA_SEN = 100;
/** Orders of one participant in one book, on average: well below the book's limit of 200. */
const ORDERS_PER_PARTICIPANT = 50;

/**
 * The flows of the order book survey, seeded. `scale` 1 is its full size: 1,000,000 timed messages, 480,000 in c.
 * Live orders, which alone can be cancelled, are known from a book that plays along.
 */
export function makeFlow(name: FlowName, scale: number, seed: number): Flow {
  const random = mulberry32(seed);
  const sized = (count: number) => Math.max(100, Math.round(count * scale));
  switch (name) {
    case 'a':
      return build(name, 1, 0, sized(1_000_000), 0, random, aroundOnePrice);
    case 'b':
      return build(name, 1, sized(250_000), sized(1_000_000), 0.6, random, aroundTheMiddle);
    case 'b2':
      return build(name, 1, sized(2_000), sized(1_000_000), 0.5, random, aroundTheMiddle);
    case 'c':
      return build(name, 48, 0, 48 * sized(10_000), 0, random, households);
  }
}

interface Terms {
  readonly side: number;
  readonly priceSen: number;
  readonly energyWh: number;
}

/** How far takers reach over the middle, and makers stay behind it: then 59 % of all orders trade on entry. */
const TAKER_REACH_SEN = 300;
const MAKER_DISTANCE_SEN = 65;

/** Half are small takers, half are larger makers. */
function aroundOnePrice(random: () => number): Terms {
  const side = random() < 0.5 ? BUY : SELL;
  const taker = random() < 0.5;
  const reachSen = (taker ? TAKER_REACH_SEN : -MAKER_DISTANCE_SEN) * (side === BUY ? 1 : -1);
  return {
    side,
    priceSen: bounded(MIDDLE_SEN + reachSen + Math.round(SIGMA_SEN * normal(random))),
    energyWh: taker ? between(100, 500, random) : between(500, 1500, random),
  };
}

/** Buyers below and sellers above the middle; 3 % of the orders go to the other side of it and trade. */
function aroundTheMiddle(random: () => number, filling: boolean): Terms {
  const side = random() < 0.5 ? BUY : SELL;
  const away = 1 + Math.round(Math.abs(SIGMA_SEN * normal(random)));
  const crosses = !filling && random() < 0.03;
  return {
    side,
    priceSen: bounded((side === SELL) !== crosses ? MIDDLE_SEN + away : MIDDLE_SEN - away),
    energyWh: between(100, 1500, random),
  };
}

function households(random: () => number): Terms {
  return random() < 0.5
    ? { side: SELL, priceSen: between(850, 1600, random), energyWh: between(200, 1500, random) }
    : { side: BUY, priceSen: between(1600, 3200, random), energyWh: between(100, 800, random) };
}

function build(
  name: FlowName,
  books: number,
  prefill: number,
  timed: number,
  cancelShare: number,
  random: () => number,
  terms: (random: () => number, filling: boolean) => Terms,
): Flow {
  const messages = prefill + timed;
  const flow: Flow = {
    name,
    books,
    prefill,
    kinds: new Uint8Array(messages),
    bookOf: new Uint8Array(messages),
    orderOf: new Int32Array(messages),
    sides: new Uint8Array(messages),
    pricesSen: new Int32Array(messages),
    energiesWh: new Int32Array(messages),
    participants: new Int32Array(messages),
  };
  const households = Math.max(
    4,
    Math.ceil(((prefill + timed * (1 - cancelShare)) / books / ORDERS_PER_PARTICIPANT) * 2),
  );
  const live = cancelShare > 0 ? new LiveOrders(flow) : undefined;
  let orders = 0;
  for (let message = 0; message < messages; message++) {
    const filling = message < prefill;
    flow.bookOf[message] = message % books;
    if (live !== undefined && !filling && live.count > 0 && random() < cancelShare) {
      flow.kinds[message] = CANCEL;
      flow.orderOf[message] = live.cancelOne(random);
      continue;
    }
    const { side, priceSen, energyWh } = terms(random, filling);
    const order = orders++;
    flow.orderOf[message] = order;
    flow.sides[order] = side;
    flow.pricesSen[order] = priceSen;
    flow.energiesWh[order] = energyWh;
    // Even numbers buy, odd ones sell.
    flow.participants[order] = 2 * Math.floor((random() * households) / 2) + side;
    live?.enter(order);
  }
  return flow;
}

/** The orders of one book that can still be cancelled. */
class LiveOrders {
  readonly #book = new LadderBook({ ...DEFAULT_BOOK_RULES, maxOrdersPerParticipant: 2 ** 31 - 1 });
  readonly #orders: number[] = [];
  /** Where each order stands in the list. */
  readonly #places = new Map<number, number>();
  readonly #restingWh: number[] = [];

  constructor(private readonly flow: Flow) {
    // All buyers are one participant here, and all sellers another: nobody is on both sides.
    for (const participantId of ['buyers', 'sellers']) this.#book.enrol(participantId, FIRST_MS);
  }

  get count(): number {
    return this.#orders.length;
  }

  enter(order: number): void {
    const participant = this.flow.sides[order]!;
    const side = participant === BUY ? 'buy' : 'sell';
    let openWh = this.flow.energiesWh[order]!;
    const events = this.#book.apply({
      type: 'place',
      participant,
      side,
      priceSen: this.flow.pricesSen[order]!,
      energyWh: openWh,
      atMs: FIRST_MS,
    });
    for (const event of events) {
      if (event.type !== 'trade') continue;
      openWh -= event.energyWh;
      const resting = side === 'buy' ? event.sellOrderId : event.buyOrderId;
      this.#restingWh[resting]! -= event.energyWh;
      if (this.#restingWh[resting] === 0) this.#remove(resting);
    }
    this.#restingWh[order] = openWh;
    if (openWh === 0) return;
    this.#places.set(order, this.#orders.length);
    this.#orders.push(order);
  }

  cancelOne(random: () => number): number {
    const order = this.#orders[Math.floor(random() * this.#orders.length)]!;
    this.#book.apply({ type: 'cancel', orderId: order, participant: this.flow.sides[order]!, atMs: FIRST_MS });
    this.#remove(order);
    return order;
  }

  #remove(order: number): void {
    const place = this.#places.get(order)!;
    const last = this.#orders.pop()!;
    this.#places.delete(order);
    if (last === order) return;
    this.#orders[place] = last;
    this.#places.set(last, place);
  }
}

function between(least: number, most: number, random: () => number): number {
  return least + Math.floor(random() * (most - least + 1));
}

function bounded(priceSen: number): number {
  return Math.min(DEFAULT_BOOK_RULES.maxPriceSen, Math.max(DEFAULT_BOOK_RULES.minPriceSen, priceSen));
}
