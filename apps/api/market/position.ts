import type { LadderBook, StatedOrder } from '#auction';

/** What one participant has in one slot. */
export interface Position {
  readonly boughtWh: number;
  readonly soldWh: number;
  /** Orders the book has accepted from it, of any state. */
  readonly ordersEntered: number;
  /** Resting orders, in order of entry. */
  readonly orders: readonly StatedOrder[];
}

const NOTHING_YET: Position = { boughtWh: 0, soldWh: 0, ordersEntered: 0, orders: [] };

/** The position of a participant of a book, by its number there; nothing at all of one that has not enrolled. */
export function positionOf(book: LadderBook, participant: number | undefined): Position {
  if (participant === undefined) return NOTHING_YET;
  return {
    boughtWh: book.boughtBy(participant),
    soldWh: book.soldBy(participant),
    ordersEntered: book.enteredBy(participant),
    orders: book.restingOf(participant),
  };
}
