import { EventKind, type LadderBook, type RestingOrder } from '#auction';

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
  #commands = new Int32Array(INITIAL_PARTICIPANTS);
  /** Wh that each has bought and sold, side by side. */
  #tradedWh = new Float64Array(2 * INITIAL_PARTICIPANTS);

  /** @param book one that has not traded yet; who has enrolled already has a place here */
  constructor(book: LadderBook) {
    this.#book = book;
    while (book.participants > this.#commands.length) this.#grow();
  }

  /** Takes in what the last command of the book did. @param participant who sent it; undefined if it was the operator */
  take(participant?: number): void {
    const book = this.#book;
    const { events } = book;
    if (participant !== undefined && participant < book.participants) {
      this.#commands[participant]! += 1;
    }
    for (let at = 0; at < events.count; at += 1) {
      const kind = events.kindAt(at);
      if (kind === EventKind.trade) {
        const energyWh = events.energyWhAt(at);
        this.#tradedWh[2 * book.participantOf(events.orderAt(at))]! += energyWh;
        this.#tradedWh[2 * book.participantOf(events.otherAt(at)) + 1]! += energyWh;
      } else if (kind === EventKind.enrolled && book.participants > this.#commands.length) {
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
      boughtWh: this.#tradedWh[2 * participant]!,
      soldWh: this.#tradedWh[2 * participant + 1]!,
      ordersEntered: this.#book.enteredBy(participant),
      orders: this.#book.restingOf(participant),
    };
  }

  #grow(): void {
    const commands = new Int32Array(2 * this.#commands.length);
    commands.set(this.#commands);
    this.#commands = commands;
    const tradedWh = new Float64Array(2 * this.#tradedWh.length);
    tradedWh.set(this.#tradedWh);
    this.#tradedWh = tradedWh;
  }
}
