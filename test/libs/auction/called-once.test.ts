import { expect } from 'chai';
import fc from 'fast-check';
import {
  type CallTrade,
  calledOnce,
  DEFAULT_BOOK_RULES,
  type JournalEntry,
  LadderBook,
  NaiveBook,
  type OriginPreference,
  type PlaceCommand,
} from '#auction';
import {
  buy,
  CLOSE,
  cancel,
  commandStreams,
  inNumbers,
  type NamedCommand,
  PATIENCE,
  replace,
  SMALL_RULES,
  sell,
} from './commands.js';

describe('calledOnce', () => {
  const called = (commands: readonly NamedCommand[]) => {
    const book = new LadderBook(DEFAULT_BOOK_RULES);
    const entries = inNumbers([...commands, CLOSE]).map((command) => {
      const sequence = book.sequence + 1;
      book.apply(command);
      return { sequence, command };
    });
    const result = calledOnce(DEFAULT_BOOK_RULES, entries);
    return (
      result && { priceSen: result.priceSen, energyWh: result.trades.reduce((sum, each) => sum + each.energyWh, 0) }
    );
  };

  it('calls what traded and what rested at the close, at the orders’ limits', () => {
    // Trading as they came gave the dear buyer the dear seller: 100 Wh. Called, the best meet the best.
    const commands = [
      sell('ann', 's1', 1500, 100),
      buy('home', 'b1', 1600, 100),
      sell('ben', 's2', 1000, 100),
      buy('shop', 'b2', 900, 100),
    ];
    expect(called(commands)).to.deep.equal({ priceSen: 1000, energyWh: 100 });
    expect(called([...commands, buy('cafe', 'b3', 1550, 100)])).to.deep.equal({ priceSen: 1500, energyWh: 200 });
  });

  it('says what a slow look through the events and every price of the band says', () => {
    let met = 0;
    const property = fc.property(commandStreams(SMALL_RULES, 200), (commands) => {
      const entries = [...commands, { type: 'close', atMs: 0 } as const].map((command) => ({ sequence: 0, command }));
      const result = calledOnce(SMALL_RULES, entries);
      expect(result && { priceSen: result.priceSen, fills: fillsOf(result.trades) }).to.deep.equal(slowCall(entries));
      if (result !== undefined) met += 1;
    });
    fc.assert(property, { seed: 11, numRuns: 300, ...PATIENCE });
    expect(met).to.be.greaterThan(100);
  });

  it('leaves out what was taken back, and takes a replaced order as it stood last', () => {
    const commands = [sell('ann', 's1', 1500, 100), buy('home', 'b1', 1000, 100)];
    expect(called(commands)).to.equal(undefined);
    expect(called([...commands, replace('home', 'b1', 1400, 80)])).to.equal(undefined);
    expect(called([...commands, replace('home', 'b1', 1500, 80)])).to.deep.equal({ priceSen: 1500, energyWh: 80 });
    expect(called([...commands, cancel('ann', 's1'), sell('ben', 's2', 900, 30)])).to.deep.equal({
      priceSen: 1000,
      energyWh: 30,
    });
  });
});

/** Buyer, seller and energy of each trade. */
function fillsOf(trades: readonly CallTrade[]): number[][] {
  return trades.map(({ buy, sell, energyWh }) => [buy.orderId, sell.orderId, energyWh]);
}

/** A call by the definition: the lowest price of the band at which there is enough for everybody who would pay more. */
function slowCall(entries: readonly JournalEntry[]) {
  const { minPriceSen, maxPriceSen } = SMALL_RULES;
  const orders = slowOrders(entries).filter(({ openWh }) => openWh > 0);
  const [buys, sells] = [orders.filter(({ side }) => side === 'buy'), orders.filter(({ side }) => side === 'sell')];
  const sum = (some: typeof orders) => some.reduce((wh, { openWh }) => wh + openWh, 0);
  for (let priceSen = minPriceSen; priceSen <= maxPriceSen; priceSen++) {
    const supplyWh = sum(sells.filter((offer) => offer.priceSen <= priceSen));
    const above = buys.filter((bid) => bid.priceSen > priceSen);
    const meets = sum(buys.filter((bid) => bid.priceSen >= priceSen)) > 0;
    if (supplyWh < sum(above) || supplyWh === 0 || !meets) continue;
    const fills: number[][] = [];
    const inTurn = (some: typeof orders, sign: number) =>
      some.toSorted((a, b) => sign * (a.priceSen - b.priceSen) || a.orderId - b.orderId);
    for (const bid of inTurn(buys, -1).filter((each) => each.priceSen >= priceSen)) {
      for (const offer of inTurn(sells, 1).filter((each) => each.priceSen <= priceSen)) {
        const energyWh = Math.min(bid.openWh, offer.openWh);
        if (energyWh === 0 || bid.participant === offer.participant) continue;
        bid.openWh -= energyWh;
        offer.openWh -= energyWh;
        fills.push([bid.orderId, offer.orderId, energyWh]);
      }
    }
    return { priceSen, fills };
  }
  return undefined;
}

/** Every order with what it traded, and what of it rested at the close. */
function slowOrders(entries: readonly JournalEntry[]) {
  const book = new NaiveBook(SMALL_RULES);
  const orders: { orderId: number; participant: number; side: string; priceSen: number; openWh: number }[] = [];
  const refused = new Set<number>();
  for (const { command } of entries) {
    for (const event of book.apply(command)) {
      if (event.type === 'accepted') {
        const { participant, side, priceSen, origin } = command as PlaceCommand;
        orders.push({ orderId: event.orderId, participant, side, priceSen, openWh: 0 });
        if ((origin as OriginPreference | undefined)?.kind === 'hard') refused.add(event.orderId);
      } else if (event.type === 'replaced') {
        const before = (command as { orderId: number }).orderId;
        orders.push({ ...orders[before]!, orderId: event.orderId, priceSen: event.priceSen, openWh: 0 });
        if (refused.has(before)) refused.add(event.orderId);
      } else if (event.type === 'trade') {
        orders[event.buyOrderId]!.openWh += event.energyWh;
        orders[event.sellOrderId]!.openWh += event.energyWh;
      } else if (event.type === 'expired' && event.reason === undefined) {
        orders[event.orderId]!.openWh += event.remainingWh;
      }
    }
  }
  return orders.filter(({ orderId }) => !refused.has(orderId));
}
