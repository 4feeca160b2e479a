import fc from 'fast-check';
import type {
  BookEvent,
  BookRules,
  CancelCommand,
  Command,
  OrderBook,
  PlaceCommand,
  ReduceCommand,
  ReplaceCommand,
} from '#auction';

/** A band and limits so small that a few hundred random commands run into every one of them. */
export const SMALL_RULES: BookRules = {
  minPriceSen: 10,
  maxPriceSen: 15,
  maxOrderWh: 20,
  maxOrdersPerParticipant: 18,
};

/** Parameters of `fc.assert`: a counterexample is made smaller for so long at most. */
export const PATIENCE = { interruptAfterTimeLimit: 15_000, markInterruptAsFailure: true };

export function place(orderId: string, terms: Partial<PlaceCommand> = {}): PlaceCommand {
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
type Terms = Partial<PlaceCommand>;

export function sell(
  participantId: string,
  orderId: string,
  priceSen: number,
  energyWh: number,
  terms: Terms = {},
): PlaceCommand {
  return place(orderId, { participantId, side: 'sell', priceSen, energyWh, ...terms });
}

export function buy(
  participantId: string,
  orderId: string,
  priceSen: number,
  energyWh: number,
  terms: Terms = {},
): PlaceCommand {
  return place(orderId, { participantId, side: 'buy', priceSen, energyWh, ...terms });
}

export function cancel(participantId: string, orderId: string): CancelCommand {
  return { type: 'cancel', orderId, participantId, atMs: 0 };
}

export function reduce(participantId: string, orderId: string, byWh: number): ReduceCommand {
  return { type: 'reduce', orderId, participantId, byWh, atMs: 0 };
}

export function replace(participantId: string, orderId: string, priceSen: number, energyWh: number): ReplaceCommand {
  return { type: 'replace', orderId, participantId, priceSen, energyWh, atMs: 0 };
}

export const CLOSE: Command = { type: 'close', atMs: 0 };
export const PRE_OPEN: Command = { type: 'preOpen', atMs: 0 };
export const CALL: Command = { type: 'call', atMs: 0 };
export const OPEN: Command = { type: 'open', atMs: 0 };
export const HALT: Command = { type: 'halt', atMs: 0 };

/** Applies commands one after the other. @returns the events of all of them */
export function applyAll(book: OrderBook, commands: Iterable<Command>): BookEvent[] {
  return [...commands].flatMap((command) => book.apply(command));
}

/** Well-formed orders of few people at few prices. */
export function orders(rules: BookRules, orderId: fc.Arbitrary<string>): fc.Arbitrary<PlaceCommand> {
  return fc.record({
    type: fc.constant('place'),
    orderId,
    participantId: PARTICIPANT,
    side: fc.constantFrom('buy', 'sell'),
    priceSen: fc.integer({ min: rules.minPriceSen, max: rules.maxPriceSen }),
    energyWh: fc.integer({ min: 1, max: rules.maxOrderWh }),
    atMs: NOW,
  });
}

/** Commands from ids, people, prices and energies so few that they meet all the time; some are nonsense. */
export function commandsFor(rules: BookRules): fc.Arbitrary<Command> {
  const orderId = ORDER_ID;
  const ofOrder = { orderId, participantId: PARTICIPANT, atMs: NOW };
  const placing = orders(rules, orderId);
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
    { weight: 9, arbitrary: spoiling },
  );
}

/** A stream of plain orders and cancels. */
export function plainStreams(rules: BookRules, length: number): fc.Arbitrary<readonly Command[]> {
  const orderId = ORDER_ID;
  const cancelling = fc.record({ type: fc.constant('cancel'), orderId, participantId: PARTICIPANT, atMs: NOW });
  const command = fc.oneof({ weight: 2, arbitrary: orders(rules, orderId) }, { weight: 1, arbitrary: cancelling });
  return fc.array(command, { minLength: 1, maxLength: length, size: 'max' });
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
    return (openAt === null ? commands : [PRE_OPEN, ...commands.toSpliced(openAt, 0, ...opening)]).map(dated);
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
const ODD_IDS = ['__proto__', 'constructor', 'hasOwnProperty', '-', 'x'.repeat(64)];
const ORDER_ID = fc.integer({ min: 0, max: 150 }).map((n) => ODD_IDS[n] ?? `o${n}`);
const PARTICIPANT = fc.constantFrom('alice', 'bob', 'carol', 'constructor');
const NOW = fc.constant(0);

const SPOILERS: readonly Readonly<Record<string, unknown>>[] = [
  { orderId: '' },
  { orderId: 'two words' },
  { participantId: 7 },
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
