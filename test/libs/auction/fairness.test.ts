import { expect } from 'chai';
import fc from 'fast-check';
import {
  type Command,
  checkFairness,
  type FairnessFinding,
  type JournalEntry,
  LadderBook,
  MAX_FAIRNESS_FINDINGS,
  type Trade,
  tradeOf,
} from '#auction';
import {
  buy,
  CALL,
  CLOSE,
  cancel,
  commandStreams,
  HALT,
  inNumbers,
  type NamedCommand,
  OPEN,
  PATIENCE,
  PRE_OPEN,
  SMALL_RULES,
  sell,
} from './commands.js';
import { checkFairnessPlainly } from './obvious-fairness/check-fairness.js';

const RULES = SMALL_RULES;

interface Run {
  readonly entries: readonly JournalEntry[];
  readonly trades: readonly Trade[];
}

/** What an honest book makes of commands. */
function run(commands: readonly Command[]): Run {
  const book = new LadderBook(RULES);
  const entries: JournalEntry[] = [];
  const trades: Trade[] = [];
  for (const command of commands) {
    entries.push({ sequence: book.sequence + 1, command });
    for (const event of book.apply(command)) {
      if (event.type === 'trade') trades.push(tradeOf(book, event));
    }
  }
  return { entries, trades };
}

/** The same of commands in names. */
const runNamed = (commands: readonly NamedCommand[]) => run(inNumbers(commands, RULES));

/** Whatever is checked here is checked as obviously as can be as well, and both must find the same. */
function check({ entries, trades }: Run): FairnessFinding[] {
  const findings = checkFairness(RULES, entries, trades);
  expect(findings).to.deep.equal(checkFairnessPlainly(RULES, entries, trades));
  return findings;
}

/** Trades as they are told apart here: a book that numbers its events otherwise is not unfair for that. */
const content = (trades: readonly Trade[]) => JSON.stringify(trades.map(({ sequence: _, ...trade }) => trade));

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
    const honest = runNamed(book);
    const [first, second] = honest.trades as [Trade, Trade];
    const only = (run: Run): Partial<FairnessFinding> => {
      const [finding] = check(run);
      const { message, ...rest } = finding!;
      expect(message).to.match(/\w+ .*\.$/);
      return rest;
    };
    const with_ = (...trades: Trade[]) => ({ ...honest, trades });

    it('a friend preferred to the better price', () => {
      const friend = { ...first, sellOrderId: 1, sellerId: 'ben', priceSen: 12 };
      expect(only(with_(friend, second))).to.deep.equal({
        code: 'PASSED_OVER',
        sequence: first.sequence,
        orderId: 1,
        otherOrderId: 2,
      });
    });

    it('a friend preferred to the earlier order', () => {
      const friend = { ...second, sellOrderId: 1, sellerId: 'ben' };
      expect(only(with_(first, friend))).to.include({ code: 'PASSED_OVER', orderId: 1, otherOrderId: 0 });
    });

    it('a trade that is missing', () => {
      const due = { code: 'NOT_TRADED', orderId: 3, otherOrderId: 0 };
      expect(only(with_(first))).to.include({ ...due, sequence: honest.entries.at(-1)!.sequence });
    });

    it('a price that is not the resting order’s, and an energy that is not all they had', () => {
      const common = { sequence: first.sequence, orderId: 3, otherOrderId: 2 };
      expect(only(with_({ ...first, priceSen: 12 }, second))).to.deep.equal({ code: 'PRICE_WRONG', ...common });
      expect(only(with_({ ...first, energyWh: 4 }, second))).to.deep.equal({ code: 'ENERGY_WRONG', ...common });
    });

    it('an order that does not stand, or is another’s', () => {
      expect(only(with_({ ...first, sellOrderId: 9 }, second))).to.include({ code: 'NOT_STANDING', orderId: 3 });
      expect(only(with_({ ...first, sellerId: 'ann' }, second))).to.include({ code: 'PARTICIPANT_WRONG' });
    });

    it('a trade with oneself, and one beyond the limit', () => {
      const commands = [sell('dai', 's1', 12, 5), sell('ben', 's2', 14, 5), buy('dai', 'b1', 13, 8)];
      const { entries } = runNamed(commands);
      const after = entries.at(-1)!.sequence + 2;
      const trade = { ...first, sequence: after, buyOrderId: 2, sellOrderId: 0, sellerId: 'dai', priceSen: 12 };
      expect(only({ entries, trades: [trade] })).to.include({ code: 'SELF_TRADE', sequence: after, otherOrderId: 0 });
      const beyond = { ...trade, sellOrderId: 1, sellerId: 'ben', priceSen: 14 };
      expect(only({ entries, trades: [beyond] })).to.include({ code: 'LIMIT_BROKEN', otherOrderId: 1 });
    });

    it('an origin that the buyer does not want', () => {
      const { entries } = runNamed([
        sell('ann', 's1', 12, 5, { origin: { sourceType: 'wind' } }),
        buy('dai', 'b1', 13, 5, { origin: { kind: 'hard', sourceType: 'solar' } }),
      ]);
      const after = entries.at(-1)!.sequence + 2;
      const trade = { ...first, sequence: after, buyOrderId: 1, sellOrderId: 0, sellerId: 'ann', priceSen: 12 };
      expect(only({ entries, trades: [trade] })).to.include({ code: 'LIMIT_BROKEN', otherOrderId: 0 });
    });

    it('a condition of entry that was not kept', () => {
      const { entries } = runNamed([sell('ann', 's1', 12, 5), buy('dai', 'b1', 13, 8, { timeInForce: 'fillOrKill' })]);
      const after = entries.at(-1)!.sequence + 2;
      const trade = { ...first, sequence: after, buyOrderId: 1, sellOrderId: 0, sellerId: 'ann', priceSen: 12 };
      expect(only({ entries, trades: [trade] })).to.include({
        code: 'CONDITION_BROKEN',
        orderId: 1,
        otherOrderId: 0,
      });
    });

    it('a trade of nothing: in a halt, after the closure, after a cancel, before anything', () => {
      for (const last of [HALT, CLOSE, cancel('dai', 'b1')]) {
        const commands = [sell('ann', 's1', 12, 5), buy('dai', 'b1', 11, 5), last];
        const { entries } = runNamed(commands);
        const after = entries.at(-1)!.sequence + 1;
        const trade = { ...first, sequence: after, buyOrderId: 1, sellOrderId: 0, sellerId: 'ann', priceSen: 11 };
        const code = last === HALT ? 'LIMIT_BROKEN' : 'NOT_STANDING';
        expect(only({ entries, trades: [trade] })).to.include({ code, sequence: after });
      }
      expect(only({ entries: [], trades: [first] })).to.include({ code: 'NOT_STANDING' });
    });

    it('a trade of orders that wait for the opening', () => {
      const { entries } = runNamed([PRE_OPEN, sell('ann', 's1', 12, 5), buy('dai', 'b1', 13, 5)]);
      const after = entries.at(-1)!.sequence + 2;
      const trade = { ...first, sequence: after, buyOrderId: 1, sellOrderId: 0, sellerId: 'ann', energyWh: 5 };
      expect(only({ entries, trades: [trade] })).to.include({ code: 'OUT_OF_PLACE', sequence: after });
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
      const called = runNamed(commands);
      const [trade] = called.trades as [Trade];
      expect(check(called)).to.deep.equal([]);
      expect(only({ ...called, trades: [{ ...trade, priceSen: 11 }] })).to.include({ code: 'PRICE_WRONG' });
      const friend = { ...trade, sellOrderId: 1, sellerId: 'ben' };
      expect(only({ ...called, trades: [friend] })).to.include({
        code: 'PASSED_OVER',
        orderId: 1,
        otherOrderId: 0,
      });
      expect(only({ ...called, trades: [] })).to.include({ code: 'NOT_TRADED', orderId: 2, otherOrderId: 0 });
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
    const { entries } = runNamed(commands);
    expect(checkFairness(RULES, entries, [])).to.have.length(MAX_FAIRNESS_FINDINGS);
  });
});

/** The orders that the commands led to: by number, who entered them. */
function ordersOf(entries: readonly JournalEntry[]) {
  const book = new LadderBook(RULES);
  for (const { command } of entries) book.apply(command);
  const { orders } = book.state();
  return orders.map(({ orderId, side }) => ({ orderId, side, participantId: book.participantIdOf(orderId) }));
}

/** One change to the trades, as somebody might make who gains by it. */
function changed({ entries, trades }: Run, pick: (count: number) => number): Trade[] {
  const at = pick(trades.length);
  const trade = trades[at]!;
  const orders = ordersOf(entries);
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
