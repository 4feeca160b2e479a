import { expect } from 'chai';
import { bookStatistics, DEFAULT_BOOK_RULES, LadderBook } from '#auction';
import { buy, cancel, inNumbers, type NamedCommand, reduce, replace, sell } from './commands.js';

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
