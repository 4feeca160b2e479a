import type { Origin, OriginPreference } from './types.js';

/** Stands for "no order" and "no row" wherever one is kept. */
export const NONE = -1;

/** Where an order stands: among the sell orders, the plain buy orders, or the buy orders that prefer an origin. */
export const Queue = { asks: 0, bids: 1, wishes: 2 } as const;
export type Queue = (typeof Queue)[keyof typeof Queue];

/** A level and a queue in one number. */
const QUEUE_BITS = 2;
const QUEUE_MASK = (1 << QUEUE_BITS) - 1;

/** The numbers of an entry: 12 bytes. */
const ENTRY_NUMBERS = 3;
const ENTRY_PARTICIPANT = 0;
const ENTRY_PLACE = 1;
const ENTRY_EARLIER = 2;
/** Entries come in blocks, so that a book grows without copying them. */
const BLOCK_BITS = 12;
const BLOCK_MASK = (1 << BLOCK_BITS) - 1;
const INITIAL_ORDERS = 1024;

/** The numbers of a row: 24 bytes. */
const ROW_NUMBERS = 6;
const ORDER = 0;
const PARTICIPANT = 1;
const REMAINING_WH = 2;
const NEXT = 3;
const PREVIOUS = 4;
const PLACE = 5;
const INITIAL_ROWS = 256;

/**
 * The orders of a book. Whatever it ever accepted has an entry, by its number, for good: whose it is and where it stood.
 * What can still trade has a row besides, which another order gets when it is gone: so those that meet stand close
 * together, however many came before them. Numbers ascend with entry, so they are time priority; rows tell nothing.
 *
 * Memory is the dearest thing here: a fresh page costs as much as ten orders, a far number as much as all else that is done to
 * cancel one. So none is touched before an order needs it, and from a number to all that is needed to trade or to go there
 * are two steps: to {@link #rowOf}, which is as small as can be, and to the row.
 */
export class OrderPool {
  /** Orders entered; the number of the next. */
  count = 0;
  /** Of a sell order its origin, of a buy order the preference; of those that have one. */
  readonly origins = new Map<number, Origin | OriginPreference>();
  /** For orders that are good until some time only. */
  readonly goodUntilMs = new Map<number, number>();
  readonly #blocks: Int32Array[] = [];
  /** The block that is being filled. */
  #entries = new Int32Array(0);
  /** By order the place after the row that it had last; 0 if it never had one, so that nothing is written for most orders. */
  #rowOf = new Int32Array(INITIAL_ORDERS);
  #rows = new Int32Array(ROW_NUMBERS * INITIAL_ROWS);
  /** The first row that was given back, each of which names the next; {@link NONE} if there is none. */
  #freeRow = NONE;
  /** Rows from here on were never taken. */
  #freshRow = 0;

  // -------------------------------------------------------------------------------------------------------- all orders

  /** Enters an order that has no row yet. @param earlier the one that its participant entered before @returns its number */
  enter(participant: number, queue: Queue, level: number, earlier: number): number {
    const order = this.count;
    const at = (order & BLOCK_MASK) * ENTRY_NUMBERS;
    if (at === 0) this.#addBlock();
    if (order === this.#rowOf.length) this.#rowOf = grown(this.#rowOf);
    this.count = order + 1;
    const entries = this.#entries;
    entries[at + ENTRY_PARTICIPANT] = participant;
    entries[at + ENTRY_PLACE] = (level << QUEUE_BITS) | queue;
    entries[at + ENTRY_EARLIER] = earlier;
    return order;
  }

  /** Number of the participant, as the book counts them. */
  participant(order: number): number {
    return this.#entry(order, ENTRY_PARTICIPANT);
  }

  queue(order: number): Queue {
    return (this.#entry(order, ENTRY_PLACE) & QUEUE_MASK) as Queue;
  }

  /** Level on its queue's `PriceLadder`. */
  level(order: number): number {
    return this.#entry(order, ENTRY_PLACE) >> QUEUE_BITS;
  }

  /** The order that its participant entered before, {@link NONE} for the first. */
  earlier(order: number): number {
    return this.#entry(order, ENTRY_EARLIER);
  }

  /** Its row, or {@link NONE} once the order was filled, cancelled or has expired. */
  row(order: number): number {
    const row = this.#rowOf[order]! - 1;
    return row !== NONE && this.#rows[row + ORDER] === order ? row : NONE;
  }

  /** Above 0 while the order has a row. */
  remainingWh(order: number): number {
    const row = this.row(order);
    return row === NONE ? 0 : this.#rows[row + REMAINING_WH]!;
  }

  // -------------------------------------------------------------------------------------------------------------- rows

  /** Gives the order that was entered last a row. It stands in no queue yet. */
  take(participant: number, energyWh: number): number {
    const row = this.#freeRow === NONE ? this.#takeFresh() : this.#freeRow;
    const rows = this.#rows;
    this.#freeRow = rows[row + NEXT]!;
    const order = this.count - 1;
    rows[row + ORDER] = order;
    rows[row + PARTICIPANT] = participant;
    rows[row + REMAINING_WH] = energyWh;
    rows[row + PLACE] = this.#entries[(order & BLOCK_MASK) * ENTRY_NUMBERS + ENTRY_PLACE]!;
    this.#rowOf[order] = row + 1;
    return row;
  }

  /** Nothing is left of an order: its row, which stands in no queue any more, is free. */
  free(row: number): void {
    const rows = this.#rows;
    rows[row + ORDER] = NONE;
    rows[row + NEXT] = this.#freeRow;
    this.#freeRow = row;
  }

  orderAt(row: number): number {
    return this.#rows[row + ORDER]!;
  }

  participantAt(row: number): number {
    return this.#rows[row + PARTICIPANT]!;
  }

  queueAt(row: number): Queue {
    return (this.#rows[row + PLACE]! & QUEUE_MASK) as Queue;
  }

  levelAt(row: number): number {
    return this.#rows[row + PLACE]! >> QUEUE_BITS;
  }

  remainingWhAt(row: number): number {
    return this.#rows[row + REMAINING_WH]!;
  }

  setRemainingWhAt(row: number, energyWh: number): void {
    this.#rows[row + REMAINING_WH] = energyWh;
  }

  /** Neighbours in the queue of the order's level; before the first stands the last. */
  nextAt(row: number): number {
    return this.#rows[row + NEXT]!;
  }

  setNextAt(row: number, next: number): void {
    this.#rows[row + NEXT] = next;
  }

  previousAt(row: number): number {
    return this.#rows[row + PREVIOUS]!;
  }

  setPreviousAt(row: number, previous: number): void {
    this.#rows[row + PREVIOUS] = previous;
  }

  // -------------------------------------------------------------------------------------------------------- the rest

  #entry(order: number, number: number): number {
    return this.#blocks[order >> BLOCK_BITS]![(order & BLOCK_MASK) * ENTRY_NUMBERS + number]!;
  }

  #addBlock(): void {
    this.#entries = new Int32Array((BLOCK_MASK + 1) * ENTRY_NUMBERS);
    this.#blocks.push(this.#entries);
  }

  /** A row that no order had before, as if it had been given back last. */
  #takeFresh(): number {
    const row = this.#freshRow;
    if (row === this.#rows.length) this.#rows = grown(this.#rows);
    this.#freshRow = row + ROW_NUMBERS;
    this.#rows[row + NEXT] = NONE;
    return row;
  }
}

/** The same numbers, with as much room again. */
function grown(numbers: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * numbers.length);
  larger.set(numbers);
  return larger;
}
