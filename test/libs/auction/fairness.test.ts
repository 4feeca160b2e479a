import { expect } from 'chai';
import fc from 'fast-check';
import {
  type CheckedTrade,
  type Command,
  checkFairness,
  type FairnessFinding,
  type JournalEntry,
  LadderBook,
  MAX_FAIRNESS_FINDINGS,
} from '#auction';
import {
  buy,
  CALL,
  CLOSE,
  cancel,
  commandStreams,
  HALT,
  OPEN,
  PATIENCE,
  PRE_OPEN,
  SMALL_RULES,
  sell,
} from './commands.js';

const RULES = SMALL_RULES;

interface Run {
  readonly entries: readonly JournalEntry[];
  readonly trades: readonly CheckedTrade[];
}

/** What an honest book makes of commands. */
function run(commands: readonly Command[]): Run {
  const book = new LadderBook(RULES);
  const entries: JournalEntry[] = [];
  const trades: CheckedTrade[] = [];
  for (const command of commands) {
    entries.push({ sequence: book.sequence + 1, command });
    for (const event of book.apply(command)) {
      if (event.type !== 'trade') continue;
      const { type: _, ...trade } = event;
      trades.push(trade);
    }
  }
  return { entries, trades };
}

const check = ({ entries, trades }: Run) => checkFairness(RULES, entries, trades);

/** Trades as they are told apart here: a book that numbers its events otherwise is not unfair for that. */
const content = (trades: readonly CheckedTrade[]) => JSON.stringify(trades.map(({ sequence: _, ...trade }) => trade));

describe('checkFairness', () => {
  it('finds nothing in an honest run, whatever was ordered', () => {
    let trades = 0;
    const property = fc.property(commandStreams(RULES, 120), (commands) => {
      const honest = run(commands);
      trades += honest.trades.length;
      expect(check(honest)).to.deep.equal([]);
    });
    fc.assert(property, { seed: 1, numRuns: 600, ...PATIENCE });
    expect(trades).to.be.greaterThan(3000);
  });

  it('finds every trade that was changed, dropped, doubled, invented or moved', () => {
    let changes = 0;
    const property = fc.property(commandStreams(RULES, 60), fc.infiniteStream(fc.nat(2 ** 30)), (commands, numbers) => {
      const honest = run(commands);
      if (honest.trades.length === 0) return;
      const pick = (count: number) => numbers.next().value! % count;
      const trades = changed(honest, pick);
      if (content(trades) === content(honest.trades)) return;
      changes += 1;
      expect(check({ ...honest, trades })).not.to.deep.equal([]);
    });
    fc.assert(property, { seed: 2, numRuns: 3000, ...PATIENCE });
    expect(changes).to.be.greaterThan(1500);
  });

  it('finds a changed journal exactly where it would have led to other trades', () => {
    const outcomes = { fair: 0, unfair: 0 };
    const property = fc.property(commandStreams(RULES, 40), fc.nat(), fc.nat(), (commands, first, second) => {
      const honest = run(commands);
      const [a, b] = [first % commands.length, second % commands.length];
      const moved = commands.with(a, commands[b]!).with(b, commands[a]!);
      // The journal tells the moved commands under the numbers of the honest run, so trades fall to the same places.
      const entries = honest.entries.map(({ sequence }, at) => ({ sequence, command: moved[at]! }));
      const places = (of: Run) =>
        of.trades.map((trade) => of.entries.findLastIndex(({ sequence }) => sequence < trade.sequence));
      const anew = run(moved);
      const isSame = content(anew.trades) === content(honest.trades) && String(places(anew)) === String(places(honest));
      outcomes[isSame ? 'fair' : 'unfair'] += 1;
      expect(check({ entries, trades: honest.trades }).length === 0).to.equal(isSame);
    });
    fc.assert(property, { seed: 3, numRuns: 2000, ...PATIENCE });
    expect(Math.min(outcomes.fair, outcomes.unfair)).to.be.greaterThan(200);
  });

  describe('names what was unfair, the sequence and both orders', () => {
    const book = [
      sell('ann', 's1', 12, 5),
      sell('ben', 's2', 12, 5),
      sell('cho', 's3', 11, 5),
      buy('dai', 'b1', 13, 8),
    ];
    const honest = run(book);
    const [first, second] = honest.trades as [CheckedTrade, CheckedTrade];
    const only = (run: Run): Partial<FairnessFinding> => {
      const [finding] = check(run);
      const { message, ...rest } = finding!;
      expect(message).to.match(/\w+ .*\.$/);
      return rest;
    };
    const with_ = (...trades: CheckedTrade[]) => ({ ...honest, trades });

    it('a friend preferred to the better price', () => {
      const friend = { ...first, sellOrderId: 's2', sellerId: 'ben', priceSen: 12 };
      expect(only(with_(friend, second))).to.deep.equal({
        code: 'PASSED_OVER',
        sequence: first.sequence,
        orderId: 's2',
        otherOrderId: 's3',
      });
    });

    it('a friend preferred to the earlier order', () => {
      const friend = { ...second, sellOrderId: 's2', sellerId: 'ben' };
      expect(only(with_(first, friend))).to.include({ code: 'PASSED_OVER', orderId: 's2', otherOrderId: 's1' });
    });

    it('a trade that is missing', () => {
      const due = { code: 'NOT_TRADED', orderId: 'b1', otherOrderId: 's1' };
      expect(only(with_(first))).to.include({ ...due, sequence: honest.entries[3]!.sequence });
    });

    it('a price that is not the resting order’s, and an energy that is not all they had', () => {
      const common = { sequence: first.sequence, orderId: 'b1', otherOrderId: 's3' };
      expect(only(with_({ ...first, priceSen: 12 }, second))).to.deep.equal({ code: 'PRICE_WRONG', ...common });
      expect(only(with_({ ...first, energyWh: 4 }, second))).to.deep.equal({ code: 'ENERGY_WRONG', ...common });
    });

    it('an order that does not stand, or is another’s', () => {
      expect(only(with_({ ...first, sellOrderId: 's9' }, second))).to.include({ code: 'NOT_STANDING', orderId: 'b1' });
      expect(only(with_({ ...first, sellerId: 'ann' }, second))).to.include({ code: 'PARTICIPANT_WRONG' });
    });

    it('a trade with oneself, and one beyond the limit', () => {
      const commands = [sell('dai', 's1', 12, 5), sell('ben', 's2', 14, 5), buy('dai', 'b1', 13, 8)];
      const { entries } = run(commands);
      const trade = { ...first, sequence: 7, sellOrderId: 's1', sellerId: 'dai', priceSen: 12 };
      expect(only({ entries, trades: [trade] })).to.include({ code: 'SELF_TRADE', sequence: 7, otherOrderId: 's1' });
      const beyond = { ...trade, sellOrderId: 's2', sellerId: 'ben', priceSen: 14 };
      expect(only({ entries, trades: [beyond] })).to.include({ code: 'LIMIT_BROKEN', otherOrderId: 's2' });
    });

    it('an origin that the buyer does not want', () => {
      const { entries } = run([
        sell('ann', 's1', 12, 5, { origin: { sourceType: 'wind' } }),
        buy('dai', 'b1', 13, 5, { origin: { kind: 'hard', sourceType: 'solar' } }),
      ]);
      const trade = { ...first, sequence: 5, sellOrderId: 's1', sellerId: 'ann', priceSen: 12 };
      expect(only({ entries, trades: [trade] })).to.include({ code: 'LIMIT_BROKEN', otherOrderId: 's1' });
    });

    it('a condition of entry that was not kept', () => {
      const { entries } = run([sell('ann', 's1', 12, 5), buy('dai', 'b1', 13, 8, { timeInForce: 'fillOrKill' })]);
      const trade = { ...first, sequence: 5, sellOrderId: 's1', sellerId: 'ann', priceSen: 12 };
      expect(only({ entries, trades: [trade] })).to.include({
        code: 'CONDITION_BROKEN',
        orderId: 'b1',
        otherOrderId: 's1',
      });
    });

    it('a trade of nothing: in a halt, after the closure, after a cancel, before anything', () => {
      for (const last of [HALT, CLOSE, cancel('dai', 'b1')]) {
        const commands = [sell('ann', 's1', 12, 5), buy('dai', 'b1', 11, 5), last];
        const { entries } = run(commands);
        const trade = { ...first, sequence: 6, sellOrderId: 's1', sellerId: 'ann', priceSen: 11 };
        const code = last === HALT ? 'LIMIT_BROKEN' : 'NOT_STANDING';
        expect(only({ entries, trades: [trade] })).to.include({ code, sequence: 6 });
      }
      expect(only({ entries: [], trades: [first] })).to.include({ code: 'NOT_STANDING' });
    });

    it('a trade of orders that wait for the opening', () => {
      const { entries } = run([PRE_OPEN, sell('ann', 's1', 12, 5), buy('dai', 'b1', 13, 5)]);
      const trade = { ...first, sequence: 7, sellOrderId: 's1', sellerId: 'ann', energyWh: 5 };
      expect(only({ entries, trades: [trade] })).to.include({ code: 'OUT_OF_PLACE', sequence: 7 });
    });

    it('a call at another price, and out of turn', () => {
      const commands = [
        PRE_OPEN,
        sell('ann', 's1', 10, 5),
        sell('ben', 's2', 10, 5),
        buy('dai', 'b1', 13, 5),
        CALL,
        OPEN,
      ];
      const called = run(commands);
      const [trade] = called.trades as [CheckedTrade];
      expect(check(called)).to.deep.equal([]);
      expect(only({ ...called, trades: [{ ...trade, priceSen: 11 }] })).to.include({ code: 'PRICE_WRONG' });
      const friend = { ...trade, sellOrderId: 's2', sellerId: 'ben' };
      expect(only({ ...called, trades: [friend] })).to.include({
        code: 'PASSED_OVER',
        orderId: 's2',
        otherOrderId: 's1',
      });
      expect(only({ ...called, trades: [] })).to.include({ code: 'NOT_TRADED', orderId: 'b1', otherOrderId: 's1' });
    });

    it('numbers that do not ascend', () => {
      expect(only(with_(second, first))).to.include({ code: 'SEQUENCE_WRONG', sequence: first.sequence });
      expect(only({ ...honest, entries: honest.entries.toReversed() })).to.include({ code: 'SEQUENCE_WRONG' });
    });
  });

  it('stops after so many findings', () => {
    const commands = Array.from({ length: 300 }, (_, n) => [
      sell(`p${n}`, `s${n}`, 12, 5),
      buy(`q${n}`, `b${n}`, 13, 5),
    ]).flat();
    const { entries } = run(commands);
    expect(checkFairness(RULES, entries, [])).to.have.length(MAX_FAIRNESS_FINDINGS);
  });
});

/** One change to the trades, as somebody might make who gains by it. */
function changed({ entries, trades }: Run, pick: (count: number) => number): CheckedTrade[] {
  const at = pick(trades.length);
  const trade = trades[at]!;
  const orders = entries.flatMap(({ command }) => (command.type === 'place' ? [command] : []));
  const isBuy = pick(2) === 0;
  const others = orders.filter(({ side }) => (side === 'buy') === isBuy);
  const other = others[pick(others.length)] ?? orders[0]!;
  const swapped = isBuy
    ? { ...trade, buyOrderId: other.orderId, buyerId: other.participantId }
    : { ...trade, sellOrderId: other.orderId, sellerId: other.participantId };
  const next = trades[at + 1];
  switch (pick(8)) {
    case 0: // prefers a friend
    case 1:
      return trades.with(at, swapped);
    case 2:
      return trades.with(at, { ...trade, priceSen: trade.priceSen + (pick(2) === 0 ? 1 : -1) });
    case 3:
      return trades.with(at, { ...trade, energyWh: trade.energyWh + (pick(2) === 0 ? 1 : -1) });
    case 4:
      return trades.toSpliced(at, 1);
    case 5: // invents one
      return trades.toSpliced(at + 1, 0, { ...swapped, sequence: trade.sequence + 0.5 });
    case 6: // changes two over
      return next === undefined
        ? trades.toSpliced(at, 1)
        : trades.with(at, { ...next, sequence: trade.sequence }).with(at + 1, { ...trade, sequence: next.sequence });
    default: // splits one
      return trades.toSpliced(
        at,
        1,
        { ...trade, energyWh: trade.energyWh - 1 },
        { ...trade, energyWh: 1, sequence: trade.sequence + 0.5 },
      );
  }
}
