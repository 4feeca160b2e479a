import type { BookRules, Command, RejectedEvent, RejectionCode } from './types.js';

/** Why a command is refused: a code for programs, and for people what was wrong and what to do. */
export interface Rejection {
  readonly code: RejectionCode;
  readonly message: string;
}

/** Longest text of a command that an answer repeats. */
const MAX_SHOWN_LENGTH = 64;

/** What to do about each code. The sentence follows `<field> is <value>.` */
const FIXES: Readonly<Record<RejectionCode, (rules: BookRules) => string>> = {
  COMMAND_INVALID: () => 'Send type "place", "cancel" or "close" with its fields and atMs in unix milliseconds.',
  ORDER_ID_INVALID: () => 'Give an id of 1 to 64 of A-Z a-z 0-9 . _ : and -.',
  PARTICIPANT_ID_INVALID: () => 'Give an id of 1 to 64 of A-Z a-z 0-9 . _ : and -.',
  SIDE_INVALID: () => 'Give "buy" or "sell".',
  PRICE_OFF_TICK: () => 'Give whole sen per kWh: the tick is 1 sen (0.01 yen).',
  PRICE_OUT_OF_BAND: (rules) => `Give ${rules.minPriceSen} to ${rules.maxPriceSen} sen per kWh.`,
  ENERGY_NOT_WHOLE: () => 'Give whole Wh.',
  ENERGY_NOT_POSITIVE: () => 'Give at least 1 Wh.',
  ENERGY_TOO_LARGE: (rules) => `Give at most ${rules.maxOrderWh} Wh.`,
  ORDER_DUPLICATE: () => 'This book has accepted that id before: choose one that was never used in it.',
  ORDER_LIMIT_REACHED: (rules) =>
    `Its ${rules.maxOrdersPerParticipant} orders, the most in one book, have been entered: trade in another slot.`,
  ORDER_UNKNOWN: () => 'This book has accepted no such order: check the id and the slot.',
  ORDER_NOT_YOURS: () => 'The order is of another participant: cancel your own only.',
  ORDER_NOT_RESTING: () => 'The order was filled or cancelled before: there is nothing left to cancel.',
  BOOK_CLOSED: () => 'Gate closure has passed and the book takes no commands: use a later slot.',
};

/** A refusal because of what stands in one field of a command. */
export function rejection(code: RejectionCode, field: string, value: unknown, rules: BookRules): Rejection {
  return { code, message: `${field} is ${show(value)}. ${FIXES[code](rules)}` };
}

/** The event with which a book answers a refused command, which may be of any shape. */
export function rejectedEvent(sequence: number, command: Command, { code, message }: Rejection): RejectedEvent {
  const orderId: unknown = (command as Partial<Record<'orderId', unknown>> | null | undefined)?.orderId;
  return {
    type: 'rejected',
    sequence,
    orderId: typeof orderId === 'string' ? orderId.slice(0, MAX_SHOWN_LENGTH) : '',
    code,
    message,
  };
}

function show(value: unknown): string {
  switch (typeof value) {
    case 'undefined':
      return 'missing';
    case 'string':
      return value.length > MAX_SHOWN_LENGTH
        ? `${JSON.stringify(value.slice(0, MAX_SHOWN_LENGTH))} and more`
        : JSON.stringify(value);
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value);
    default:
      return value === null ? 'null' : Array.isArray(value) ? 'a list' : `of type ${typeof value}`;
  }
}
