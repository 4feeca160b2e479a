import type { Origin, OriginPreference } from './types.js';

/** Stands for "no order" and "no level" wherever a handle or a level is kept. */
export const NONE = -1;

const INITIAL_CAPACITY = 256;

/** Where an order stands: among the sell orders, the plain buy orders, or the buy orders that prefer an origin. */
export const Queue = { asks: 0, bids: 1, wishes: 2 } as const;
export type Queue = (typeof Queue)[keyof typeof Queue];

/**
 * Every order that a book ever accepted, as columns of typed arrays. A handle is the order's number of entry and is
 * never given again, so ascending handles are time priority. The arrays double when they are full.
 */
export class OrderPool {
  /** Orders entered; the next handle. */
  count = 0;
  /** Of a sell order its origin, of a buy order the preference; of those that have one. */
  readonly origins = new Map<number, Origin | OriginPreference>();
  /** For orders that are good until some time only. */
  readonly goodUntilMs = new Map<number, number>();
  /** Number of the participant, as the book counts them. */
  participants = new Int32Array(INITIAL_CAPACITY);
  queues = new Uint8Array(INITIAL_CAPACITY);
  /** Level on its side's {@link PriceLadder}. */
  levels = new Uint16Array(INITIAL_CAPACITY);
  /** Above 0 while the order rests; 0 once it was filled, cancelled or has expired. */
  remainingWh = new Int32Array(INITIAL_CAPACITY);
  /** The order that its participant entered before, {@link NONE} for the first. The book keeps it. */
  earlier = new Int32Array(INITIAL_CAPACITY);
  /** Neighbours in the queue of the order's level. */
  next = new Int32Array(INITIAL_CAPACITY);
  previous = new Int32Array(INITIAL_CAPACITY);

  /** Enters an order, in no queue yet. @returns its handle */
  add(
    participant: number,
    queue: Queue,
    level: number,
    energyWh: number,
    origin: Origin | OriginPreference | undefined,
  ): number {
    const order = this.count;
    if (order === this.levels.length) this.#grow();
    this.count += 1;
    if (origin !== undefined) this.origins.set(order, origin);
    this.participants[order] = participant;
    this.queues[order] = queue;
    this.levels[order] = level;
    this.remainingWh[order] = energyWh;
    return order;
  }

  #grow(): void {
    const capacity = this.levels.length * 2;
    this.participants = enlarged(this.participants, new Int32Array(capacity));
    this.queues = enlarged(this.queues, new Uint8Array(capacity));
    this.levels = enlarged(this.levels, new Uint16Array(capacity));
    this.remainingWh = enlarged(this.remainingWh, new Int32Array(capacity));
    this.earlier = enlarged(this.earlier, new Int32Array(capacity));
    this.next = enlarged(this.next, new Int32Array(capacity));
    this.previous = enlarged(this.previous, new Int32Array(capacity));
  }
}

function enlarged<Column extends Int32Array | Uint16Array | Uint8Array>(from: Column, to: Column): Column {
  to.set(from);
  return to;
}
