import { expect } from 'chai';
import { type Command, DEFAULT_BOOK_RULES, OrderLives } from '#auction';

/** What became of the orders of the one who enrolled as `own`. */
function livesOf(...commands: Command[]) {
  const lives = new OrderLives(DEFAULT_BOOK_RULES, 'own');
  for (const command of commands) lives.observe(command);
  return lives.all();
}

const enrol = (participantId: string): Command => ({ type: 'enrol', participantId, atMs: 1 });
const place = (
  participant: number,
  side: 'buy' | 'sell',
  priceSen: number,
  energyWh: number,
  atMs: number,
  more = {},
) => ({ type: 'place', participant, side, priceSen, energyWh, atMs, ...more }) as Command;
/** Another first, so that numbers are not the same by chance. */
const BOTH = [enrol('other'), enrol('own')] as const;

describe('the lives of orders', () => {
  it('are of the one who entered them alone, and stand until they end', () => {
    const [life, ...more] = livesOf(...BOTH, place(0, 'sell', 1500, 100, 2), place(1, 'sell', 1400, 300, 3));
    expect(more).to.deep.equal([]);
    expect(life).to.deep.equal({
      ...{ orderId: 1, side: 'sell', priceSen: 1400, energyWh: 300, enteredAtMs: 3, tradedWh: 0, reducedWh: 0 },
      end: null,
    });
  });

  it('end filled when nothing is left, whether they came first or met what rested', () => {
    const [resting, taking] = livesOf(
      ...BOTH,
      place(1, 'sell', 1400, 300, 2),
      place(0, 'buy', 1400, 100, 3),
      place(0, 'buy', 1400, 250, 4),
      place(1, 'sell', 1300, 50, 5),
    );
    expect(resting).to.deep.include({ tradedWh: 300, end: { reason: 'filled', atMs: 4, unfilledWh: 0 } });
    expect(taking).to.deep.include({ tradedWh: 50, end: { reason: 'filled', atMs: 5, unfilledWh: 0 } });
  });

  it('end cancelled, replaced, at gate closure and for a reason of their own, with what was left', () => {
    const lives = livesOf(
      ...BOTH,
      place(1, 'sell', 1400, 300, 2),
      { type: 'reduce', orderId: 0, participant: 1, byWh: 100, atMs: 3 },
      { type: 'replace', orderId: 0, participant: 1, priceSen: 1450, energyWh: 500, atMs: 4 },
      place(1, 'buy', 1000, 80, 5),
      { type: 'cancel', orderId: 2, participant: 1, atMs: 6 },
      place(1, 'buy', 1000, 70, 7, { timeInForce: 'immediateOrCancel' }),
      place(1, 'buy', 1000, 60, 8, { timeInForce: 'goodUntil', goodUntilMs: 20 }),
      { type: 'expire', atMs: 30 },
      { type: 'close', atMs: 40 },
    );
    expect(lives.map(({ orderId, reducedWh, end }) => [orderId, reducedWh, end])).to.deep.equal([
      [0, 100, { reason: 'replaced', atMs: 4, unfilledWh: 200 }],
      [1, 0, { reason: 'gateClosure', atMs: 40, unfilledWh: 500 }],
      [2, 0, { reason: 'cancelled', atMs: 6, unfilledWh: 80 }],
      [3, 0, { reason: 'immediateOrCancel', atMs: 7, unfilledWh: 70 }],
      [4, 0, { reason: 'goodUntil', atMs: 30, unfilledWh: 60 }],
    ]);
    expect(lives[1]).to.include({ side: 'sell', priceSen: 1450, enteredAtMs: 4 });
  });

  it('begin with what was accepted: a refused command enters none', () => {
    expect(livesOf(...BOTH, place(1, 'sell', 999_999, 100, 2), place(1, 'sell', 1000, 0, 3))).to.deep.equal([]);
  });
});
