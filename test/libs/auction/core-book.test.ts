import { expect } from 'chai';
import { CoreBook, DEFAULT_BOOK_RULES, EntryCondition, EventKind, type RejectionCode } from '#auction';

describe('CoreBook', () => {
  let core: CoreBook;
  let solar: number;
  let home: number;
  beforeEach(() => {
    core = new CoreBook({ ...DEFAULT_BOOK_RULES, maxOrdersPerParticipant: 2 });
    solar = core.enrol();
    home = core.enrol();
    core.begin(1000);
    core.place(solar, false, 1400, 500);
  });

  it('numbers participants and orders, and leaves what a command did in its log', () => {
    core.begin(2000);
    expect(core.place(home, true, 1500, 200)).to.equal(undefined);
    expect(eventsOf(core)).to.deep.equal([
      { kind: EventKind.accepted, order: 1, other: home, priceSen: 1500, energyWh: 200 },
      { kind: EventKind.trade, order: 1, other: 0, priceSen: 1400, energyWh: 200 },
    ]);
    expect([core.sequence, core.participantOf(0), core.participantOf(1)]).to.deep.equal([5, solar, home]);
  });

  it('gives a replaced order a new number, and knows the old one no more', () => {
    core.begin(2000);
    expect(core.replace(solar, 0, 1300, 400)).to.equal(undefined);
    expect(eventsOf(core)).to.deep.equal([
      { kind: EventKind.replaced, order: 1, other: 500, priceSen: 1300, energyWh: 400 },
    ]);
    core.begin(2000);
    expect(core.cancel(solar, 0)).to.equal('ORDER_NOT_RESTING');
    core.begin(2000);
    expect(core.cancel(solar, 1)).to.equal(undefined);
  });

  const refused: readonly (readonly [RejectionCode, string, (book: CoreBook) => RejectionCode | undefined])[] = [
    ['COMMAND_INVALID', 'a time that is none', (book) => book.begin(-1)],
    ['COMMAND_INVALID', 'a time with a fraction', (book) => book.begin(0.5)],
    ['PARTICIPANT_ID_INVALID', 'a participant that never enrolled', (book) => book.place(2, true, 1400, 1)],
    ['PARTICIPANT_ID_INVALID', 'half a participant', (book) => book.place(0.5, true, 1400, 1)],
    ['PRICE_OFF_TICK', 'half a sen', (book) => book.place(1, true, 1400.5, 1)],
    ['PRICE_OUT_OF_BAND', 'a price above the band', (book) => book.place(1, true, 5001, 1)],
    ['ENERGY_NOT_WHOLE', 'no number', (book) => book.place(1, true, 1400, Number.NaN)],
    ['ENERGY_NOT_POSITIVE', 'nothing', (book) => book.place(1, true, 1400, 0)],
    ['ENERGY_TOO_LARGE', 'more than the rules allow', (book) => book.place(1, true, 1400, 100_001)],
    [
      'EXPIRY_PAST',
      'an expiry that is over',
      (book) => book.place(1, true, 1, 1, { condition: EntryCondition.none, minimumFillWh: 0, goodUntilMs: 1000 }),
    ],
    ['ORDER_UNKNOWN', 'an order that is not there', (book) => book.cancel(0, 1)],
    ['ORDER_UNKNOWN', 'a number below 0', (book) => book.cancel(0, -1)],
    ['ORDER_UNKNOWN', 'no number of an order', (book) => book.reduce(0, Number.NaN, 1)],
    ['ORDER_NOT_YOURS', 'the order of another', (book) => book.cancel(1, 0)],
    ['REDUCTION_TOO_LARGE', 'taking all off', (book) => book.reduce(0, 0, 500)],
    ['BOOK_OPEN', 'opening twice', (book) => book.control('open')],
  ];
  for (const [code, when, command] of refused) {
    it(`refuses ${when}: ${code}`, () => {
      const before = core.sequence;
      if (code !== 'COMMAND_INVALID') core.begin(1000);
      expect(command(core)).to.equal(code);
      expect(eventsOf(core).map((event) => event.kind)).to.deep.equal([EventKind.rejected]);
      expect(core.sequence).to.equal(before + 2);
      expect(core.matcher.restingSells()).to.deep.equal([0]);
    });
  }

  it('counts the orders of a participant, of thousands that enrolled', () => {
    const participants = Array.from({ length: 3000 }, () => core.enrol());
    for (const expected of [undefined, undefined, 'ORDER_LIMIT_REACHED']) {
      for (const participant of participants) {
        core.begin(1000);
        expect(core.place(participant, true, 1, 1)).to.equal(expected);
      }
    }
    expect(core.participants).to.equal(3002);
  });
});

function eventsOf({ events }: CoreBook) {
  return Array.from({ length: events.count }, (_, at) => ({
    kind: events.kinds[at],
    order: events.orders[at],
    other: events.others[at],
    priceSen: events.pricesSen[at],
    energyWh: events.energiesWh[at],
  }));
}
