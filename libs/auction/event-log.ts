import { ByteWriter } from './byte-writer.js';

/** What an event of an {@link EventLog} is; the names are those of the events. */
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

/** Stands for "no price" and "no order" in an event. */
export const NOTHING = -1;

/** An event in the record: its kind in a byte, then four signed numbers of 32 bits. */
const ROW_BYTES = 17;
const ORDER_AT = 1;
const OTHER_AT = 5;
const PRICE_AT = 9;
const ENERGY_AT = 13;

/**
 * The last command and its events, as the bytes of its journal record: the events are read from where the journal's chain
 * is made of, so nothing is written twice, and nothing is left behind for the garbage collector. Event n has the sequence
 * `firstSequence + n`.
 */
export class EventLog {
  firstSequence = 0;
  count = 0;
  /** The command, then its events. A command that is not well formed is not in it: no journal takes it. */
  readonly record: ByteWriter;
  /** Where the events begin; 0 as long as no command stands before them. */
  #rowsAt = 0;

  /** @param record where the bytes go; logs that are read before the next command of any may share it */
  constructor(record = new ByteWriter()) {
    this.record = record;
  }

  /** Sequence of the command. */
  get sequence(): number {
    return this.firstSequence - 1;
  }

  /** Sequence of the last event, or of the command if there is none yet. */
  get lastSequence(): number {
    return this.firstSequence + this.count - 1;
  }

  get hasCommand(): boolean {
    return this.#rowsAt !== 0;
  }

  /** Forgets what stands here: a command with this sequence has come. */
  begin(sequence: number): void {
    this.firstSequence = sequence + 1;
    this.count = 0;
    this.record.clear();
    this.#rowsAt = 0;
  }

  /** The command has been written into the record: its events follow. */
  endCommand(): void {
    this.#rowsAt = this.record.length;
  }

  add(kind: EventKind, order: number, energyWh: number, other: number, priceSen: number): void {
    this.count += 1;
    this.record.row(kind, order, other, priceSen, energyWh);
  }

  /** Adds an event that is only about an order, or about none. */
  mark(kind: EventKind, order: number): void {
    this.add(kind, order, 0, NOTHING, NOTHING);
  }

  kindAt(at: number): EventKind {
    return this.record.u8At(this.#rowsAt + ROW_BYTES * at) as EventKind;
  }

  /** The order that the event is about; of a trade the buy order. */
  orderAt(at: number): number {
    return this.record.i32At(this.#rowsAt + ROW_BYTES * at + ORDER_AT);
  }

  /**
   * Of a trade the sell order; of `enrolled` the participant; of `replaced` the Wh withdrawn; of `expired` the reason, 0 at
   * gate closure; of `rejected` the code, by its place in the closed set.
   */
  otherAt(at: number): number {
    return this.record.i32At(this.#rowsAt + ROW_BYTES * at + OTHER_AT);
  }

  /** Of `replaced`, `trade` and `called`. */
  priceSenAt(at: number): number {
    return this.record.i32At(this.#rowsAt + ROW_BYTES * at + PRICE_AT);
  }

  /** Energy replaced or traded, or left of the order. */
  energyWhAt(at: number): number {
    return this.record.i32At(this.#rowsAt + ROW_BYTES * at + ENERGY_AT);
  }
}
