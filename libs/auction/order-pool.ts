import type { Side } from './types.js';

/** Stands for "no order" and "no level" wherever a handle or a level is kept. */
export const NONE = -1;

const INITIAL_CAPACITY = 256;

/**
 * Every order that a book ever accepted, as columns of typed arrays. A handle is the order's number of entry and is
 * never given again, so ascending handles are time priority. The arrays double when they are full.
 */
export class OrderPool {
  /** Orders entered; the next handle. */
  count = 0;
  readonly orderIds: string[] = [];
  /** Number of the participant, as the book counts them. */
  participants = new Int32Array(INITIAL_CAPACITY);
  /** 1 for a buy order, 0 for a sell order. */
  buys = new Uint8Array(INITIAL_CAPACITY);
  /** Level on its side's {@link PriceLadder}. */
  levels = new Uint16Array(INITIAL_CAPACITY);
  /** Above 0 while the order rests; 0 once it was filled, cancelled or has expired. */
  remainingWh = new Int32Array(INITIAL_CAPACITY);
  /** Neighbours in the queue of the order's level. */
  next = new Int32Array(INITIAL_CAPACITY);
  previous = new Int32Array(INITIAL_CAPACITY);

  /** Enters an order, in no queue yet. @returns its handle */
  add(orderId: string, participant: number, side: Side, level: number, energyWh: number): number {
    const order = this.count;
    if (order === this.levels.length) this.#grow();
    this.count += 1;
    this.orderIds.push(orderId);
    this.participants[order] = participant;
    this.buys[order] = side === 'buy' ? 1 : 0;
    this.levels[order] = level;
    this.remainingWh[order] = energyWh;
    return order;
  }

  #grow(): void {
    const capacity = this.levels.length * 2;
    this.participants = enlarged(this.participants, new Int32Array(capacity));
    this.buys = enlarged(this.buys, new Uint8Array(capacity));
    this.levels = enlarged(this.levels, new Uint16Array(capacity));
    this.remainingWh = enlarged(this.remainingWh, new Int32Array(capacity));
    this.next = enlarged(this.next, new Int32Array(capacity));
    this.previous = enlarged(this.previous, new Int32Array(capacity));
  }
}

function enlarged<Column extends Int32Array | Uint16Array | Uint8Array>(from: Column, to: Column): Column {
  to.set(from);
  return to;
}
