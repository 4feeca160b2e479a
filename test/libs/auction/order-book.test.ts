import { expect } from 'chai';
import { DEFAULT_BOOK_RULES, LadderBook, NaiveBook } from '#auction';
import { applyAll, buy, CLOSE, cancel, NamedBook, type NamedEvent, sell } from './commands.js';

for (const Book of [LadderBook, NaiveBook]) {
  describe(`${Book.name}: the rules of the market`, () => {
    let book: NamedBook;
    beforeEach(() => {
      book = new NamedBook(new Book(DEFAULT_BOOK_RULES));
    });

    it('accepts an order that finds no match and lets it rest', () => {
      expect(book.apply(sell('solar', 's1', 1400, 500))).to.deep.equal([
        { type: 'accepted', sequence: 2, orderId: 's1' },
      ]);
      expect(book.resting('sell')).to.deep.equal([
        { orderId: 's1', participantId: 'solar', side: 'sell', priceSen: 1400, remainingWh: 500 },
      ]);
      expect(book.resting('buy')).to.deep.equal([]);
    });

    it('trades an incoming buy order at the resting sell price', () => {
      book.apply(sell('solar', 's1', 1400, 500));
      expect(book.apply(buy('home', 'b1', 1800, 500))).to.deep.equal([
        { type: 'accepted', sequence: 4, orderId: 'b1' },
        {
          type: 'trade',
          sequence: 5,
          buyOrderId: 'b1',
          sellOrderId: 's1',
          buyerId: 'home',
          sellerId: 'solar',
          priceSen: 1400,
          energyWh: 500,
        },
      ]);
      expect(book.resting('sell')).to.deep.equal([]);
    });

    it('trades an incoming sell order at the resting buy price', () => {
      book.apply(buy('home', 'b1', 1800, 500));
      const events = book.apply(sell('solar', 's1', 1400, 500));
      expect(tape(events)).to.deep.equal(['b1 x s1: 500 Wh at 1800']);
    });

    it('trades where the prices are equal and not where they miss by one sen', () => {
      book.apply(sell('solar', 's1', 1400, 500));
      expect(tape(book.apply(buy('home', 'b1', 1399, 100)))).to.deep.equal([]);
      expect(tape(book.apply(buy('home', 'b2', 1400, 100)))).to.deep.equal(['b2 x s1: 100 Wh at 1400']);
    });

    it('serves the better price first, on both sides', () => {
      applyAll(book, [sell('a', 's1', 1500, 100), sell('b', 's2', 1400, 100), sell('c', 's3', 1450, 100)]);
      expect(tape(book.apply(buy('home', 'b1', 5000, 250)))).to.deep.equal([
        'b1 x s2: 100 Wh at 1400',
        'b1 x s3: 100 Wh at 1450',
        'b1 x s1: 50 Wh at 1500',
      ]);

      const other = new NamedBook(new Book(DEFAULT_BOOK_RULES));
      applyAll(other, [buy('a', 'b1', 1500, 100), buy('b', 'b2', 1600, 100), buy('c', 'b3', 1550, 100)]);
      expect(tape(other.apply(sell('solar', 's1', 1, 250)))).to.deep.equal([
        'b2 x s1: 100 Wh at 1600',
        'b3 x s1: 100 Wh at 1550',
        'b1 x s1: 50 Wh at 1500',
      ]);
    });

    it('serves the earlier order first at one price', () => {
      applyAll(book, [sell('a', 's1', 1400, 100), sell('b', 's2', 1400, 100), sell('c', 's3', 1400, 100)]);
      expect(tape(book.apply(buy('home', 'b1', 1400, 250)))).to.deep.equal([
        'b1 x s1: 100 Wh at 1400',
        'b1 x s2: 100 Wh at 1400',
        'b1 x s3: 50 Wh at 1400',
      ]);
    });

    it('goes by the order of commands and not by what atMs says', () => {
      applyAll(book, [
        { ...sell('a', 's1', 1400, 100), atMs: 2000 },
        { ...sell('b', 's2', 1400, 100), atMs: 1000 },
      ]);
      expect(tape(book.apply(buy('home', 'b1', 1400, 100)))).to.deep.equal(['b1 x s1: 100 Wh at 1400']);
    });

    it('keeps the place of an order that was filled in part', () => {
      applyAll(book, [sell('a', 's1', 1400, 500), sell('b', 's2', 1400, 500), buy('home', 'b1', 1400, 100)]);
      expect(book.resting('sell').map((order) => [order.orderId, order.remainingWh])).to.deep.equal([
        ['s1', 400],
        ['s2', 500],
      ]);
      expect(tape(book.apply(buy('home', 'b2', 1400, 450)))).to.deep.equal([
        'b2 x s1: 400 Wh at 1400',
        'b2 x s2: 50 Wh at 1400',
      ]);
    });

    it('lets what an incoming order could not trade rest at its own price', () => {
      applyAll(book, [sell('solar', 's1', 1400, 300), buy('home', 'b1', 1800, 500)]);
      expect(book.resting('buy')).to.deep.equal([
        { orderId: 'b1', participantId: 'home', side: 'buy', priceSen: 1800, remainingWh: 200 },
      ]);
    });

    describe('an order meets its own participant', () => {
      it('passes over their orders and goes on to the next', () => {
        applyAll(book, [
          sell('alice', 's1', 1400, 100),
          sell('bob', 's2', 1400, 100),
          sell('alice', 's3', 1450, 100),
          sell('bob', 's4', 1500, 100),
        ]);
        expect(tape(book.apply(buy('alice', 'b1', 1500, 200)))).to.deep.equal([
          'b1 x s2: 100 Wh at 1400',
          'b1 x s4: 100 Wh at 1500',
        ]);
      });

      it('leaves the orders passed over in their place', () => {
        applyAll(book, [sell('alice', 's1', 1400, 100), sell('bob', 's2', 1400, 100), buy('alice', 'b1', 1400, 50)]);
        expect(tape(book.apply(buy('home', 'b2', 1400, 150)))).to.deep.equal([
          'b2 x s1: 100 Wh at 1400',
          'b2 x s2: 50 Wh at 1400',
        ]);
      });

      it('may come to rest at or beyond their own price, and others trade with both', () => {
        applyAll(book, [sell('alice', 's1', 1400, 100), buy('alice', 'b1', 1600, 100), buy('alice', 'b2', 1400, 100)]);
        expect(book.depth('sell', 1)).to.deep.equal([{ priceSen: 1400, energyWh: 100, orders: 1 }]);
        expect(book.depth('buy', 2)).to.deep.equal([
          { priceSen: 1600, energyWh: 100, orders: 1 },
          { priceSen: 1400, energyWh: 100, orders: 1 },
        ]);
        expect(tape(book.apply(sell('bob', 's2', 1400, 100)))).to.deep.equal(['b1 x s2: 100 Wh at 1600']);
        expect(tape(book.apply(buy('bob', 'b3', 1400, 100)))).to.deep.equal(['b3 x s1: 100 Wh at 1400']);
      });
    });

    it('cancels what is left of an order', () => {
      applyAll(book, [sell('solar', 's1', 1400, 500), buy('home', 'b1', 1400, 200)]);
      expect(book.apply(cancel('solar', 's1'))).to.deep.equal([
        { type: 'cancelled', sequence: 7, orderId: 's1', remainingWh: 300 },
      ]);
      expect(tape(book.apply(buy('home', 'b2', 1400, 100)))).to.deep.equal([]);
    });

    it('closes the gap that a cancelled order leaves in the queue, wherever it stood', () => {
      const ids = ['s1', 's2', 's3', 's4', 's5'];
      applyAll(
        book,
        ids.map((id) => sell(`seller-${id}`, id, 1400, 100)),
      );
      applyAll(book, [cancel('seller-s1', 's1'), cancel('seller-s3', 's3'), cancel('seller-s5', 's5')]);
      book.apply(sell('late', 's6', 1400, 100));
      expect(book.resting('sell').map((order) => order.orderId)).to.deep.equal(['s2', 's4', 's6']);
    });

    it('expires what rests at gate closure, in order of entry over both sides, and then closes', () => {
      applyAll(book, [
        sell('solar', 's1', 1900, 500),
        buy('home', 'b1', 1200, 300),
        sell('solar', 's2', 1800, 400),
        buy('home', 'b2', 1800, 100),
      ]);
      expect(book.closed).to.equal(false);
      expect(book.apply(CLOSE)).to.deep.equal([
        { type: 'expired', sequence: 11, orderId: 's1', remainingWh: 500 },
        { type: 'expired', sequence: 12, orderId: 'b1', remainingWh: 300 },
        { type: 'expired', sequence: 13, orderId: 's2', remainingWh: 300 },
        { type: 'closed', sequence: 14 },
      ]);
      expect(book.closed).to.equal(true);
      expect([...book.resting('buy'), ...book.resting('sell')]).to.deep.equal([]);
      expect(book.depth('sell', 10)).to.deep.equal([]);
    });

    it('closes an empty book', () => {
      expect(book.apply(CLOSE)).to.deep.equal([{ type: 'closed', sequence: 2 }]);
    });

    it('sums the depth by price, best first, up to the limit', () => {
      applyAll(book, [
        sell('a', 's1', 1500, 100),
        sell('b', 's2', 1400, 200),
        sell('c', 's3', 1500, 50),
        sell('d', 's4', 1600, 10),
      ]);
      expect(book.depth('sell', 2)).to.deep.equal([
        { priceSen: 1400, energyWh: 200, orders: 1 },
        { priceSen: 1500, energyWh: 150, orders: 2 },
      ]);
      expect(book.depth('sell', 0)).to.deep.equal([]);
      expect(book.depth('buy', 2)).to.deep.equal([]);
    });

    it('takes the names of object properties as ids like any other', () => {
      applyAll(book, [sell('__proto__', 'constructor', 1400, 100), buy('constructor', '__proto__', 1400, 100)]);
      expect(book.sequence).to.equal(5);
      expect(book.apply(cancel('toString', 'toString'))[0]).to.include({ code: 'ORDER_UNKNOWN' });
    });

    it('trades at both ends of the widest band', () => {
      const widest = new NamedBook(new Book({ ...DEFAULT_BOOK_RULES, minPriceSen: 0, maxPriceSen: 32_767 }));
      applyAll(widest, [sell('a', 's1', 32_767, 10), sell('a', 's2', 0, 10), sell('a', 's3', 1_024, 10)]);
      expect(tape(widest.apply(buy('b', 'b1', 32_767, 30)))).to.deep.equal([
        'b1 x s2: 10 Wh at 0',
        'b1 x s3: 10 Wh at 1024',
        'b1 x s1: 10 Wh at 32767',
      ]);
    });

    it('keeps its rules whatever becomes of the object they came in', () => {
      const rules = { ...DEFAULT_BOOK_RULES };
      const own = new Book(rules);
      rules.maxOrderWh = 1;
      expect(new NamedBook(own).apply(sell('solar', 's1', 1400, 500))[0]).to.include({ type: 'accepted' });
      expect(own.rules).to.deep.equal(DEFAULT_BOOK_RULES);
    });
  });
}

/** The trades among events, as a person would write them down. */
function tape(events: readonly NamedEvent[]): string[] {
  return events
    .filter((event) => event.type === 'trade')
    .map((trade) => `${trade.buyOrderId} x ${trade.sellOrderId}: ${trade.energyWh} Wh at ${trade.priceSen}`);
}
