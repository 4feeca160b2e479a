import type { Origin, OriginPreference } from './types.js';

/** Stands for "no order" and "no level" wherever a handle or a level is kept. */
export const NONE = -1;

const INITIAL_CAPACITY = 256;

/** Where an order stands: among the sell orders, the plain buy orders, or the buy orders that prefer an origin. */
export const Queue = { asks: 0, bids: 1, wishes: 2 } as const;
export type Queue = (typeof Queue)[keyof typeof Queue];

/** Binary logarithm of the numbers in a row. */
const ROW_BITS = 3;
/** Places of a row's numbers, of which the eighth is free. */
const PARTICIPANT = 0;
const QUEUE = 1;
const LEVEL = 2;
const REMAINING_WH = 3;
const NEXT = 4;
const PREVIOUS = 5;
const EARLIER = 6;

/**
 * Every order that a book ever accepted, each a row of 32 bytes: who meets an order touches one line of the processor's
 * cache, where columns would cost one for each number. A handle is the order's number of entry and is never given again,
 * so ascending handles are time priority. The rows double when they are full.
 */
export class OrderPool {
  /** Orders entered; the next handle. */
  count = 0;
  /** Of a sell order its origin, of a buy order the preference; of those that have one. */
  readonly origins = new Map<number, Origin | OriginPreference>();
  /** For orders that are good until some time only. */
  readonly goodUntilMs = new Map<number, number>();
  #rows = new Int32Array(INITIAL_CAPACITY << ROW_BITS);

  /** Enters an order, in no queue yet. @returns its handle */
  add(
    participant: number,
    queue: Queue,
    level: number,
    energyWh: number,
    origin: Origin | OriginPreference | undefined,
  ): number {
    const order = this.count;
    const row = order << ROW_BITS;
    if (row === this.#rows.length) this.#grow();
    this.count = order + 1;
    if (origin !== undefined) this.origins.set(order, origin);
    const rows = this.#rows;
    rows[row + PARTICIPANT] = participant;
    rows[row + QUEUE] = queue;
    rows[row + LEVEL] = level;
    rows[row + REMAINING_WH] = energyWh;
    return order;
  }

  /** Number of the participant, as the book counts them. */
  participant(order: number): number {
    return this.#rows[(order << ROW_BITS) + PARTICIPANT]!;
  }

  queue(order: number): Queue {
    return this.#rows[(order << ROW_BITS) + QUEUE] as Queue;
  }

  /** Level on its queue's {@link PriceLadder}. */
  level(order: number): number {
    return this.#rows[(order << ROW_BITS) + LEVEL]!;
  }

  /** Above 0 while the order rests; 0 once it was filled, cancelled or has expired. */
  remainingWh(order: number): number {
    return this.#rows[(order << ROW_BITS) + REMAINING_WH]!;
  }

  setRemainingWh(order: number, energyWh: number): void {
    this.#rows[(order << ROW_BITS) + REMAINING_WH] = energyWh;
  }

  /** Neighbours in the queue of the order's level. */
  next(order: number): number {
    return this.#rows[(order << ROW_BITS) + NEXT]!;
  }

  setNext(order: number, next: number): void {
    this.#rows[(order << ROW_BITS) + NEXT] = next;
  }

  previous(order: number): number {
    return this.#rows[(order << ROW_BITS) + PREVIOUS]!;
  }

  setPrevious(order: number, previous: number): void {
    this.#rows[(order << ROW_BITS) + PREVIOUS] = previous;
  }

  /** The order that its participant entered before, {@link NONE} for the first. The book keeps it. */
  earlier(order: number): number {
    return this.#rows[(order << ROW_BITS) + EARLIER]!;
  }

  setEarlier(order: number, earlier: number): void {
    this.#rows[(order << ROW_BITS) + EARLIER] = earlier;
  }

  #grow(): void {
    const rows = new Int32Array(2 * this.#rows.length);
    rows.set(this.#rows);
    this.#rows = rows;
  }
}
