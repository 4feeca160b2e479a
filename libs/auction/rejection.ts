import type { BookRules, Command, RejectionCode } from './types.js';

/** Why a command is refused: a code for programs, and for people what was wrong and what to do. */
export interface Rejection {
  readonly code: RejectionCode;
  readonly message: string;
}

/** Longest text of a command that an answer repeats. */
const MAX_SHOWN_LENGTH = 64;

/** What to do about each code. The sentence follows `<field> is <value>.` */
const FIXES: Readonly<Record<RejectionCode, (rules: BookRules) => string>> = {
  COMMAND_INVALID: () =>
    'Send type place, cancel, reduce, replace, preOpen, call, open, halt, resume, expire or close with its fields and ' +
    'atMs in unix milliseconds.',
  ORDER_ID_INVALID: () => 'Give the number that the book gave the order when it took it.',
  PARTICIPANT_INVALID: () => 'Give the number that the book gave the participant when it enrolled.',
  PARTICIPANT_ID_INVALID: () => 'Give an id of 1 to 64 of A-Z a-z 0-9 . _ : and -.',
  SIDE_INVALID: () => 'Give "buy" or "sell".',
  PRICE_OFF_TICK: () => 'Give whole sen per kWh: the tick is 1 sen (0.01 yen).',
  PRICE_OUT_OF_BAND: (rules) => `Give ${rules.minPriceSen} to ${rules.maxPriceSen} sen per kWh.`,
  ENERGY_NOT_WHOLE: () => 'Give whole Wh.',
  ENERGY_NOT_POSITIVE: () => 'Give at least 1 Wh.',
  ENERGY_TOO_LARGE: (rules) => `Give at most ${rules.maxOrderWh} Wh.`,
  TIME_IN_FORCE_INVALID: () => 'Give "gateClosure", "goodUntil", "immediateOrCancel" or "fillOrKill", or leave it out.',
  EXPIRY_INVALID: () => 'Give it in unix milliseconds with timeInForce "goodUntil", and leave it out otherwise.',
  EXPIRY_PAST: () => 'Give a time after now: the order would expire at once.',
  MINIMUM_FILL_INVALID: () => 'Give whole Wh, at least 1, or leave it out.',
  MINIMUM_FILL_TOO_LARGE: () => 'Give at most the energy of the order.',
  ORIGIN_INVALID: () =>
    'Name at least one of area, plant and sourceType, each as an id; a buy order adds kind "hard" or "soft", and may add ' +
    'premiumSen.',
  PREMIUM_OUT_OF_BAND: (rules) =>
    `Give whole sen per kWh, at least 0, that with the limit make at most ${rules.maxPriceSen}.`,
  PARTICIPANT_ENROLLED: () => 'It has a number in this book already: use that.',
  PARTICIPANT_NOT_ENROLLED: () => 'This book has given nobody that number: enrol first.',
  ORDER_LIMIT_REACHED: (rules) =>
    `Its ${rules.maxOrdersPerParticipant} orders, the most in one book, have been entered: trade in another slot.`,
  ORDER_UNKNOWN: () => 'This book has accepted no such order: check order and slot.',
  ORDER_NOT_YOURS: () => 'The order is of another participant: change your own only.',
  ORDER_NOT_RESTING: () => 'The order was filled or cancelled or has expired: there is nothing left of it.',
  REDUCTION_TOO_LARGE: () => 'So much is not left of the order, or nothing would be: cancel it instead.',
  BOOK_NOT_OPEN: () =>
    'The book has not opened yet and nothing trades: wait for the opening, or send a plain order, which waits for it.',
  BOOK_OPEN: () => 'The book has opened: this comes before the opening, and preOpen before the first order.',
  BOOK_HALTED: () => 'The operator has halted the book: cancel or reduce, or wait until it goes on.',
  BOOK_NOT_HALTED: () => 'The book is not halted.',
  BOOK_CLOSED: () => 'Gate closure has passed and the book takes no commands: use a later slot.',
};

/** The field that a well-formed command is refused for, if not the type. */
const REFUSED_FIELDS: Readonly<Partial<Record<RejectionCode, string>>> = {
  PARTICIPANT_ENROLLED: 'participantId',
  PARTICIPANT_NOT_ENROLLED: 'participant',
  ORDER_LIMIT_REACHED: 'participant',
  ORDER_UNKNOWN: 'orderId',
  ORDER_NOT_YOURS: 'participant',
  ORDER_NOT_RESTING: 'orderId',
  REDUCTION_TOO_LARGE: 'byWh',
  EXPIRY_PAST: 'goodUntilMs',
  PREMIUM_OUT_OF_BAND: 'priceSen',
};

/** A refusal of a command that is well formed, by the book that it came to. */
export function refusalOf(command: Command, code: RejectionCode, rules: BookRules): Rejection {
  const field = REFUSED_FIELDS[code] ?? 'type';
  return rejection(code, field, command[field as keyof Command], rules);
}

/** A refusal because of what stands in one field of a command. */
export function rejection(code: RejectionCode, field: string, value: unknown, rules: BookRules): Rejection {
  return { code, message: `${field} is ${shownValue(value)}. ${FIXES[code](rules)}` };
}

/** Any value as an answer repeats it. */
export function shownValue(value: unknown): string {
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
