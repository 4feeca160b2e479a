import { expect } from 'chai';
import { DEFAULT_BOOK_RULES, EventKind, LadderBook, type OrderState } from '#auction';

const RULES = { ...DEFAULT_BOOK_RULES, maxOrdersPerParticipant: 100_000 };
const SELLER = 0;
const BUYER = 1;
/** More than two blocks of the book's entries, and several times its first rows. */
const ORDERS = 9000;

/** Entering, cancelling and entering again, so that rows are given to others; then one buyer takes it all. */
describe('LadderBook with more orders than it has room for at first', () => {
  const book = new LadderBook(RULES);
  const expected: OrderState[] = [];
  const priceOf = (order: number) => 1000 + ((order * 7) % 97);
  const sell = (order: number) => {
    expect(book.place(SELLER, 'sell', priceOf(order), 1 + (order % 50), order)).to.equal(undefined);
    const remainingWh = 1 + (order % 50);
    expected.push({ orderId: order, participant: SELLER, side: 'sell', priceSen: priceOf(order), remainingWh });
  };
  before(() => {
    for (const participantId of ['seller', 'buyer']) book.enrol(participantId, 0);
    for (let order = 0; order < ORDERS / 2; order += 1) sell(order);
    for (let order = 0; order < ORDERS / 2; order += 3) {
      expect(book.cancel(SELLER, order, ORDERS)).to.equal(undefined);
      expected[order] = { ...expected[order]!, remainingWh: 0 };
    }
    for (let order = ORDERS / 2; order < ORDERS; order += 1) sell(order);
  });

  it('knows every order, those that are gone as well', () => {
    expect(book.state().orders).to.deep.equal(expected);
    expect(LadderBook.restore(RULES, book.state()).state()).to.deep.equal(book.state());
    expect(book.restingOf(SELLER).map(({ orderId }) => orderId)).to.deep.equal(
      expected.filter(({ remainingWh }) => remainingWh > 0).map(({ orderId }) => orderId),
    );
  });

  it('lets nobody change an order whose row another one has', () => {
    for (let order = 0; order < ORDERS / 2; order += 3) {
      expect(book.cancel(SELLER, order, ORDERS)).to.equal('ORDER_NOT_RESTING');
      expect(book.reduce(BUYER, order, 1, ORDERS)).to.equal('ORDER_NOT_YOURS');
    }
  });

  it('trades all that is left by price, then by entry', () => {
    const inTurn = expected.filter(({ remainingWh }) => remainingWh > 0);
    inTurn.sort((a, b) => a.priceSen - b.priceSen || a.orderId - b.orderId);
    const totalWh = inTurn.reduce((sumWh, { remainingWh }) => sumWh + remainingWh, 0);
    expect(book.place(BUYER, 'buy', 2000, RULES.maxOrderWh, ORDERS)).to.equal(undefined);
    const { events } = book;
    expect(totalWh).to.be.above(RULES.maxOrderWh);
    const sold: number[] = [];
    let tradedWh = 0;
    for (let at = 0; at < events.count; at += 1) {
      if (events.kindAt(at) !== EventKind.trade) continue;
      sold.push(events.otherAt(at));
      tradedWh += events.energyWhAt(at);
    }
    expect(tradedWh).to.equal(RULES.maxOrderWh);
    expect(sold).to.deep.equal(inTurn.slice(0, sold.length).map(({ orderId }) => orderId));
    // The last one may have been taken in part.
    expect(book.resting('sell').length).to.be.within(inTurn.length - sold.length, inTurn.length - sold.length + 1);
  });
});
