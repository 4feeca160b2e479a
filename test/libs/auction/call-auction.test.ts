import { expect } from 'chai';
import fc from 'fast-check';
import { type CallResult, callAuction, clearCurves, curvesOf, type RestingOrder, type Side } from '#auction';
import { expectCode } from '../error-code.js';

const order = (side: Side, participant: number, priceSen: number, remainingWh: number, n = 0): RestingOrder => ({
  orderId: 2 * n + (side === 'buy' ? 0 : 1),
  participant,
  side,
  priceSen,
  remainingWh,
});
const MOST_SEN = 12;

const levels = fc.array(fc.record({ priceSen: fc.integer({ min: 1, max: MOST_SEN }), energyWh: fc.nat(9) }), {
  maxLength: 8,
});

/** Everybody is a participant of their own unless `people` are few. */
function book(people: number) {
  const side = (name: Side) =>
    fc
      .array(fc.tuple(fc.nat(people), fc.integer({ min: 1, max: MOST_SEN }), fc.integer({ min: 1, max: 9 })), {
        maxLength: 12,
      })
      .map((terms) =>
        terms.map(([who, sen, wh], n) =>
          order(name, people > 100 ? 2 * n + (name === 'buy' ? 0 : 1) : who, sen, wh, n),
        ),
      )
      .map((orders) => orders.sort((a, b) => (name === 'sell' ? a.priceSen - b.priceSen : b.priceSen - a.priceSen)));
  return fc.tuple(side('buy'), side('sell'));
}

const filledWh = (result: CallResult | undefined, of: RestingOrder) =>
  (result?.trades ?? []).filter(({ buy, sell }) => buy === of || sell === of).reduce((wh, t) => wh + t.energyWh, 0);

describe('clearCurves', () => {
  const at = (priceSen: number, supply: number, demand: number) => ({ priceSen, supply, demand });

  it('takes the point where supply reaches demand if its offer is needed', () => {
    expect(clearCurves([at(10, 5, 30), at(11, 25, 20), at(12, 40, 10)])).to.deep.equal({ priceSen: 11, quantity: 20 });
  });

  it('takes the point before if what was offered there is enough, and never a price between', () => {
    expect(clearCurves([at(10, 20, 30), at(99, 40, 15)])).to.deep.equal({ priceSen: 10, quantity: 20 });
    expect(clearCurves([at(10, 20, 30), at(99, 40, 20)])).to.deep.equal({ priceSen: 10, quantity: 20 });
  });

  it('is the last price where demand exceeds supply to the end', () => {
    expect(clearCurves([at(10, 5, 30), at(11, 5, 20)])).to.deep.equal({ priceSen: 11, quantity: 5 });
  });

  it('knows several points at one price, and a lowest price', () => {
    const surplus = [at(0, 0, 30), at(0, 40, 30), at(5, 50, 20)];
    expect(clearCurves(surplus, 1)).to.deep.equal({ priceSen: 1, quantity: 30 });
    expect(clearCurves(surplus)).to.deep.equal({ priceSen: 0, quantity: 30 });
  });

  it('gives nothing where nothing meets', () => {
    expect(clearCurves([])).to.equal(undefined);
    expect(clearCurves([at(10, 0, 20), at(11, 30, 0)])).to.equal(undefined);
    expect(clearCurves([at(10, 0, 0)])).to.equal(undefined);
  });

  it('refuses what is no curve, and names the point', () => {
    const good = at(10, 5, 30);
    for (const bad of [
      at(9, 5, 30),
      at(11, 4, 30),
      at(11, 5, 31),
      at(11, 5.5, 30),
      at(11, 5, -1),
      at(Number.NaN, 5, 30),
    ]) {
      expectCode('CURVE_INVALID', () => clearCurves([good, bad]));
    }
  });

  it('is the lowest price at which there is enough for all who would pay more, and trades most: price by price', () => {
    const property = fc.property(levels, levels, (bids, asks) => {
      const supplyAt = (sen: number) => asks.filter((a) => a.priceSen <= sen).reduce((wh, a) => wh + a.energyWh, 0);
      const demandAt = (sen: number) => bids.filter((b) => b.priceSen >= sen).reduce((wh, b) => wh + b.energyWh, 0);
      const prices = Array.from({ length: MOST_SEN + 1 }, (_, sen) => sen);
      const quantity = Math.max(...prices.map((sen) => Math.min(supplyAt(sen), demandAt(sen))));
      const priceSen = prices.find((sen) => supplyAt(sen) >= demandAt(sen + 1));
      expect(clearCurves(curvesOf(bids, asks))).to.deep.equal(quantity === 0 ? undefined : { priceSen, quantity });
    });
    fc.assert(property, { seed: 3, numRuns: 2000 });
  });
});

describe('callAuction', () => {
  it('trades all at one price, by price and then time', () => {
    const [b1, b2, b3] = [order('buy', 0, 20, 50), order('buy', 1, 18, 50), order('buy', 2, 18, 50)];
    const [s1, s2, s3] = [order('sell', 3, 10, 40), order('sell', 4, 18, 90), order('sell', 5, 19, 90)];
    expect(callAuction([b1, b2, b3], [s1, s2, s3])).to.deep.equal({
      priceSen: 18,
      trades: [
        { buy: b1, sell: s1, energyWh: 40 },
        { buy: b1, sell: s2, energyWh: 10 },
        { buy: b2, sell: s2, energyWh: 50 },
        { buy: b3, sell: s2, energyWh: 30 },
      ],
    });
  });

  it('gives nothing where no two orders meet', () => {
    expect(callAuction([order('buy', 0, 10, 50)], [order('sell', 1, 11, 50)])).to.equal(undefined);
  });

  it('fills all who are better than the price, and at the price the earliest', () => {
    const property = fc.property(book(1000), ([buys, sells]) => {
      const result = callAuction(buys, sells);
      const clearing = clearCurves(
        curvesOf(
          ...([buys, sells].map((side) => side.map((o) => ({ ...o, energyWh: o.remainingWh }))) as [never, never]),
        ),
      );
      expect(result?.priceSen).to.equal(clearing?.priceSen);
      if (result === undefined) return;
      expect(result.trades.reduce((wh, t) => wh + t.energyWh, 0)).to.equal(clearing!.quantity);
      for (const side of [buys, sells]) {
        let short = false;
        for (const one of side) {
          const wh = filledWh(result, one);
          const better = one.side === 'buy' ? one.priceSen - result.priceSen : result.priceSen - one.priceSen;
          if (better > 0) expect(wh).to.equal(one.remainingWh);
          if (better < 0 || short) expect(wh).to.equal(0);
          if (wh < one.remainingWh) short = true;
        }
      }
    });
    fc.assert(property, { seed: 4, numRuns: 1000 });
  });

  it('lets nobody trade with themselves, and leaves no two orders that could still trade', () => {
    const property = fc.property(book(2), ([buys, sells]) => {
      const result = callAuction(buys, sells);
      if (result === undefined) return;
      for (const { buy, sell, energyWh } of result.trades) {
        expect(buy.participant).not.to.equal(sell.participant);
        expect(energyWh).to.be.greaterThan(0);
      }
      for (const one of [...buys, ...sells]) expect(filledWh(result, one)).to.be.at.most(one.remainingWh);
      const open = (of: RestingOrder) => filledWh(result, of) < of.remainingWh;
      for (const buy of buys.filter((b) => b.priceSen >= result.priceSen && open(b))) {
        for (const sell of sells.filter((s) => s.priceSen <= result.priceSen && open(s))) {
          expect(buy.participant).to.equal(sell.participant);
        }
      }
    });
    fc.assert(property, { seed: 5, numRuns: 1000 });
  });
});
