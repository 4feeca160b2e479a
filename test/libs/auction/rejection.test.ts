import { expect } from 'chai';
import {
  type Command,
  DEFAULT_BOOK_RULES,
  LadderBook,
  NaiveBook,
  type OrderBook,
  type PlaceCommand,
  type RejectionCode,
  type Side,
  validateCommand,
} from '#auction';
import {
  applyAll,
  buy,
  CLOSE,
  cancel,
  HALT,
  NamedBook,
  type NamedCommand,
  PRE_OPEN,
  reduce,
  replace,
  sell,
} from './commands.js';

const ID_FIX = 'Give an id of 1 to 64 of A-Z a-z 0-9 . _ : and -.';
const COMMAND_FIX =
  'Send type place, cancel, reduce, replace, preOpen, call, open, halt, resume, expire or close with its fields and ' +
  'atMs in unix milliseconds.';
const TIME_IN_FORCE_FIX = 'Give "gateClosure", "goodUntil", "immediateOrCancel" or "fillOrKill", or leave it out.';
const EXPIRY_FIX = 'Give it in unix milliseconds with timeInForce "goodUntil", and leave it out otherwise.';
const ORIGIN_FIX =
  'Name at least one of area, plant and sourceType, each as an id; a buy order adds kind "hard" or "soft", and may add ' +
  'premiumSen.';
const PREMIUM_FIX = 'Give whole sen per kWh, at least 0, that with the limit make at most 5000.';

const ORDER_FIX = 'Give the number that the book gave the order when it took it.';
const PARTICIPANT_FIX = 'Give the number that the book gave the participant when it enrolled.';
const CANCEL = { type: 'cancel', orderId: 0, participant: 0, atMs: 0 } as const;

/** A plain order to sell. */
function offer(terms: Partial<PlaceCommand> = {}): PlaceCommand {
  return { type: 'place', participant: 0, side: 'sell', priceSen: 1400, energyWh: 500, atMs: 0, ...terms };
}

function enrol(participantId: unknown): Command {
  return { type: 'enrol', participantId, atMs: 0 } as Command;
}

/** A buy order that wants solar energy. */
function wish(origin: Record<string, unknown>): object {
  return { ...offer(), side: 'buy', origin: { sourceType: 'solar', kind: 'soft', ...origin } };
}

/** What needs no book: a command that is anything at all, and the message it is refused with. */
const MALFORMED: readonly (readonly [RejectionCode, unknown, string])[] = [
  ['COMMAND_INVALID', undefined, `command is missing. ${COMMAND_FIX}`],
  ['COMMAND_INVALID', null, `command is null. ${COMMAND_FIX}`],
  ['COMMAND_INVALID', 'place', `command is "place". ${COMMAND_FIX}`],
  ['COMMAND_INVALID', 5n, `command is 5. ${COMMAND_FIX}`],
  ['COMMAND_INVALID', [], `type is missing. ${COMMAND_FIX}`],
  ['COMMAND_INVALID', {}, `type is missing. ${COMMAND_FIX}`],
  ['COMMAND_INVALID', { type: 'amend', atMs: 0 }, `type is "amend". ${COMMAND_FIX}`],
  ['COMMAND_INVALID', { type: ['place'], atMs: 0 }, `type is a list. ${COMMAND_FIX}`],
  ['COMMAND_INVALID', { type: Symbol('place'), atMs: 0 }, `type is of type symbol. ${COMMAND_FIX}`],
  ['COMMAND_INVALID', { type: 'close' }, `atMs is missing. ${COMMAND_FIX}`],
  ['COMMAND_INVALID', { type: 'close', atMs: -1 }, `atMs is -1. ${COMMAND_FIX}`],
  ['COMMAND_INVALID', { type: 'close', atMs: 0.5 }, `atMs is 0.5. ${COMMAND_FIX}`],
  ['COMMAND_INVALID', { type: 'close', atMs: 2 ** 53 }, `atMs is 9007199254740992. ${COMMAND_FIX}`],
  ['COMMAND_INVALID', { type: 'close', atMs: '0' }, `atMs is "0". ${COMMAND_FIX}`],
  ['ORDER_ID_INVALID', { ...CANCEL, orderId: undefined }, `orderId is missing. ${ORDER_FIX}`],
  ['ORDER_ID_INVALID', { ...CANCEL, orderId: 's1' }, `orderId is "s1". ${ORDER_FIX}`],
  ['ORDER_ID_INVALID', { ...CANCEL, orderId: -1 }, `orderId is -1. ${ORDER_FIX}`],
  ['ORDER_ID_INVALID', { ...CANCEL, orderId: 0.5 }, `orderId is 0.5. ${ORDER_FIX}`],
  ['ORDER_ID_INVALID', { ...CANCEL, orderId: 2 ** 32 }, `orderId is 4294967296. ${ORDER_FIX}`],
  ['ORDER_ID_INVALID', { ...CANCEL, orderId: 2 ** 53 }, `orderId is 9007199254740992. ${ORDER_FIX}`],
  ['PARTICIPANT_INVALID', { ...offer(), participant: undefined }, `participant is missing. ${PARTICIPANT_FIX}`],
  ['PARTICIPANT_INVALID', { ...CANCEL, participant: 'solar' }, `participant is "solar". ${PARTICIPANT_FIX}`],
  ['PARTICIPANT_INVALID', offer({ participant: 2 ** 32 }), `participant is 4294967296. ${PARTICIPANT_FIX}`],
  ['PARTICIPANT_INVALID', { ...offer(), participant: -1 }, `participant is -1. ${PARTICIPANT_FIX}`],
  ['PARTICIPANT_INVALID', { ...offer(), participant: {} }, `participant is of type object. ${PARTICIPANT_FIX}`],
  ['PARTICIPANT_ID_INVALID', enrol(undefined), `participantId is missing. ${ID_FIX}`],
  ['PARTICIPANT_ID_INVALID', enrol(''), `participantId is "". ${ID_FIX}`],
  ['PARTICIPANT_ID_INVALID', enrol('a b'), `participantId is "a b". ${ID_FIX}`],
  ['PARTICIPANT_ID_INVALID', enrol('a\n'), `participantId is "a\\n". ${ID_FIX}`],
  ['PARTICIPANT_ID_INVALID', enrol('売1'), `participantId is "売1". ${ID_FIX}`],
  ['PARTICIPANT_ID_INVALID', enrol('x'.repeat(65)), `participantId is "${'x'.repeat(64)}" and more. ${ID_FIX}`],
  ['PARTICIPANT_ID_INVALID', enrol(7), `participantId is 7. ${ID_FIX}`],
  ['SIDE_INVALID', { ...offer(), side: 'Sell' }, 'side is "Sell". Give "buy" or "sell".'],
  [
    'PRICE_OFF_TICK',
    offer({ priceSen: 1400.5 }),
    'priceSen is 1400.5. Give whole sen per kWh: the tick is 1 sen (0.01 yen).',
  ],
  [
    'PRICE_OFF_TICK',
    { ...offer(), priceSen: '1400' },
    'priceSen is "1400". Give whole sen per kWh: the tick is 1 sen (0.01 yen).',
  ],
  [
    'PRICE_OFF_TICK',
    offer({ priceSen: Number.NaN }),
    'priceSen is NaN. Give whole sen per kWh: the tick is 1 sen (0.01 yen).',
  ],
  ['PRICE_OUT_OF_BAND', offer({ priceSen: 0 }), 'priceSen is 0. Give 1 to 5000 sen per kWh.'],
  ['PRICE_OUT_OF_BAND', offer({ priceSen: 5001 }), 'priceSen is 5001. Give 1 to 5000 sen per kWh.'],
  ['PRICE_OUT_OF_BAND', offer({ priceSen: -1400 }), 'priceSen is -1400. Give 1 to 5000 sen per kWh.'],
  ['ENERGY_NOT_WHOLE', offer({ energyWh: 0.5 }), 'energyWh is 0.5. Give whole Wh.'],
  ['ENERGY_NOT_WHOLE', offer({ energyWh: Number.POSITIVE_INFINITY }), 'energyWh is Infinity. Give whole Wh.'],
  ['ENERGY_NOT_WHOLE', { ...offer(), energyWh: null }, 'energyWh is null. Give whole Wh.'],
  ['ENERGY_NOT_POSITIVE', offer({ energyWh: 0 }), 'energyWh is 0. Give at least 1 Wh.'],
  ['ENERGY_NOT_POSITIVE', offer({ energyWh: -500 }), 'energyWh is -500. Give at least 1 Wh.'],
  ['ENERGY_TOO_LARGE', offer({ energyWh: 100_001 }), 'energyWh is 100001. Give at most 100000 Wh.'],
  ['ENERGY_TOO_LARGE', offer({ energyWh: 1e300 }), 'energyWh is 1e+300. Give at most 100000 Wh.'],
  ['TIME_IN_FORCE_INVALID', { ...offer(), timeInForce: 'day' }, `timeInForce is "day". ${TIME_IN_FORCE_FIX}`],
  ['TIME_IN_FORCE_INVALID', { ...offer(), timeInForce: null }, `timeInForce is null. ${TIME_IN_FORCE_FIX}`],
  ['EXPIRY_INVALID', offer({ timeInForce: 'goodUntil' }), `goodUntilMs is missing. ${EXPIRY_FIX}`],
  ['EXPIRY_INVALID', offer({ goodUntilMs: 5 }), `goodUntilMs is 5. ${EXPIRY_FIX}`],
  ['EXPIRY_INVALID', offer({ timeInForce: 'goodUntil', goodUntilMs: 0.5 }), `goodUntilMs is 0.5. ${EXPIRY_FIX}`],
  [
    'EXPIRY_PAST',
    offer({ timeInForce: 'goodUntil', goodUntilMs: 7, atMs: 7 }),
    'goodUntilMs is 7. Give a time after now: the order would expire at once.',
  ],
  [
    'MINIMUM_FILL_INVALID',
    offer({ minimumFillWh: 0 }),
    'minimumFillWh is 0. Give whole Wh, at least 1, or leave it out.',
  ],
  [
    'MINIMUM_FILL_TOO_LARGE',
    offer({ minimumFillWh: 501 }),
    'minimumFillWh is 501. Give at most the energy of the order.',
  ],
  ['ORIGIN_INVALID', { ...offer(), origin: 'solar' }, `origin is "solar". ${ORIGIN_FIX}`],
  ['ORIGIN_INVALID', offer({ origin: {} }), `origin is of type object. ${ORIGIN_FIX}`],
  ['ORIGIN_INVALID', offer({ origin: { plant: 'a b' } }), `origin is of type object. ${ORIGIN_FIX}`],
  ['ORIGIN_INVALID', offer({ origin: { plant: 'roof', kind: 'hard' } }), `origin is of type object. ${ORIGIN_FIX}`],
  ['ORIGIN_INVALID', wish({ kind: undefined }), `origin is of type object. ${ORIGIN_FIX}`],
  ['ORIGIN_INVALID', wish({ colour: 'green' }), `origin is of type object. ${ORIGIN_FIX}`],
  ['PREMIUM_OUT_OF_BAND', wish({ premiumSen: -1 }), `premiumSen is -1. ${PREMIUM_FIX}`],
  ['PREMIUM_OUT_OF_BAND', wish({ premiumSen: 0.5 }), `premiumSen is 0.5. ${PREMIUM_FIX}`],
  ['PREMIUM_OUT_OF_BAND', wish({ premiumSen: 3601 }), `premiumSen is 3601. ${PREMIUM_FIX}`],
  ['ENERGY_NOT_POSITIVE', { ...CANCEL, type: 'reduce', byWh: 0 }, 'byWh is 0. Give at least 1 Wh.'],
];

interface RefusedCase {
  readonly code: RejectionCode;
  readonly when: string;
  readonly before: readonly NamedCommand[];
  readonly command: NamedCommand;
  readonly message: string;
}

const OFFER = sell('solar', 's1', 1400, 500);
const LIMIT =
  'participantId is "solar". Its 200 orders, the most in one book, have been entered: trade in another slot.';
const NOT_RESTING = 'orderId is "s1". The order was filled or cancelled or has expired: there is nothing left of it.';

/** What only the book can know: the commands before, the command, and the message it is refused with. */
const REFUSED: readonly RefusedCase[] = [
  {
    code: 'ORDER_LIMIT_REACHED',
    when: 'one order more than a participant may enter',
    before: Array.from({ length: 200 }, (_, n) => sell('solar', `s${n}`, 1400, 500)),
    command: sell('solar', 's200', 1400, 500),
    message: LIMIT,
  },
  {
    code: 'ORDER_LIMIT_REACHED',
    when: 'one order more even if all before were cancelled',
    before: Array.from({ length: 200 }, (_, n) => [sell('solar', `s${n}`, 1400, 500), cancel('solar', `s${n}`)]).flat(),
    command: buy('solar', 'b1', 1400, 500),
    message: LIMIT,
  },
  {
    code: 'ORDER_UNKNOWN',
    when: 'cancelling an id that was never accepted',
    before: [OFFER],
    command: cancel('solar', 's2'),
    message: 'orderId is "s2". This book has accepted no such order: check order and slot.',
  },
  {
    code: 'ORDER_NOT_YOURS',
    when: 'cancelling the order of another',
    before: [OFFER],
    command: cancel('home', 's1'),
    message: 'participantId is "home". The order is of another participant: change your own only.',
  },
  {
    code: 'ORDER_NOT_RESTING',
    when: 'cancelling a filled order',
    before: [OFFER, buy('home', 'b1', 1400, 500)],
    command: cancel('solar', 's1'),
    message: NOT_RESTING,
  },
  {
    code: 'ORDER_NOT_RESTING',
    when: 'cancelling twice',
    before: [OFFER, cancel('solar', 's1')],
    command: cancel('solar', 's1'),
    message: NOT_RESTING,
  },
  ...[500, 501].map((byWh) => ({
    code: 'REDUCTION_TOO_LARGE' as const,
    when: `taking ${byWh} of 500 Wh off an order`,
    before: [OFFER],
    command: reduce('solar', 's1', byWh),
    message: `byWh is ${byWh}. So much is not left of the order, or nothing would be: cancel it instead.`,
  })),
  {
    code: 'EXPIRY_PAST',
    when: 'an expiry that is over in the time of the book, though not by the command',
    before: [{ ...OFFER, atMs: 100 }],
    command: buy('home', 'b1', 1300, 1, { timeInForce: 'goodUntil', goodUntilMs: 100 }),
    message: 'goodUntilMs is 100. Give a time after now: the order would expire at once.',
  },
  {
    code: 'PREMIUM_OUT_OF_BAND',
    when: 'a new price that with the premium leaves the band',
    before: [buy('alice', 'b1', 1400, 500, { origin: { sourceType: 'solar', kind: 'soft', premiumSen: 100 } })],
    command: replace('alice', 'b1', 4901, 1),
    message: `priceSen is 4901. ${PREMIUM_FIX}`,
  },
  {
    code: 'ORDER_LIMIT_REACHED',
    when: 'replacing an order once more than a participant may enter',
    before: Array.from({ length: 200 }, (_, n) => (n === 0 ? OFFER : replace('solar', 's1', 1400, 500))),
    command: replace('solar', 's1', 1400, 500),
    message: LIMIT,
  },
  {
    code: 'BOOK_NOT_OPEN',
    when: 'an order that cannot wait for the opening',
    before: [PRE_OPEN],
    command: sell('solar', 's1', 1400, 500, { minimumFillWh: 1 }),
    message:
      'type is "place". The book has not opened yet and nothing trades: wait for the opening, or send a plain order, which waits for it.',
  },
  ...(['preOpen', 'call', 'open'] as const).map((type) => ({
    code: 'BOOK_OPEN' as const,
    when: `${type} when the book is in use`,
    before: [OFFER],
    command: { type, atMs: 0 },
    message: `type is "${type}". The book has opened: this comes before the opening, and preOpen before the first order.`,
  })),
  ...[buy('home', 'b1', 1400, 500), replace('solar', 's1', 1400, 500), HALT].map((command) => ({
    code: 'BOOK_HALTED' as const,
    when: `${command.type} in a halt`,
    before: [OFFER, HALT],
    command,
    message: `type is "${command.type}". The operator has halted the book: cancel or reduce, or wait until it goes on.`,
  })),
  {
    code: 'BOOK_NOT_HALTED',
    when: 'resuming what was not halted',
    before: [OFFER],
    command: { type: 'resume', atMs: 0 },
    message: 'type is "resume". The book is not halted.',
  },
  ...[OFFER, cancel('home', 'b1'), CLOSE].map((command) => ({
    code: 'BOOK_CLOSED' as const,
    when: `${command.type} after gate closure`,
    before: [buy('home', 'b1', 1400, 500), CLOSE],
    command,
    message: `type is "${command.type}". Gate closure has passed and the book takes no commands: use a later slot.`,
  })),
];

/** The same of numbers, after one participant has enrolled. */
const NUMBERED: readonly (readonly [RejectionCode, Command, string])[] = [
  ['PARTICIPANT_ENROLLED', enrol('solar'), 'participantId is "solar". It has a number in this book already: use that.'],
  [
    'PARTICIPANT_NOT_ENROLLED',
    offer({ participant: 1 }),
    'participant is 1. This book has given nobody that number: enrol first.',
  ],
  ['ORDER_UNKNOWN', CANCEL, 'orderId is 0. This book has accepted no such order: check order and slot.'],
];

const ALL_CODES: Readonly<Record<RejectionCode, true>> = {
  COMMAND_INVALID: true,
  ORDER_ID_INVALID: true,
  PARTICIPANT_INVALID: true,
  PARTICIPANT_ID_INVALID: true,
  SIDE_INVALID: true,
  PRICE_OFF_TICK: true,
  PRICE_OUT_OF_BAND: true,
  ENERGY_NOT_POSITIVE: true,
  ENERGY_NOT_WHOLE: true,
  ENERGY_TOO_LARGE: true,
  TIME_IN_FORCE_INVALID: true,
  EXPIRY_INVALID: true,
  EXPIRY_PAST: true,
  MINIMUM_FILL_INVALID: true,
  MINIMUM_FILL_TOO_LARGE: true,
  ORIGIN_INVALID: true,
  PREMIUM_OUT_OF_BAND: true,
  PARTICIPANT_ENROLLED: true,
  PARTICIPANT_NOT_ENROLLED: true,
  ORDER_LIMIT_REACHED: true,
  ORDER_UNKNOWN: true,
  ORDER_NOT_YOURS: true,
  ORDER_NOT_RESTING: true,
  REDUCTION_TOO_LARGE: true,
  BOOK_NOT_OPEN: true,
  BOOK_OPEN: true,
  BOOK_HALTED: true,
  BOOK_NOT_HALTED: true,
  BOOK_CLOSED: true,
};

describe('rejections', () => {
  it('have an example below for every code of the closed set', () => {
    const shown = new Set([...[...MALFORMED, ...NUMBERED].map(([code]) => code), ...REFUSED.map(({ code }) => code)]);
    expect([...shown]).to.have.members(Object.keys(ALL_CODES));
  });

  describe('validateCommand', () => {
    for (const [code, command, message] of MALFORMED) {
      it(`${code}: ${message}`, () => {
        expect(validateCommand(command, DEFAULT_BOOK_RULES)).to.deep.equal({ code, message });
      });
    }

    it('passes what is well formed, up to the very bounds', () => {
      const longest = 'AZaz09._:-'.padEnd(64, 'x');
      const most = 2 ** 53 - 1;
      for (const command of [
        offer({ priceSen: 1, energyWh: 1, atMs: 0 }),
        offer({ participant: 2 ** 32 - 1, side: 'buy', priceSen: 5000, energyWh: 100_000, atMs: most }),
        { ...CANCEL, orderId: 2 ** 32 - 1 },
        enrol(longest),
        enrol('__proto__'),
        CLOSE,
      ]) {
        expect(validateCommand(command, DEFAULT_BOOK_RULES), command.type).to.equal(undefined);
      }
    });

    it('names the first thing that is wrong, in the order atMs, order, participant, side, price, energy', () => {
      const wrong = { type: 'place', participant: '', side: '', priceSen: 0, energyWh: 0, atMs: -1 };
      const right = offer();
      const fields = ['atMs', 'participant', 'side', 'priceSen', 'energyWh'] as const;
      const named = fields.map((_, n) => {
        const mended = Object.fromEntries(fields.slice(0, n).map((field) => [field, right[field]]));
        return validateCommand({ ...wrong, ...mended }, DEFAULT_BOOK_RULES)?.message.split(' ')[0];
      });
      expect(named).to.deep.equal(fields);
    });
  });

  for (const Book of [LadderBook, NaiveBook]) {
    describe(Book.name, () => {
      for (const { code, when, before, command, message } of REFUSED) {
        it(`${code}: ${when}`, () => {
          const book = new NamedBook(new Book(DEFAULT_BOOK_RULES));
          applyAll(book, before);
          const orderId = 'orderId' in command ? command.orderId : '';
          const state = stateOf(book);
          const refusal = { type: 'rejected', sequence: book.sequence + 2, orderId, code, message };
          expect(book.apply(command)).to.deep.equal([refusal]);
          expect(stateOf(book)).to.deep.equal(state);
          expect(book.sequence).to.equal(refusal.sequence);
        });
      }

      for (const [code, command, message] of NUMBERED) {
        it(`${code} of a number`, () => {
          const book = new Book(DEFAULT_BOOK_RULES);
          book.apply(enrol('solar'));
          expect(book.apply(command)).to.deep.equal([{ type: 'rejected', sequence: 4, code, message }]);
          expect(book.sequence).to.equal(4);
        });
      }

      it('answers whatever validateCommand refuses with just that, and never throws', () => {
        const book = new Book(DEFAULT_BOOK_RULES);
        book.apply(enrol('solar'));
        book.apply(offer());
        for (const [code, command, message] of MALFORMED) {
          const state = stateOf(book);
          const refusal = { type: 'rejected', sequence: book.sequence + 2, code, message };
          expect(book.apply(command as Command)).to.deep.equal([refusal]);
          expect(stateOf(book)).to.deep.equal(state);
        }
      });

      it('calls a malformed command malformed even when the book is closed', () => {
        const book = new Book(DEFAULT_BOOK_RULES);
        book.apply(CLOSE);
        expect(book.apply(offer({ priceSen: 0 }))[0]).to.include({ code: 'PRICE_OUT_OF_BAND' });
      });

      it('gives a refused order no number, and does not count it', () => {
        const book = new Book({ ...DEFAULT_BOOK_RULES, maxOrdersPerParticipant: 1 });
        book.apply(enrol('solar'));
        book.apply(offer({ energyWh: 0 }));
        expect(book.apply(offer())[0]).to.include({ type: 'accepted', orderId: 0 });
      });

      it('counts orders by participant', () => {
        const book = new NamedBook(new Book({ ...DEFAULT_BOOK_RULES, maxOrdersPerParticipant: 1 }));
        const events = applyAll(book, [
          sell('a', 's1', 1400, 1),
          sell('b', 's2', 1400, 1),
          sell('a', 's3', 1400, 1),
          sell('b', 's4', 1400, 1),
        ]);
        expect(events.map((event) => event.type)).to.deep.equal(['accepted', 'accepted', 'rejected', 'rejected']);
      });
    });
  }
});

/** What a refused command must leave as it is. */
function stateOf(book: Pick<OrderBook, 'closed' | 'depth'> & { resting(side: Side): readonly unknown[] }) {
  return { sell: book.resting('sell'), buy: book.resting('buy'), closed: book.closed };
}
