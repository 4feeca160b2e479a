const INITIAL_CAPACITY = 1024;

/** What an entry of an {@link EventLog} is; the names are those of the events. */
export const EventKind = {
  accepted: 1,
  trade: 2,
  rejected: 3,
  cancelled: 4,
  reduced: 5,
  replaced: 6,
  expired: 7,
  called: 8,
  preOpened: 9,
  opened: 10,
  halted: 11,
  resumed: 12,
  closed: 13,
  enrolled: 14,
} as const;

export type EventKind = (typeof EventKind)[keyof typeof EventKind];

/** Stands for "no price" and "no order" in an entry. */
export const NOTHING = -1;

/**
 * The events of the last command as columns of integers, so that a consumer who reads them here, and not as objects,
 * leaves nothing behind for the garbage collector. Event n has the sequence `firstSequence + n`.
 */
export class EventLog {
  firstSequence = 0;
  count = 0;
  kinds = new Uint8Array(INITIAL_CAPACITY);
  /** The order that the event is about; of a trade the buy order. */
  orders = new Int32Array(INITIAL_CAPACITY);
  /**
   * Of a trade the sell order; of `enrolled` the participant; of `replaced` the Wh withdrawn; of `expired` the reason, 0 at
   * gate closure; of `rejected` the code, by its place in the closed set.
   */
  others = new Int32Array(INITIAL_CAPACITY);
  /** Of `replaced`, `trade` and `called`. */
  pricesSen = new Int32Array(INITIAL_CAPACITY);
  /** Energy replaced or traded, or left of the order. */
  energiesWh = new Int32Array(INITIAL_CAPACITY);

  /** Sequence of the last event, or of the command if there is none yet. */
  get lastSequence(): number {
    return this.firstSequence + this.count - 1;
  }

  /** Forgets what stands here and starts anew. */
  begin(firstSequence: number): void {
    this.firstSequence = firstSequence;
    this.count = 0;
  }

  add(kind: EventKind, order = NOTHING, energyWh = 0, other = NOTHING, priceSen = NOTHING): void {
    const at = this.count;
    if (at === this.kinds.length) this.#grow();
    this.count = at + 1;
    this.kinds[at] = kind;
    this.orders[at] = order;
    this.others[at] = other;
    this.pricesSen[at] = priceSen;
    this.energiesWh[at] = energyWh;
  }

  #grow(): void {
    const capacity = this.kinds.length * 2;
    const enlarged = (from: Int32Array<ArrayBuffer>) => {
      const to = new Int32Array(capacity);
      to.set(from);
      return to;
    };
    const kinds = new Uint8Array(capacity);
    kinds.set(this.kinds);
    this.kinds = kinds;
    this.orders = enlarged(this.orders);
    this.others = enlarged(this.others);
    this.pricesSen = enlarged(this.pricesSen);
    this.energiesWh = enlarged(this.energiesWh);
  }
}
