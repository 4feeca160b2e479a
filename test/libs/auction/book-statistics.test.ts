import { expect } from 'chai';
import fc from 'fast-check';
import { BookObserver, bookStatistics, DEFAULT_BOOK_RULES, LadderBook, NaiveBook, type Side } from '#auction';
import {
  buy,
  cancel,
  commandStreams,
  inNumbers,
  type NamedCommand,
  PATIENCE,
  reduce,
  replace,
  SMALL_RULES,
  sell,
} from './commands.js';

describe('bookStatistics', () => {
  it('reports spread, depth and fill rate of a slot quoted by a market maker', () => {
    const statistics = statisticsOf([
      sell('retailer', 's1', 1600, 1000, { atMs: 1000 }),
      buy('retailer', 'b1', 1400, 1000, { atMs: 2000 }),
      buy('home', 'b2', 1600, 250, { atMs: 5000 }), // trades 250
      buy('home', 'b3', 1500, 100, { atMs: 6000 }), // spread 100 from here
      { ...cancel('home', 'b3'), atMs: 8000 },
      { type: 'close', atMs: 10_000 },
    ]);
    expect(statistics).to.deep.equal({
      ...{ bestBidSen: 1400, bestAskSen: 1600, spreadSen: 200 },
      buy: { depthWh: 1000n, tradedWh: 250n, unfilledWh: 1100n, fillRatePermille: 185 },
      sell: { depthWh: 750n, tradedWh: 250n, unfilledWh: 750n, fillRatePermille: 250 },
      ...{ observedMs: 9000, quotedMs: 8000, meanSpreadSen: 175 },
    });
  });

  it('leaves energy that was taken back out of what was offered', () => {
    const statistics = statisticsOf([
      sell('ann', 's1', 1400, 500),
      reduce('ann', 's1', 100),
      replace('ann', 's1', 1300, 200),
      buy('home', 'b1', 1300, 150),
    ]);
    expect(statistics.sell).to.deep.equal({
      ...{ depthWh: 50n, tradedWh: 150n, unfilledWh: 50n, fillRatePermille: 750 },
    });
  });

  it('says after every command what the whole book says when it is looked through anew', () => {
    let looks = 0;
    fc.assert(
      fc.property(commandStreams(SMALL_RULES, 200), (commands) => {
        const observer = new BookObserver(SMALL_RULES);
        const book = new NaiveBook(SMALL_RULES);
        for (const command of commands) {
          observer.observe(command);
          book.apply(command);
          if (book.closed) return;
          const { buy, sell, bestBidSen, bestAskSen } = observer.statistics();
          expect([bestBidSen, bestAskSen, buy.depthWh, sell.depthWh]).to.deep.equal([
            book.depth('buy', 1)[0]?.priceSen ?? null,
            book.depth('sell', 1)[0]?.priceSen ?? null,
            depthOf(book, 'buy'),
            depthOf(book, 'sell'),
          ]);
          looks += 1;
        }
      }),
      { seed: 21, numRuns: 60, ...PATIENCE },
    );
    expect(looks).to.be.greaterThan(2000);
  });

  it('has no figures where there is nothing', () => {
    const empty = { depthWh: 0n, tradedWh: 0n, unfilledWh: 0n, fillRatePermille: null };
    expect(statisticsOf([])).to.deep.equal({
      ...{ bestBidSen: null, bestAskSen: null, spreadSen: null, buy: empty, sell: empty },
      ...{ observedMs: 0, quotedMs: 0, meanSpreadSen: null },
    });
  });
});

function statisticsOf(commands: readonly NamedCommand[]) {
  const book = new LadderBook(DEFAULT_BOOK_RULES);
  const entries = inNumbers(commands).map((stated) => {
    // Nobody enrols before the first order comes.
    const command = { ...stated, atMs: Math.max(stated.atMs, commands[0]?.atMs ?? 0) };
    const entry = { sequence: book.sequence + 1, command };
    book.apply(command);
    return entry;
  });
  return bookStatistics(DEFAULT_BOOK_RULES, entries);
}

function depthOf(book: NaiveBook, side: Side): bigint {
  return book.resting(side).reduce((sumWh, { remainingWh }) => sumWh + BigInt(remainingWh), 0n);
}
