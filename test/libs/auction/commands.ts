import fc from 'fast-check';
import type { BookEvent, BookRules, CancelCommand, Command, OrderBook, PlaceCommand } from '#auction';

/** A band and limits so small that a few hundred random commands run into every one of them. */
export const SMALL_RULES: BookRules = {
  minPriceSen: 10,
  maxPriceSen: 15,
  maxOrderWh: 20,
  maxOrdersPerParticipant: 30,
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

export function sell(participantId: string, orderId: string, priceSen: number, energyWh: number): PlaceCommand {
  return place(orderId, { participantId, side: 'sell', priceSen, energyWh });
}

export function buy(participantId: string, orderId: string, priceSen: number, energyWh: number): PlaceCommand {
  return place(orderId, { participantId, side: 'buy', priceSen, energyWh });
}

export function cancel(participantId: string, orderId: string): CancelCommand {
  return { type: 'cancel', orderId, participantId, atMs: 0 };
}

export const CLOSE: Command = { type: 'close', atMs: 0 };

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
  const orderId = fc.integer({ min: 0, max: 250 }).map((n) => ODD_IDS[n] ?? `o${n}`);
  const placing = orders(rules, orderId);
  const cancelling = fc.record({ type: fc.constant('cancel'), orderId, participantId: PARTICIPANT, atMs: NOW });
  const spoiling = fc
    .tuple(placing, fc.constantFrom(...SPOILERS))
    .map(([command, spoiler]) => ({ ...command, ...spoiler }) as Command);
  return fc.oneof(
    { weight: 60, arbitrary: placing },
    { weight: 30, arbitrary: cancelling },
    { weight: 9, arbitrary: spoiling },
  );
}

/** A stream of commands with, in one of three streams, a gate closure somewhere in the middle. */
export function commandStreams(rules: BookRules, length: number): fc.Arbitrary<readonly Command[]> {
  const commands = fc.array(commandsFor(rules), { minLength: 1, maxLength: length, size: 'max' });
  const closeAt = fc.option(fc.integer({ min: 1, max: length }), { freq: 2 });
  return fc.tuple(commands, closeAt).map(([stream, at]) => (at === null ? stream : stream.toSpliced(at, 0, CLOSE)));
}

const PARTICIPANT = fc.constantFrom('alice', 'bob', 'carol', 'constructor');
const NOW = fc.constant(1_700_000_000_000);

const ODD_IDS = ['__proto__', 'constructor', 'hasOwnProperty', '-', 'x'.repeat(64)];

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
];
