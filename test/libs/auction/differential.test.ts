import { expect } from 'chai';
import fc from 'fast-check';
import {
  type BookEvent,
  type BookRules,
  type Command,
  LadderBook,
  NaiveBook,
  type OrderBook,
  type OrderTerms,
  REJECTION_CODES,
  type RejectionCode,
} from '#auction';
import { progressOf, runsAsked } from '../../long-run.js';
import { commandStreams, orders, PATIENCE, SMALL_RULES } from './commands.js';

/** Bands that end inside, at and just after a word and a group of words of the ladder's bitmap. */
const BAND_WIDTHS = [1, 2, 31, 32, 33, 1023, 1024, 1025, 32_768];

describe('LadderBook against NaiveBook', () => {
  it('says the same after every command, and the streams hold all that can happen', () => {
    const seen = new Map<string, number>();
    const count = (kind: string) => seen.set(kind, (seen.get(kind) ?? 0) + 1);
    fc.assert(
      fc.property(commandStreams(SMALL_RULES, 300), (commands) => {
        expectSame(SMALL_RULES, commands, (events, book) => {
          for (const event of events) count(kindOf(event));
          if (isCrossed(book)) count('crossed by one participant');
        });
      }),
      { seed: 1, numRuns: 250, ...PATIENCE },
    );
    const kinds = [
      ...['enrolled', 'accepted', 'trade', 'cancelled', 'reduced', 'replaced', 'closed', 'crossed by one participant'],
      ...['expired', 'goodUntil', 'immediateOrCancel', 'fillOrKill', 'minimumFill'],
      ...['preOpened', 'called', 'opened', 'halted', 'resumed'],
      ...['COMMAND_INVALID', 'ORDER_ID_INVALID', 'PARTICIPANT_INVALID', 'PARTICIPANT_ID_INVALID', 'SIDE_INVALID'],
      ...['PARTICIPANT_ENROLLED', 'PARTICIPANT_NOT_ENROLLED'],
      ...['PRICE_OFF_TICK', 'PRICE_OUT_OF_BAND', 'ENERGY_NOT_WHOLE', 'ENERGY_NOT_POSITIVE', 'ENERGY_TOO_LARGE'],
      ...['ORDER_LIMIT_REACHED', 'ORDER_UNKNOWN', 'ORDER_NOT_YOURS', 'ORDER_NOT_RESTING'],
      ...['TIME_IN_FORCE_INVALID', 'EXPIRY_INVALID', 'EXPIRY_PAST', 'MINIMUM_FILL_INVALID', 'MINIMUM_FILL_TOO_LARGE'],
      ...['ORIGIN_INVALID', 'PREMIUM_OUT_OF_BAND', 'REDUCTION_TOO_LARGE'],
      ...['BOOK_NOT_OPEN', 'BOOK_OPEN', 'BOOK_HALTED', 'BOOK_NOT_HALTED', 'BOOK_CLOSED'],
    ];
    for (const kind of kinds) expect(seen.get(kind) ?? 0, kind).to.be.at.least(20);
  });

  it('says and writes the same when it is called with numbers as when it is given objects, malformed ones too', () => {
    const codes = new Set<string>();
    const property = fc.property(commandStreams(SMALL_RULES, 300), (commands) => {
      const given = new LadderBook(SMALL_RULES);
      const called = new LadderBook(SMALL_RULES);
      for (const command of commands.filter((stated) => CALLED_TYPES.has(stated?.type))) {
        const code = given.submit(command);
        expect(call(called, command)).to.equal(code);
        expect(JSON.stringify(called.eventsOf(command))).to.equal(JSON.stringify(given.eventsOf(command)));
        expect(Buffer.compare(called.events.record.bytes(), given.events.record.bytes())).to.equal(0);
        expect(stateOf(called)).to.equal(stateOf(given));
        codes.add(String(code));
      }
    });
    fc.assert(property, { seed: 9, numRuns: 40, ...PATIENCE });
    // A type that is none cannot be called.
    expect([...codes].sort()).to.deep.equal([...REJECTION_CODES, 'undefined'].sort());
  });

  it('says the same of as many commands as DIFFERENTIAL_COMMANDS asks for', function () {
    const wanted = runsAsked('DIFFERENTIAL_COMMANDS', 0);
    if (wanted === 0) return this.skip();
    this.timeout(0);
    const progress = progressOf('commands', wanted);
    let applied = 0;
    for (let seed = 100; applied < wanted; seed += 1) {
      for (const commands of fc.sample(commandStreams(SMALL_RULES, 300), { seed, numRuns: 100 })) {
        if (applied >= wanted) break;
        expectSame(SMALL_RULES, commands);
        applied += commands.length;
        progress(commands.length);
      }
    }
  });

  for (const width of BAND_WIDTHS) {
    it(`says the same in a band of ${width} prices`, () => {
      const rules = { ...SMALL_RULES, minPriceSen: 3, maxPriceSen: 3 + width - 1, maxOrdersPerParticipant: 200 };
      fc.assert(
        fc.property(commandStreams(rules, 150), (commands) => {
          expectSame(rules, commands);
        }),
        { seed: width, numRuns: 15, ...PATIENCE },
      );
    });
  }

  it('says the same of far more orders than it has room for at first, entered, replaced, and cancelled latest first', () => {
    const rules = { ...SMALL_RULES, maxOrdersPerParticipant: 1_000 };
    const stream = fc.array(orders(rules), { minLength: 600, maxLength: 600, size: 'max' });
    const [entered] = fc.sample(stream, { seed: 3, numRuns: 1 });
    const enrolled = Array.from({ length: 5 }, (_, n): Command => ({ type: 'enrol', participantId: `p${n}`, atMs: 0 }));
    const first = entered!.slice(0, 200);
    const replaced = first.slice(0, 150).map(({ participant, priceSen }, orderId): Command => {
      return { type: 'replace', orderId, participant, priceSen, energyWh: 1, atMs: 0 };
    });
    const owners = [...first, ...first.slice(0, 150), ...entered!.slice(200)].map(({ participant }) => participant);
    const cancelled = owners
      .map((participant, orderId): Command => ({ type: 'cancel', orderId, participant, atMs: 0 }))
      .toReversed();
    expectSame(rules, [...enrolled, ...first, ...replaced, ...entered!.slice(200), ...cancelled]);
  });
});

const CALLED_TYPES: ReadonlySet<unknown> = new Set([
  ...['enrol', 'place', 'cancel', 'reduce', 'replace'],
  ...['preOpen', 'call', 'open', 'halt', 'resume', 'close', 'expire'],
]);

/** Calls a book for what a command says, and leaves every check to it. */
function call(book: LadderBook, command: Command): RejectionCode | undefined {
  const { atMs } = command;
  switch (command.type) {
    case 'enrol':
      return book.enrol(command.participantId, atMs);
    case 'place': {
      const { participant, side, priceSen, energyWh, timeInForce, goodUntilMs, minimumFillWh, origin } = command;
      const terms = { timeInForce, goodUntilMs, minimumFillWh, origin } as OrderTerms;
      return book.place(participant, side, priceSen, energyWh, atMs, terms);
    }
    case 'cancel':
      return book.cancel(command.participant, command.orderId, atMs);
    case 'reduce':
      return book.reduce(command.participant, command.orderId, command.byWh, atMs);
    case 'replace':
      return book.replace(command.participant, command.orderId, command.priceSen, command.energyWh, atMs);
    default:
      return book.operate(command.type, atMs);
  }
}

/** Applies the commands to both books and holds all that they say against each other, after each command. */
function expectSame(
  rules: BookRules,
  commands: readonly Command[],
  watch: (events: readonly BookEvent[], book: OrderBook) => void = () => {},
): void {
  const ladder = new LadderBook(rules);
  const naive = new NaiveBook(rules);
  for (const command of commands) {
    const events = ladder.apply(command);
    expect(JSON.stringify(events)).to.equal(JSON.stringify(naive.apply(command)));
    expect(stateOf(ladder)).to.equal(stateOf(naive));
    watch(events, ladder);
  }
}

function kindOf(event: BookEvent): string {
  if (event.type === 'rejected') return event.code;
  return event.type === 'expired' ? (event.reason ?? event.type) : event.type;
}

function isCrossed(book: OrderBook): boolean {
  const [bid] = book.depth('buy', 1);
  const [ask] = book.depth('sell', 1);
  return bid !== undefined && ask !== undefined && bid.priceSen >= ask.priceSen;
}

/** All that can be asked of a book, as text: chai compares text far faster than objects. */
function stateOf(book: OrderBook): string {
  const sides = (['buy', 'sell'] as const).map((side) => [book.resting(side), book.depth(side, 3)]);
  return JSON.stringify([book.closed, sides, book.state()]);
}
