import fc from 'fast-check';
import {
  type BookCommand,
  type BookEvent,
  type BookRules,
  type Command,
  DEFAULT_BOOK_RULES,
  LadderBook,
  type PlaceCommand,
} from '#auction';
import { NamedBook, type NamedCommand, type NamedEvent } from '../../../scripts/named-book.js';

export {
  NamedBook,
  type NamedCommand,
  type NamedEvent,
  type NamedOrder,
  type WhyNotAnswer,
} from '../../../scripts/named-book.js';
export type NamedPlace = Extract<NamedCommand, { type: 'place' }>;

/** A band and limits so small that a few hundred random commands run into every one of them. */
export const SMALL_RULES: BookRules = {
  minPriceSen: 10,
  maxPriceSen: 15,
  maxOrderWh: 20,
  maxOrdersPerParticipant: 18,
};

/** Parameters of `fc.assert`: a counterexample is made smaller for so long at most. */
export const PATIENCE = { interruptAfterTimeLimit: 15_000, markInterruptAsFailure: true };

export function place(orderId: string, terms: Partial<NamedPlace> = {}): NamedPlace {
  return {
    type: 'place',
    orderId,
    participantId: 'alice',
    side: 'sell',
    priceSen: 1400,
    energyWh: 500,
    atMs: 0,
    ...terms,
  };
}

/** Terms beyond price and energy. */
type Terms = Partial<NamedPlace>;

export function sell(
  participantId: string,
  orderId: string,
  priceSen: number,
  energyWh: number,
  terms: Terms = {},
): NamedPlace {
  return place(orderId, { participantId, side: 'sell', priceSen, energyWh, ...terms });
}

export function buy(
  participantId: string,
  orderId: string,
  priceSen: number,
  energyWh: number,
  terms: Terms = {},
): NamedPlace {
  return place(orderId, { participantId, side: 'buy', priceSen, energyWh, ...terms });
}

export function cancel(participantId: string, orderId: string): Extract<NamedCommand, { type: 'cancel' }> {
  return { type: 'cancel', orderId, participantId, atMs: 0 };
}

export function reduce(
  participantId: string,
  orderId: string,
  byWh: number,
): Extract<NamedCommand, { type: 'reduce' }> {
  return { type: 'reduce', orderId, participantId, byWh, atMs: 0 };
}

export function replace(
  participantId: string,
  orderId: string,
  priceSen: number,
  energyWh: number,
): Extract<NamedCommand, { type: 'replace' }> {
  return { type: 'replace', orderId, participantId, priceSen, energyWh, atMs: 0 };
}

export const CLOSE: BookCommand = { type: 'close', atMs: 0 };
export const PRE_OPEN: BookCommand = { type: 'preOpen', atMs: 0 };
export const CALL: BookCommand = { type: 'call', atMs: 0 };
export const OPEN: BookCommand = { type: 'open', atMs: 0 };
export const HALT: BookCommand = { type: 'halt', atMs: 0 };

/** Applies commands one after the other. @returns the events of all of them */
export function applyAll(book: NamedBook, commands: Iterable<NamedCommand>): NamedEvent[] {
  return [...commands].flatMap((command) => book.apply(command));
}

/** The same commands in numbers, with everybody enrolled as they come. */
export function inNumbers(commands: Iterable<NamedCommand>, rules: BookRules = DEFAULT_BOOK_RULES): Command[] {
  const book = new NotingBook(rules);
  applyAll(new NamedBook(book), commands);
  return book.taken;
}

class NotingBook extends LadderBook {
  readonly taken: Command[] = [];

  override apply(command: Command): readonly BookEvent[] {
    this.taken.push(command);
    return super.apply(command);
  }
}

/** Well-formed orders of few people at few prices. */
export function orders(rules: BookRules): fc.Arbitrary<PlaceCommand> {
  return fc.record({
    type: fc.constant('place'),
    participant: PARTICIPANT,
    side: fc.constantFrom('buy', 'sell'),
    priceSen: fc.integer({ min: rules.minPriceSen, max: rules.maxPriceSen }),
    energyWh: fc.integer({ min: 1, max: rules.maxOrderWh }),
    atMs: NOW,
  });
}

/** Commands from ids, people, prices and energies so few that they meet all the time; some are nonsense. */
export function commandsFor(rules: BookRules): fc.Arbitrary<Command> {
  const ofOrder = { orderId: ORDER, participant: PARTICIPANT, atMs: NOW };
  const placing = orders(rules);
  const termed = fc
    .tuple(placing, termsFor(rules), fc.integer({ min: 0, max: 2 }))
    .map(([order, { buy, sell, ...terms }, premiumSen]): PlaceCommand => {
      const origin = order.side === 'sell' ? sell : buy && { ...buy, premiumSen };
      const until = terms.goodUntilMs === undefined ? {} : { timeInForce: 'goodUntil' as const };
      return { ...order, ...defined({ ...terms, origin, ...until }) };
    });
  const cancelling = fc.record({ type: fc.constant('cancel'), ...ofOrder });
  const reducing = fc.record({ type: fc.constant('reduce'), ...ofOrder, byWh: fc.integer({ min: 1, max: 15 }) });
  const replacing = fc.record({
    type: fc.constant('replace'),
    ...ofOrder,
    priceSen: fc.integer({ min: rules.minPriceSen, max: rules.maxPriceSen }),
    energyWh: fc.integer({ min: 1, max: rules.maxOrderWh }),
  });
  const controlling = fc.record({
    type: fc.constantFrom('preOpen', 'call', 'open', 'halt', 'resume', 'resume', 'resume', 'expire'),
    atMs: NOW,
  });
  const enrolling = fc.record({ type: fc.constant('enrol'), participantId: fc.constantFrom(...IDS), atMs: NOW });
  const spoiling = fc
    .tuple(placing, fc.constantFrom(...SPOILERS))
    .map(([command, spoiler]) => ({ ...command, ...spoiler }) as Command);
  return fc.oneof(
    { weight: 30, arbitrary: placing },
    { weight: 30, arbitrary: termed },
    { weight: 20, arbitrary: cancelling },
    { weight: 25, arbitrary: reducing },
    { weight: 15, arbitrary: replacing },
    { weight: 6, arbitrary: controlling },
    { weight: 3, arbitrary: enrolling },
    { weight: 9, arbitrary: spoiling },
  );
}

/** A stream of plain orders and cancels. */
export function plainStreams(rules: BookRules, length: number): fc.Arbitrary<readonly Command[]> {
  const cancelling = fc.record({ type: fc.constant('cancel'), orderId: ORDER, participant: PARTICIPANT, atMs: NOW });
  const command = fc.oneof({ weight: 2, arbitrary: orders(rules) }, { weight: 1, arbitrary: cancelling });
  return fc
    .array(command, { minLength: 1, maxLength: length, size: 'max' })
    .map((stream) => [...ENROLMENTS, ...stream]);
}

/**
 * A stream of commands; one of three begins before the opening of the book, with a call or without, and one of three has
 * a gate closure somewhere in the middle.
 */
export function commandStreams(rules: BookRules, length: number): fc.Arbitrary<readonly Command[]> {
  const commands = fc.array(commandsFor(rules), { minLength: 1, maxLength: length, size: 'max' });
  const somewhere = fc.option(fc.integer({ min: 1, max: length }), { freq: 2 });
  return fc.tuple(commands, somewhere, somewhere, fc.boolean()).map(([stream, closeAt, openAt, isCalled]) => {
    const commands = closeAt === null ? stream : stream.toSpliced(closeAt, 0, CLOSE);
    const opening: Command[] = isCalled ? [CALL, OPEN] : [OPEN];
    const whole = openAt === null ? commands : [PRE_OPEN, ...commands.toSpliced(openAt, 0, ...opening)];
    return [...ENROLMENTS, ...whole].map(dated);
  });
}

/** Ten milliseconds after the command before, or now and then some before it; an order is good for so long from then. */
function dated(command: Command, index: number): Command {
  if (command.atMs !== 0) return command;
  const atMs = 1_700_000_000_000 + 10 * index - (index % 7 === 0 ? 30 : 0);
  const { goodUntilMs } = command as { goodUntilMs?: number };
  return { ...command, atMs, ...(goodUntilMs === undefined ? {} : { goodUntilMs: atMs + goodUntilMs }) };
}

/** Without the fields that are undefined. */
function defined<T extends object>(fields: T): { [Field in keyof T]: Exclude<T[Field], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

/** Terms that an order may leave out, and mostly does. */
function termsFor(rules: BookRules) {
  const rarely = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { freq: 2, nil: undefined });
  const named = fc.record({
    area: rarely(fc.constantFrom('north', 'south')),
    plant: rarely(fc.constantFrom('roof', 'toString')),
    sourceType: fc.constantFrom('solar', 'wind'),
  });
  return fc.record({
    timeInForce: rarely(fc.constantFrom('gateClosure', 'immediateOrCancel', 'fillOrKill')),
    goodUntilMs: rarely(fc.integer({ min: -2, max: 400 })),
    minimumFillWh: rarely(fc.integer({ min: 1, max: Math.ceil(rules.maxOrderWh / 2) })),
    sell: fc.option(named.map(defined), { freq: 1, nil: undefined }),
    buy: rarely(fc.tuple(named.map(defined), fc.constantFrom('hard', 'soft')).map(([o, kind]) => ({ ...o, kind }))),
  });
}
/** Ids under which participants enrol; the first have enrolled when a stream begins, one is enrolled never or late. */
const IDS = ['alice', 'bob', 'carol', '__proto__', 'constructor'];
const ENROLMENTS = IDS.slice(0, 4).map((participantId): Command => ({ type: 'enrol', participantId, atMs: 0 }));
const PARTICIPANT = fc.integer({ min: 0, max: 19 }).map((n) => (n === 19 ? 4 : n % 4));
/** Numbers of orders, early ones more often; some are never given. */
const ORDER = fc.tuple(fc.nat(150), fc.nat(150)).map(([a, b]) => Math.min(a, b));
const NOW = fc.constant(0);

const SPOILERS: readonly Readonly<Record<string, unknown>>[] = [
  { type: 'cancel', orderId: -1 },
  { type: 'reduce', orderId: 0.5, byWh: 1 },
  { participant: 'alice' },
  { participant: -1 },
  { type: 'enrol', participantId: 'two words' },
  { side: 'both' },
  { priceSen: 12.5 },
  { priceSen: 9 },
  { energyWh: 0 },
  { energyWh: 0.5 },
  { energyWh: 21 },
  { atMs: -1 },
  { type: 'amend' },
  { timeInForce: 'day' },
  { timeInForce: 'goodUntil' },
  { minimumFillWh: 0 },
  { minimumFillWh: 21 },
  { origin: { colour: 'green' } },
  { side: 'buy', origin: { area: 'north', kind: 'soft', premiumSen: 7 } },
];
