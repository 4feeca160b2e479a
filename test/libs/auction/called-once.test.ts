import { expect } from 'chai';
import { calledOnce, DEFAULT_BOOK_RULES, LadderBook } from '#auction';
import { buy, CLOSE, cancel, inNumbers, type NamedCommand, replace, sell } from './commands.js';

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
