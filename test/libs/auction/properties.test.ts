import { expect } from 'chai';
import fc from 'fast-check';
import {
  type BookEvent,
  type Command,
  LadderBook,
  type PlaceCommand,
  type ReplaceCommand,
  type RestingOrder,
  type Side,
} from '#auction';
import { commandStreams, PATIENCE, plainStreams, SMALL_RULES } from './commands.js';

/** One command, what it did, and what rested on each side before and after it. */
interface Step {
  readonly command: Command;
  readonly sequenceBefore: number;
  readonly events: readonly BookEvent[];
  readonly before: Readonly<Record<Side, readonly RestingOrder[]>>;
  readonly after: Readonly<Record<Side, readonly RestingOrder[]>>;
}

/** What the rules promise of any stream of commands, checked without knowing how a book works. */
describe('whatever is commanded, a book', () => {
  it('numbers commands and events in one sequence without gaps', () => {
    forAnyStep(({ sequenceBefore, events }) => {
      expect(events.map((event) => event.sequence)).to.deep.equal(events.map((_, n) => sequenceBefore + 2 + n));
    });
  });

  it('changes nothing by a refused command', () => {
    forAnyStep(({ events, before, after }) => {
      if (events.at(-1)?.type !== 'rejected') return;
      // Time may have passed for others all the same.
      if (events.length === 1) expect(after).to.deep.equal(before);
      for (const event of events.slice(0, -1)) expect(event).to.include({ type: 'expired', reason: 'goodUntil' });
    });
  });

  it('trades a plain order with the eligible resting orders from the front of the queue, at their prices, leaving none out', () => {
    let trades = 0;
    forAnyStep(
      ({ command, events, before }) => {
        if (command.type !== 'place' || events[0]?.type !== 'accepted') return;
        const buys = command.side === 'buy';
        const traded = events.slice(1).map((event) => {
          if (event.type !== 'trade') throw new Error(`a ${event.type} among the trades of an order`);
          const [own, other] = buys ? [event.buyOrderId, event.sellOrderId] : [event.sellOrderId, event.buyOrderId];
          expect(own).to.equal(events[0]?.type === 'accepted' && events[0].orderId);
          return [other, event.priceSen, event.energyWh];
        });
        expect(traded).to.deep.equal(fillsOf(command, before[buys ? 'sell' : 'buy']));
        trades += traded.length;
      },
      plainStreams(SMALL_RULES, 120),
    );
    expect(trades).to.be.greaterThan(1_000);
  });

  it('keeps both sides in order of price, then of entry', () => {
    const entered = new Map<number, number>();
    forAnyStep(({ events, after, sequenceBefore }) => {
      if (sequenceBefore === 0) entered.clear();
      for (const event of events)
        if (event.type === 'accepted' || event.type === 'replaced') entered.set(event.orderId, event.sequence);
      for (const [side, sign] of [['sell', 1] as const, ['buy', -1] as const]) {
        for (const [n, order] of after[side].slice(1).entries()) {
          const ahead = after[side][n]!;
          const worse = (order.priceSen - ahead.priceSen) * sign;
          expect(worse > 0 || (worse === 0 && entered.get(ahead.orderId)! < entered.get(order.orderId)!)).to.equal(
            true,
          );
        }
      }
    });
  });

  it('is crossed, while all orders are plain, only between orders of one participant', () => {
    forAnyStep(
      ({ after }) => {
        for (const bid of after.buy) {
          for (const ask of after.sell) {
            if (bid.priceSen < ask.priceSen) break;
            expect(bid.participant).to.equal(ask.participant);
          }
        }
      },
      plainStreams(SMALL_RULES, 120),
    );
  });

  it('keeps account of every Wh: placed = traded + cancelled + expired + resting, order by order', () => {
    const openWh = new Map<number, number>();
    const take = (orderId: number, energyWh: number) => openWh.set(orderId, openWh.get(orderId)! - energyWh);
    forAnyStep(({ command, sequenceBefore, events, after }) => {
      if (sequenceBefore === 0) openWh.clear();
      for (const event of events) {
        if (event.type === 'accepted') openWh.set(event.orderId, (command as PlaceCommand).energyWh);
        if (event.type === 'cancelled' || event.type === 'expired') take(event.orderId, event.remainingWh);
        if (event.type === 'reduced') openWh.set(event.orderId, event.remainingWh);
        if (event.type === 'replaced') {
          take((command as ReplaceCommand).orderId, event.withdrawnWh);
          openWh.set(event.orderId, event.energyWh);
        }
        if (event.type === 'trade') {
          expect(event.energyWh).to.be.greaterThan(0);
          take(event.buyOrderId, event.energyWh);
          take(event.sellOrderId, event.energyWh);
        }
      }
      const accounted = [...openWh].filter(([, wh]) => wh !== 0);
      const resting = [...after.buy, ...after.sell].map(({ orderId, remainingWh }) => [orderId, remainingWh]);
      expect(resting).to.have.deep.members(accounted);
    });
  });

  it('fills or kills, and trades the minimum or nothing', () => {
    const ended = { fillOrKill: 0, minimumFill: 0, traded: 0 };
    forAnyStep(({ command, events }) => {
      if (command.type !== 'place') return;
      const { energyWh, timeInForce, minimumFillWh = 0 } = command;
      const least = timeInForce === 'fillOrKill' ? energyWh : minimumFillWh;
      const accepted = events.find((event) => event.type === 'accepted');
      if (least === 0 || accepted === undefined) return;
      const tradedWh = events.reduce((sumWh, event) => (event.type === 'trade' ? sumWh + event.energyWh : sumWh), 0);
      const end = events.at(-1)!;
      if (tradedWh > 0) {
        ended.traded += 1;
        expect(tradedWh).to.be.at.least(least);
      } else {
        expect(end).to.include({ type: 'expired', orderId: accepted.orderId, remainingWh: energyWh });
        if (end.type === 'expired' && (end.reason === 'fillOrKill' || end.reason === 'minimumFill'))
          ended[end.reason] += 1;
      }
    });
    for (const [end, times] of Object.entries(ended)) expect(times, end).to.be.at.least(20);
  });

  it('is empty for good once it is closed', () => {
    forAnyStep(({ command, events, before, after }) => {
      if (command.type !== 'close') return;
      if (events[0]?.type === 'rejected') return;
      expect(events.slice(0, -1).map((event) => event.type === 'expired' && event.orderId)).to.have.members(
        [...before.buy, ...before.sell].map((order) => order.orderId),
      );
      expect(events.at(-1)?.type).to.equal('closed');
      expect([...after.buy, ...after.sell]).to.deep.equal([]);
    });
  });
});

/** Runs random streams of commands through a book and shows every step to the check. */
function forAnyStep(check: (step: Step) => void, streams = commandStreams(SMALL_RULES, 120)): void {
  fc.assert(
    fc.property(streams, (commands) => {
      const book = new LadderBook(SMALL_RULES);
      let after = { buy: book.resting('buy'), sell: book.resting('sell') };
      for (const command of commands) {
        const before = after;
        const sequenceBefore = book.sequence;
        const events = book.apply(command);
        after = { buy: book.resting('buy'), sell: book.resting('sell') };
        check({ command, sequenceBefore, events, before, after });
      }
    }),
    { seed: 47, numRuns: 100, ...PATIENCE },
  );
}

/** What an order is to trade, from the rule's statement: down the other side's queue, past its own participant's orders. */
function fillsOf(order: PlaceCommand, queue: readonly RestingOrder[]): (readonly [number, number, number])[] {
  let openWh = order.energyWh;
  return queue
    .filter((resting) => resting.participant !== order.participant)
    .filter(({ priceSen }) => (order.side === 'buy' ? priceSen <= order.priceSen : priceSen >= order.priceSen))
    .map(({ orderId, priceSen, remainingWh }) => {
      const energyWh = Math.min(openWh, remainingWh);
      openWh -= energyWh;
      return [orderId, priceSen, energyWh] as const;
    })
    .filter(([, , energyWh]) => energyWh > 0);
}
