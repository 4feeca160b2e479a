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

/** Where energy comes from, or is wanted from: any of an area, a plant and a type of source such as `solar`. */
export interface Origin {
  readonly area?: string;
  readonly plant?: string;
  readonly sourceType?: string;
}

/**
 * The origin that a buyer wants. It matches a sell order that states every field named here, and the same.
 * `hard`: nothing else is bought. `soft`: anything else is bought too, at the order's own limit.
 */
export interface OriginPreference extends Origin {
  readonly kind: 'hard' | 'soft';
  /** What the buyer pays for a matching origin on top of the limit, sen per kWh; 0 if left out. */
  readonly premiumSen?: number;
}

/**
 * How long an order stands. `gateClosure`: until the book closes. `goodUntil`: until `goodUntilMs`.
 * `immediateOrCancel`: what does not trade at entry expires. `fillOrKill`: all of it trades at entry, or nothing.
 */
export type TimeInForce = 'gateClosure' | 'goodUntil' | 'immediateOrCancel' | 'fillOrKill';

/**
 * A command to a book. Time and identity come in with it; the book itself has no clock and no randomness.
 *
 * Numbers are given by the book, each from 0 upwards and below 2^32: a participant's by the `enrolled` event, an order's by `accepted` or
 * `replaced`. So none can be used twice, and who enters earlier has the lower number. The id under which a participant
 * enrols and the fields of an origin are opaque: 1 to 64 of `A-Z a-z 0-9 . _ : -`. `atMs` is unix milliseconds; the time
 * of the book is the latest `atMs` of any well-formed command, and only it lets good-until orders expire.
 */
export type Command = EnrolCommand | PlaceCommand | CancelCommand | ReduceCommand | ReplaceCommand | BookCommand;

/** Gives a participant its number in this book. The only place where a journal names who acts. */
export interface EnrolCommand {
  readonly type: 'enrol';
  /** In the product the pseudonym of the slot. */
  readonly participantId: string;
  readonly atMs: number;
}

/** What an order may leave out; without all of it, it is a plain order until gate closure. */
export interface OrderTerms {
  /** `gateClosure` if left out. */
  readonly timeInForce?: TimeInForce;
  /** With `goodUntil`, and only then: from this time on the order no longer stands. */
  readonly goodUntilMs?: number;
  /** At least so much must trade at entry, or nothing does and the order expires at once. */
  readonly minimumFillWh?: number;
  /** On a sell order where its energy comes from; on a buy order where it is wanted from. */
  readonly origin?: Origin | OriginPreference;
}

/** Enters an order, whose number the `accepted` event gives. */
export interface PlaceCommand extends OrderTerms {
  readonly type: 'place';
  readonly participant: number;
  readonly side: Side;
  readonly priceSen: number;
  readonly energyWh: number;
  readonly atMs: number;
}

export interface CancelCommand {
  readonly type: 'cancel';
  readonly orderId: number;
  readonly participant: number;
  readonly atMs: number;
}

/** Takes energy off what an order has left; it keeps its place. */
export interface ReduceCommand {
  readonly type: 'reduce';
  readonly orderId: number;
  readonly participant: number;
  /** Less than what is left. */
  readonly byWh: number;
  readonly atMs: number;
}

/**
 * Gives what is left of an order a new price and energy. It keeps all else, goes to the end of the queue, and has the number
 * that the `replaced` event gives.
 */
export interface ReplaceCommand {
  readonly type: 'replace';
  readonly orderId: number;
  readonly participant: number;
  readonly priceSen: number;
  /** What is offered from now on, whatever traded before. */
  readonly energyWh: number;
  readonly atMs: number;
}

/**
 * What the operator does to the whole book.
 * `preOpen`: a book that has taken no order yet gathers orders without trading. `call`: trades what a book before its
 * opening has gathered, at one price. `open`: what was gathered becomes active, in order of entry, and trades.
 * `halt` and `resume`: no order is entered or trades in between. `close`: gate closure, all that rests expires.
 * `expire`: nothing but the passing of time.
 */
export interface BookCommand {
  readonly type: 'preOpen' | 'call' | 'open' | 'halt' | 'resume' | 'close' | 'expire';
  readonly atMs: number;
}

/** Which commands a book takes. A new book is open. */
export type BookPhase = 'preOpen' | 'open' | 'halted' | 'closed';

/** Why a command was refused: the closed set. A code's place in it stands for it in the journal's chain: only add at the end. */
export const REJECTION_CODES = [
  'COMMAND_INVALID',
  'ORDER_ID_INVALID',
  'PARTICIPANT_INVALID',
  'PARTICIPANT_ID_INVALID',
  'SIDE_INVALID',
  'PRICE_OFF_TICK',
  'PRICE_OUT_OF_BAND',
  'ENERGY_NOT_POSITIVE',
  'ENERGY_NOT_WHOLE',
  'ENERGY_TOO_LARGE',
  'TIME_IN_FORCE_INVALID',
  'EXPIRY_INVALID',
  'EXPIRY_PAST',
  'MINIMUM_FILL_INVALID',
  'MINIMUM_FILL_TOO_LARGE',
  'ORIGIN_INVALID',
  'PREMIUM_OUT_OF_BAND',
  'PARTICIPANT_ENROLLED',
  'PARTICIPANT_NOT_ENROLLED',
  'ORDER_LIMIT_REACHED',
  'ORDER_UNKNOWN',
  'ORDER_NOT_YOURS',
  'ORDER_NOT_RESTING',
  'REDUCTION_TOO_LARGE',
  'BOOK_NOT_OPEN',
  'BOOK_OPEN',
  'BOOK_HALTED',
  'BOOK_NOT_HALTED',
  'BOOK_CLOSED',
] as const;

export type RejectionCode = (typeof REJECTION_CODES)[number];

/** What a command did. `sequence` is one counter a book, over commands and events alike. */
export type BookEvent =
  | EnrolledEvent
  | AcceptedEvent
  | TradeEvent
  | RejectedEvent
  | CancelledEvent
  | ReducedEvent
  | ReplacedEvent
  | ExpiredEvent
  | CalledEvent
  | PhaseEvent;

export interface EnrolledEvent {
  readonly type: 'enrolled';
  readonly sequence: number;
  readonly participant: number;
}

export interface AcceptedEvent {
  readonly type: 'accepted';
  readonly sequence: number;
  readonly orderId: number;
}

/** Energy changes hands at the resting order's price. */
export interface TradeEvent {
  readonly type: 'trade';
  readonly sequence: number;
  readonly buyOrderId: number;
  readonly sellOrderId: number;
  readonly priceSen: number;
  readonly energyWh: number;
}

/** A trade with its parties, as it is settled, published and anchored. */
export interface Trade extends Omit<TradeEvent, 'type'> {
  /** The ids under which both enrolled. */
  readonly buyerId: string;
  readonly sellerId: string;
}

export interface RejectedEvent {
  readonly type: 'rejected';
  readonly sequence: number;
  readonly code: RejectionCode;
  readonly message: string;
}

export interface CancelledEvent {
  readonly type: 'cancelled';
  readonly sequence: number;
  readonly orderId: number;
  readonly remainingWh: number;
}

export interface ReducedEvent {
  readonly type: 'reduced';
  readonly sequence: number;
  readonly orderId: number;
  readonly remainingWh: number;
}

/** The order that the command names gave up its place and what it had left, and enters anew under another number. */
export interface ReplacedEvent {
  readonly type: 'replaced';
  readonly sequence: number;
  /** Its number from now on. */
  readonly orderId: number;
  /** What was left of it under the old one. */
  readonly withdrawnWh: number;
  readonly priceSen: number;
  readonly energyWh: number;
}

/** Why an order expired before gate closure. `minimumFill`: too little of it could trade at entry. */
export type ExpiryReason = 'goodUntil' | 'immediateOrCancel' | 'fillOrKill' | 'minimumFill';

export interface ExpiredEvent {
  readonly type: 'expired';
  readonly sequence: number;
  readonly orderId: number;
  readonly remainingWh: number;
  /** Left out at gate closure. */
  readonly reason?: ExpiryReason;
}

/** The price of a call, which all trades that follow have; null if no two orders meet. */
export interface CalledEvent {
  readonly type: 'called';
  readonly sequence: number;
  readonly priceSen: number | null;
}

/** The book went into another phase; with `opened` the trades of the orders that became active follow. */
export interface PhaseEvent {
  readonly type: 'preOpened' | 'opened' | 'halted' | 'resumed' | 'closed';
  readonly sequence: number;
}

/** A command as the journal keeps it: with the sequence number that the book gave it. */
export interface JournalEntry {
  readonly sequence: number;
  readonly command: Command;
}

/** An order that rests in the book, as queries show it. */
export interface RestingOrder {
  readonly orderId: number;
  readonly participant: number;
  readonly side: Side;
  readonly priceSen: number;
  readonly remainingWh: number;
}

/** A resting order with the origin that it states or wants. */
export interface StatedOrder extends RestingOrder {
  readonly origin?: Origin | OriginPreference;
}

/** An order that a book ever accepted, as it stands now. */
export interface OrderState extends StatedOrder {
  /** 0 once the order was filled, cancelled, replaced or has expired. */
  readonly remainingWh: number;
  readonly goodUntilMs?: number;
}

/** All of a book that can matter to any later command. Two books with the same rules and state behave the same for ever. */
export interface BookState {
  readonly sequence: number;
  readonly phase: BookPhase;
  /** Latest `atMs` of a well-formed command; 0 before the first. */
  readonly nowMs: number;
  /** Ids of those that enrolled, by their number. */
  readonly participants: readonly string[];
  /** By their number, which is in order of entry. */
  readonly orders: readonly OrderState[];
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
  readonly phase: BookPhase;
  readonly closed: boolean;
  /** Latest `atMs` of a well-formed command; 0 before the first. */
  readonly nowMs: number;
  /**
   * Applies one command. It takes the next sequence number, each of its events the following ones. Orders whose time has
   * come by the command's `atMs` expire first, so `expired` events may stand before the command's own.
   * A refused command changes nothing but the sequence and, if it is well formed, the time. Never throws for bad input:
   * it answers with a `rejected` event.
   */
  apply(command: Command): readonly BookEvent[];
  /** The id under which the participant of an order enrolled. The order must be one of this book. */
  participantIdOf(orderId: number): string;
  /** Resting orders of one side in priority order: best price first, then earliest. */
  resting(side: Side): readonly RestingOrder[];
  /** Resting energy by price, best first, at most `limit` levels. */
  depth(side: Side, limit: number): readonly PriceLevel[];
  /** The whole state, for snapshots and for comparing books; linear in all orders ever entered. */
  state(): BookState;
}
