import { type Command, EventKind, type LadderBook, type RestingOrder } from '#auction';

/** What one participant has in one slot. */
export interface Position {
  readonly boughtWh: number;
  readonly soldWh: number;
  /** Orders the book has accepted from it, of any state. */
  readonly ordersEntered: number;
  /** Resting orders, in order of entry. */
  readonly orders: readonly RestingOrder[];
}

const NOTHING_YET: Position = { boughtWh: 0, soldWh: 0, ordersEntered: 0, orders: [] };
const INITIAL_PARTICIPANTS = 256;

/**
 * Who has bought and sold what in a slot, as the book's events tell it, and how many commands everybody has sent; by the
 * numbers of the book. What rests is asked of the book itself.
 */
export class SlotPositions {
  readonly #book: LadderBook;
  #boughtWh = new Float64Array(INITIAL_PARTICIPANTS);
  #soldWh = new Float64Array(INITIAL_PARTICIPANTS);
  #commands = new Int32Array(INITIAL_PARTICIPANTS);

  constructor(book: LadderBook) {
    this.#book = book;
  }

  /** Takes in the last command of the book, and what it did. */
  apply(command: Command): void {
    const { count, kinds, orders, others, energiesWh } = this.#book.events;
    if ('participant' in command && command.participant < this.#commands.length) {
      this.#commands[command.participant]! += 1;
    }
    for (let at = 0; at < count; at += 1) {
      const kind = kinds[at];
      if (kind === EventKind.trade) {
        this.#boughtWh[this.#book.participantOf(orders[at]!)]! += energiesWh[at]!;
        this.#soldWh[this.#book.participantOf(others[at]!)]! += energiesWh[at]!;
      } else if (kind === EventKind.enrolled && others[at]! >= this.#commands.length) {
        this.#grow();
      }
    }
  }

  /** Commands that the book has taken from a participant, refused ones as well. */
  commandsOf(participant: number): number {
    return this.#commands[participant] ?? 0;
  }

  /** The position of a participant; nothing at all of one that has not enrolled. */
  of(participant: number | undefined): Position {
    if (participant === undefined) return NOTHING_YET;
    return {
      boughtWh: this.#boughtWh[participant]!,
      soldWh: this.#soldWh[participant]!,
      ordersEntered: this.#book.enteredBy(participant),
      orders: this.#book.restingOf(participant),
    };
  }

  #grow(): void {
    const length = 2 * this.#commands.length;
    const enlarged = (from: Float64Array<ArrayBuffer>) => {
      const to = new Float64Array(length);
      to.set(from);
      return to;
    };
    const commands = new Int32Array(length);
    commands.set(this.#commands);
    this.#commands = commands;
    this.#boughtWh = enlarged(this.#boughtWh);
    this.#soldWh = enlarged(this.#soldWh);
  }
}
