import type { PriceBand } from '#energy';

/** Which side of the book an order stands on. */
export type Side = 'buy' | 'sell';

/** The rules a book is made with; they never change during its life and are part of the sealed journal. */
export interface BookRules extends PriceBand {
  /** Most Wh that one order may carry. */
  readonly maxOrderWh: number;
  /** Most orders that one participant may have accepted in this book, whatever became of them since. */
  readonly maxOrdersPerParticipant: number;
}

/**
 * A command to a book. Time, identity and ids come in with it; the book itself has no clock and no randomness.
 * `orderId` and `participantId` are opaque: 1 to 64 of `A-Z a-z 0-9 . _ : -`. `atMs` is unix milliseconds.
 */
export type Command = PlaceCommand | CancelCommand | CloseCommand;

export interface PlaceCommand {
  readonly type: 'place';
  readonly orderId: string;
  readonly participantId: string;
  readonly side: Side;
  readonly priceSen: number;
  readonly energyWh: number;
  readonly atMs: number;
}

export interface CancelCommand {
  readonly type: 'cancel';
  readonly orderId: string;
  readonly participantId: string;
  readonly atMs: number;
}

/** Gate closure: what still rests expires, and the book takes no further command. */
export interface CloseCommand {
  readonly type: 'close';
  readonly atMs: number;
}

/** Why a command was refused: the closed set. */
export type RejectionCode =
  | 'COMMAND_INVALID'
  | 'ORDER_ID_INVALID'
  | 'PARTICIPANT_ID_INVALID'
  | 'SIDE_INVALID'
  | 'PRICE_OFF_TICK'
  | 'PRICE_OUT_OF_BAND'
  | 'ENERGY_NOT_POSITIVE'
  | 'ENERGY_NOT_WHOLE'
  | 'ENERGY_TOO_LARGE'
  | 'ORDER_DUPLICATE'
  | 'ORDER_LIMIT_REACHED'
  | 'ORDER_UNKNOWN'
  | 'ORDER_NOT_YOURS'
  | 'ORDER_NOT_RESTING'
  | 'BOOK_CLOSED';

/** What a command did. `sequence` is one counter a book, over commands and events alike. */
export type BookEvent = AcceptedEvent | TradeEvent | RejectedEvent | CancelledEvent | ExpiredEvent | ClosedEvent;

export interface AcceptedEvent {
  readonly type: 'accepted';
  readonly sequence: number;
  readonly orderId: string;
}

/** Energy changes hands at the resting order's price. */
export interface TradeEvent {
  readonly type: 'trade';
  readonly sequence: number;
  readonly buyOrderId: string;
  readonly sellOrderId: string;
  readonly buyerId: string;
  readonly sellerId: string;
  readonly priceSen: number;
  readonly energyWh: number;
}

export interface RejectedEvent {
  readonly type: 'rejected';
  readonly sequence: number;
  /** As the command gave it, cut to 64 characters; empty if it gave none. */
  readonly orderId: string;
  readonly code: RejectionCode;
  readonly message: string;
}

export interface CancelledEvent {
  readonly type: 'cancelled';
  readonly sequence: number;
  readonly orderId: string;
  readonly remainingWh: number;
}

export interface ExpiredEvent {
  readonly type: 'expired';
  readonly sequence: number;
  readonly orderId: string;
  readonly remainingWh: number;
}

export interface ClosedEvent {
  readonly type: 'closed';
  readonly sequence: number;
}

/** A command as the journal keeps it: with the sequence number that the book gave it. */
export interface JournalEntry {
  readonly sequence: number;
  readonly command: Command;
}

/** An order that rests in the book, as queries show it. */
export interface RestingOrder {
  readonly orderId: string;
  readonly participantId: string;
  readonly side: Side;
  readonly priceSen: number;
  readonly remainingWh: number;
}

/** Sum of the resting energy at one price. */
export interface PriceLevel {
  readonly priceSen: number;
  readonly energyWh: number;
  readonly orders: number;
}

/**
 * A limit order book of one slot: a deterministic state machine with price-time priority.
 * The fast book and the naive book both implement it and are tested against each other.
 */
export interface OrderBook {
  readonly rules: BookRules;
  /** Sequence of the last command or event; 0 in a new book. */
  readonly sequence: number;
  readonly closed: boolean;
  /**
   * Applies one command. It takes the next sequence number, each of its events the following ones.
   * A refused command changes nothing but the sequence. Never throws for bad input: it answers with a `rejected` event.
   */
  apply(command: Command): readonly BookEvent[];
  /** Resting orders of one side in priority order: best price first, then earliest. */
  resting(side: Side): readonly RestingOrder[];
  /** Resting energy by price, best first, at most `limit` levels. */
  depth(side: Side, limit: number): readonly PriceLevel[];
}
