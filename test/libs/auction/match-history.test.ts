import { expect } from 'chai';
import fc from 'fast-check';
import {
  type Command,
  DEFAULT_BOOK_RULES,
  type JournalEntry,
  LadderBook,
  MatchHistory,
  PAIR_REASONS,
  type PairReason,
} from '#auction';
import {
  buy,
  CALL,
  cancel,
  commandStreams,
  inNumbers,
  type NamedCommand,
  OPEN,
  PATIENCE,
  PRE_OPEN,
  replace,
  SMALL_RULES,
  sell,
} from './commands.js';
import { SlowHistory } from './slow-history.js';

const SOLAR = { origin: { sourceType: 'solar' } };
const SOLAR_ONLY = { origin: { sourceType: 'solar', kind: 'hard', premiumSen: 50 } } as const;

/** Commands, and why b1 and s1 did not trade. */
const CASES: readonly (readonly [PairReason | undefined, string, readonly NamedCommand[]])[] = [
  [undefined, 'they did', [sell('ann', 's1', 1400, 100), buy('home', 'b1', 1400, 100)]],
  ['ORDER_UNKNOWN', 'there is no s1', [buy('home', 'b1', 1400, 100)]],
  ['NOT_BUY_AND_SELL', 'both sell', [sell('ann', 's1', 1400, 100), sell('ben', 'b1', 1400, 100)]],
  ['SAME_PARTICIPANT', 'both are of one', [sell('ann', 's1', 1400, 100), buy('ann', 'b1', 1400, 100)]],
  [
    'NEVER_TOGETHER',
    's1 was cancelled before',
    [sell('ann', 's1', 1400, 100), cancel('ann', 's1'), buy('home', 'b1', 1400, 100)],
  ],
  [
    'NEVER_TOGETHER',
    's1 was filled before',
    [sell('ann', 's1', 1400, 100), buy('shop', 'b0', 1400, 100), buy('home', 'b1', 1400, 100)],
  ],
  [
    'NEVER_TOGETHER',
    's1 expired when b1 came',
    [
      sell('ann', 's1', 1400, 100, { timeInForce: 'goodUntil', goodUntilMs: 5 }),
      buy('home', 'b1', 1400, 100, { atMs: 5 }),
    ],
  ],
  ['ORIGIN_NOT_WANTED', 'no solar', [sell('ann', 's1', 1400, 100), buy('home', 'b1', 1400, 100, SOLAR_ONLY)]],
  ['PRICE_NOT_MET', 'too dear', [sell('ann', 's1', 1401, 100), buy('home', 'b1', 1400, 100)]],
  [
    'PRICE_NOT_MET',
    'too dear even with the premium',
    [sell('ann', 's1', 1451, 100, SOLAR), buy('home', 'b1', 1400, 100, SOLAR_ONLY)],
  ],
  [
    'NOT_OPEN',
    'b1 was cancelled before the opening',
    [PRE_OPEN, sell('ann', 's1', 1400, 100), buy('home', 'b1', 1400, 100), cancel('home', 'b1'), OPEN],
  ],
  [
    'NOT_OPEN',
    'in the call a hard preference waits for the opening',
    [
      PRE_OPEN,
      ...[sell('ann', 's1', 1000, 100, SOLAR), buy('home', 'b1', 1400, 100, SOLAR_ONLY)],
      ...[buy('shop', 'b0', 1300, 100), CALL, OPEN],
    ],
  ],
  [
    'OTHERS_FIRST',
    'somebody who paid more filled s1 in the call',
    [
      PRE_OPEN,
      ...[sell('ann', 's1', 1000, 100), buy('home', 'b1', 1300, 100), buy('shop', 'b2', 1400, 100)],
      ...[CALL, OPEN],
    ],
  ],
  [
    'CONDITION_NOT_MET',
    'too little to fill b1',
    [sell('ann', 's1', 1400, 100), buy('home', 'b1', 1400, 200, { timeInForce: 'fillOrKill' })],
  ],
  [
    'OTHERS_FIRST',
    'a better price filled b1',
    [sell('ann', 's1', 1400, 100), sell('ben', 's0', 1399, 100), buy('home', 'b1', 1400, 100)],
  ],
  [
    'OTHERS_FIRST',
    'at the opening, an earlier order filled s1',
    [PRE_OPEN, buy('shop', 'b0', 1400, 100), buy('home', 'b1', 1400, 100), sell('ann', 's1', 1400, 100), OPEN],
  ],
  [
    'OTHERS_FIRST',
    'b1 was replaced, and then a better price filled it',
    [
      ...[sell('ann', 's1', 1400, 100), sell('ben', 's0', 1390, 100), buy('home', 'b1', 1300, 100)],
      replace('home', 'b1', 1400, 100),
    ],
  ],
];

describe('MatchHistory.whyNot', () => {
  for (const [reason, when, commands] of CASES) {
    it(`${reason ?? 'no reason'}: ${when}`, () => {
      const { history } = historyOf(DEFAULT_BOOK_RULES, inNumbers(commands));
      expect(history.whyNot(numberOf('b1', commands), numberOf('s1', commands))).to.equal(reason);
    });
  }

  it('has an example for each of the closed set', () => {
    expect([...new Set(CASES.map(([reason]) => reason))].filter((reason) => reason !== undefined)).to.have.members(
      Object.keys(PAIR_REASONS),
    );
  });

  it('tells for every pair what one finds who looks at each moment anew', () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(commandStreams(SMALL_RULES, 100), (commands) => {
        const { history, book } = historyOf(SMALL_RULES, commands);
        const slow = new SlowHistory(SMALL_RULES, commands);
        const { orders } = book.state();
        for (const { orderId: bought } of orders.filter((order) => order.side === 'buy')) {
          for (const { orderId: sold } of orders.filter((order) => order.side === 'sell')) {
            const reason = history.whyNot(bought, sold);
            expect(reason, `${bought} ${sold}`).to.equal(slow.whyNot(bought, sold));
            const kind = `${reason} ${slow.hasCalled ? 'called' : ''}`;
            seen.set(kind, (seen.get(kind) ?? 0) + 1);
          }
        }
      }),
      { seed: 5, numRuns: 200, ...PATIENCE },
    );
    for (const reason of ['SAME_PARTICIPANT', 'NEVER_TOGETHER', 'ORIGIN_NOT_WANTED', 'PRICE_NOT_MET', 'OTHERS_FIRST']) {
      expect(seen.get(`${reason} `), reason).to.be.greaterThan(50);
      expect(seen.get(`${reason} called`), `${reason}, with a call`).to.be.greaterThan(50);
    }
    for (const kind of ['NOT_OPEN ', 'NOT_OPEN called', 'CONDITION_NOT_MET ', 'undefined ']) {
      expect(seen.get(kind) ?? 0, kind).to.be.greaterThan(10);
    }
  });

  it('never blames other orders where what is left of both could still trade', () => {
    let blamed = 0;
    fc.assert(
      fc.property(commandStreams(SMALL_RULES, 100), (commands) => {
        const { history, book } = historyOf(SMALL_RULES, commands);
        if (book.phase !== 'open') return;
        for (const { orderId: bought } of book.resting('buy')) {
          for (const { orderId: sold } of book.resting('sell')) {
            const reason = history.whyNot(bought, sold);
            if (reason === 'SAME_PARTICIPANT' || reason === 'PRICE_NOT_MET') blamed += 1;
            expect(reason).to.be.oneOf([
              undefined,
              'SAME_PARTICIPANT',
              'ORIGIN_NOT_WANTED',
              'PRICE_NOT_MET',
              'NOT_OPEN',
            ]);
          }
        }
      }),
      { seed: 6, numRuns: 100, ...PATIENCE },
    );
    expect(blamed).to.be.greaterThan(100);
  });
});

/** The number of an order that is not refused; one that was replaced has its latest. */
function numberOf(orderId: string, commands: readonly NamedCommand[]): number {
  const entering = commands.filter(({ type }) => type === 'place' || type === 'replace');
  return entering.findLastIndex((command) => (command as { orderId: string }).orderId === orderId);
}

function historyOf(rules: typeof DEFAULT_BOOK_RULES, commands: readonly Command[]) {
  const book = new LadderBook(rules);
  const entries = commands.map((command): JournalEntry => {
    const entry = { sequence: book.sequence + 1, command };
    book.apply(command);
    return entry;
  });
  return { history: new MatchHistory(rules, entries), book };
}
