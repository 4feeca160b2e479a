import type { BookListener, LadderBook, RestingOrder } from '#auction';

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
/** The numbers of a participant, side by side as they are used together: commands sent, Wh bought, Wh sold. */
const NUMBERS = 3;
const BOUGHT_WH = 1;
const SOLD_WH = 2;

/**
 * Who has bought and sold what in a slot, as its book tells, and how many commands everybody has sent; by the numbers of
 * the book. What rests is asked of the book itself.
 */
export class SlotPositions implements BookListener {
  #participants = 0;
  #numbers = new Float64Array(NUMBERS * INITIAL_PARTICIPANTS);

  enrolled(participant: number): void {
    this.#participants = participant + 1;
    if (NUMBERS * this.#participants <= this.#numbers.length) return;
    const numbers = new Float64Array(2 * this.#numbers.length);
    numbers.set(this.#numbers);
    this.#numbers = numbers;
  }

  traded(buyer: number, seller: number, energyWh: number): void {
    this.#numbers[NUMBERS * buyer + BOUGHT_WH]! += energyWh;
    this.#numbers[NUMBERS * seller + SOLD_WH]! += energyWh;
  }

  /** Counts a command that the book has taken. @param participant who sent it, enrolled or not */
  count(participant: number): void {
    if (participant < this.#participants) this.#numbers[NUMBERS * participant]! += 1;
  }

  /** Commands that the book has taken from a participant, refused ones as well. */
  commandsOf(participant: number): number {
    return this.#numbers[NUMBERS * participant] ?? 0;
  }

  /** The position of a participant of the book; nothing at all of one that has not enrolled. */
  of(participant: number | undefined, book: LadderBook): Position {
    if (participant === undefined) return NOTHING_YET;
    return {
      boughtWh: this.#numbers[NUMBERS * participant + BOUGHT_WH]!,
      soldWh: this.#numbers[NUMBERS * participant + SOLD_WH]!,
      ordersEntered: book.enteredBy(participant),
      orders: book.restingOf(participant),
    };
  }
}
