import { expect } from 'chai';
import fc from 'fast-check';
import { DEFAULT_BOOK_RULES, type Side } from '#auction';
import {
  decideOrders,
  type Intent,
  type Mode,
  NO_WISH,
  type OriginWish,
  type OwnOrder,
  PRICE_STEPS,
  type Situation,
} from '#bidding';
import { gateClosureMs, slotOf } from '#energy';
import { codeOf } from '../error-code.js';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const GATE_MS = gateClosureMs(slotOf('2026-11-21', 25));
const OPEN_MS = GATE_MS - DAY_MS;
/** The walk ends half an hour before gate closure; half of it is done here. */
const HALF_WAY_MS = OPEN_MS + (DAY_MS - 30 * MINUTE_MS) / 2;
const MODES: readonly Mode[] = ['economy', 'green', 'balanced'];

const SELLER_FORECAST = { exportWh: 1000, importWh: 0, exportSpreadWh: 200, importSpreadWh: 0 };
const AREA = { area: '13112' };
const BUYER_FORECAST = { exportWh: 0, importWh: 1000, exportSpreadWh: 0, importSpreadWh: 200 };

function situationOf(changes: Partial<Situation> = {}): Situation {
  return {
    nowMs: OPEN_MS,
    openMs: OPEN_MS,
    gateClosureMs: GATE_MS,
    rules: DEFAULT_BOOK_RULES,
    window: { minPriceSen: 850, maxPriceSen: 2596 },
    preferences: { mode: 'balanced', minSellPriceSen: 850, maxBuyPriceSen: 2596, ...NO_WISH },
    registered: AREA,
    forecast: SELLER_FORECAST,
    position: { boughtWh: 0, soldWh: 0 },
    resting: [],
    ordersEntered: 0,
    lotWh: 10,
    ...changes,
  };
}

function preferring(mode: Mode): Pick<Situation, 'preferences'> {
  return { preferences: { mode, minSellPriceSen: 850, maxBuyPriceSen: 2596, ...NO_WISH } };
}

function resting(side: Side, priceSen: number, remainingWh: number, orderId = 1): OwnOrder {
  return { orderId, side, priceSen, remainingWh, ...(side === 'sell' && { origin: AREA }) };
}

/** The one order that a decision places, or undefined. */
function placedBy(situation: Situation) {
  return decideOrders(situation).find((intent) => intent.type === 'place');
}

const wh = fc.integer({ min: 0, max: 5000 });
const priceSen = fc.integer({ min: 0, max: 6000 });
const window = fc
  .tuple(priceSen, priceSen)
  .map(([a, b]) => ({ minPriceSen: Math.min(a, b), maxPriceSen: Math.max(a, b) }));
const ownOrder = fc.record({
  orderId: fc.nat(),
  side: fc.constantFrom<Side>('buy', 'sell'),
  priceSen,
  remainingWh: wh,
});
const anySituation: fc.Arbitrary<Situation> = fc.record({
  nowMs: fc.integer({ min: OPEN_MS - MINUTE_MS, max: GATE_MS + MINUTE_MS }),
  openMs: fc.constant(OPEN_MS),
  gateClosureMs: fc.constant(GATE_MS),
  rules: window.map((band) => ({ ...DEFAULT_BOOK_RULES, ...band, maxOrderWh: 5000 })),
  window,
  preferences: fc.record({
    mode: fc.constantFrom(...MODES),
    minSellPriceSen: priceSen,
    maxBuyPriceSen: priceSen,
    wantedOrigin: fc.constantFrom('any', 'solar', 'area'),
    originKind: fc.constantFrom('hard', 'soft'),
    originPremiumSen: fc.integer({ min: 0, max: 10 }).map((yen) => 100 * yen),
  }),
  registered: fc.constantFrom(AREA, { ...AREA, sourceType: 'solar' }),
  forecast: fc.record({ exportWh: wh, importWh: wh, exportSpreadWh: wh, importSpreadWh: wh }),
  position: fc.record({ boughtWh: wh, soldWh: wh }),
  resting: fc.array(ownOrder, { maxLength: 3 }),
  ordersEntered: fc.integer({ min: 3, max: 210 }),
  lotWh: fc.integer({ min: 1, max: 500 }),
});

describe('decideOrders', () => {
  describe('on any situation', () => {
    function always(check: (situation: Situation, intents: readonly Intent[]) => void, seed: number): void {
      fc.assert(
        fc.property(anySituation, (situation) => check(situation, decideOrders(situation))),
        { seed, numRuns: 2000 },
      );
    }

    it('never quotes outside the band nor beyond the own limit', () => {
      let quotes = 0;
      always(({ rules, preferences }, intents) => {
        for (const intent of intents) {
          if (intent.type !== 'place') continue;
          quotes += 1;
          expect(intent.priceSen)
            .to.satisfy(Number.isSafeInteger)
            .and.to.be.within(rules.minPriceSen, rules.maxPriceSen);
          if (intent.side === 'sell') expect(intent.priceSen).to.be.at.least(preferences.minSellPriceSen);
          else expect(intent.priceSen).to.be.at.most(preferences.maxBuyPriceSen);
          const { premiumSen = 0 } = (intent.origin ?? {}) as { premiumSen?: number };
          expect(premiumSen).to.be.within(0, preferences.originPremiumSen);
          expect(intent.priceSen + premiumSen).to.be.at.most(rules.maxPriceSen);
        }
      }, 701);
      expect(quotes).to.be.greaterThan(100);
    });

    it('never offers more than is expected and not yet traded, and only whole lots', () => {
      always(({ forecast, position, rules, lotWh }, intents) => {
        for (const intent of intents) {
          if (intent.type !== 'place') continue;
          const leftWh =
            intent.side === 'sell' ? forecast.exportWh - position.soldWh : forecast.importWh - position.boughtWh;
          expect(intent.energyWh).to.be.within(lotWh, Math.min(leftWh, rules.maxOrderWh));
          expect(intent.energyWh % lotWh).to.equal(0);
        }
      }, 702);
    });

    it('stands on one side: places one order at most, after cancelling all others', () => {
      always((situation, intents) => {
        const cancelled = intents.flatMap((intent) => (intent.type === 'cancel' ? [intent.orderId] : []));
        const placed = intents.filter((intent) => intent.type === 'place');
        expect(placed.length).to.be.at.most(1);
        if (intents.length === 0) return;
        expect(cancelled).to.deep.equal(situation.resting.map(({ orderId }) => orderId));
        expect(intents.slice(cancelled.length)).to.deep.equal(placed);
      }, 703);
    });

    it('does not go over to the other side of what it has traded', () => {
      always(({ position }, intents) => {
        for (const intent of intents) {
          if (intent.type !== 'place' || position.soldWh === position.boughtWh) continue;
          expect(intent.side).to.equal(position.soldWh > position.boughtWh ? 'sell' : 'buy');
        }
      }, 704);
    });

    it('is content with what it has just done', () => {
      always((situation, intents) => {
        const placed = intents.find((intent) => intent.type === 'place');
        if (placed === undefined) return;
        const { type: _, energyWh, ...terms } = placed;
        const order = { ...terms, orderId: -1, remainingWh: energyWh };
        const after = { ...situation, resting: [order], ordersEntered: situation.ordersEntered + 1 };
        expect(decideOrders(after)).to.deep.equal([]);
      }, 705);
    });

    it('never gives ground back: later prices are no better for the participant', () => {
      fc.assert(
        fc.property(anySituation, fc.integer({ min: 0, max: DAY_MS }), (situation, laterMs) => {
          const empty = { ...situation, resting: [], ordersEntered: 0 };
          const now = placedBy(empty);
          const later = placedBy({ ...empty, nowMs: empty.nowMs + laterMs });
          if (now === undefined || later === undefined) return;
          if (now.side === 'sell') expect(later.priceSen).to.be.at.most(now.priceSen);
          else expect(later.priceSen).to.be.at.least(now.priceSen);
        }),
        { seed: 706, numRuns: 2000 },
      );
    });
  });

  describe('price', () => {
    it('starts at the favourable end of the window and ends at the own limit half an hour before gate closure', () => {
      for (const mode of MODES) {
        const at = (nowMs: number, forecast = SELLER_FORECAST) =>
          placedBy(situationOf({ nowMs, forecast, ...preferring(mode) }))?.priceSen;
        expect([at(OPEN_MS), at(GATE_MS - 30 * MINUTE_MS), at(GATE_MS - 1)]).to.deep.equal([2596, 850, 850]);
        expect([at(OPEN_MS, BUYER_FORECAST), at(GATE_MS - 1, BUYER_FORECAST)]).to.deep.equal([850, 2596]);
      }
    });

    it('walks at the pace of the mode: half way through, economy is a quarter down and green three quarters', () => {
      const atHalf = (mode: Mode) => placedBy(situationOf({ nowMs: HALF_WAY_MS, ...preferring(mode) }))?.priceSen;
      const step = (steps: number) => 2596 - Math.trunc((1746 * steps) / PRICE_STEPS);
      expect(atHalf('economy')).to.equal(step(2));
      expect(atHalf('balanced')).to.equal(step(4));
      expect(atHalf('green')).to.equal(step(6));
    });

    it('meets that of a like-minded counterpart half way', () => {
      const sell = placedBy(situationOf({ nowMs: HALF_WAY_MS }));
      const buy = placedBy(situationOf({ nowMs: HALF_WAY_MS, forecast: BUYER_FORECAST }));
      expect(sell?.priceSen).to.equal(1723);
      expect(buy?.priceSen).to.equal(1723);
    });

    it('stands still where the own limit lies beyond the window', () => {
      const asking = (nowMs: number) =>
        placedBy(
          situationOf({ nowMs, preferences: { mode: 'green', minSellPriceSen: 3000, maxBuyPriceSen: 0, ...NO_WISH } }),
        );
      expect(asking(OPEN_MS)?.priceSen).to.equal(3000);
      expect(asking(GATE_MS - 1)?.priceSen).to.equal(3000);
    });

    it('may be the very edge of the band', () => {
      const preferences = { mode: 'green', minSellPriceSen: 5000, maxBuyPriceSen: 1, ...NO_WISH } as const;
      expect(placedBy(situationOf({ preferences }))?.priceSen).to.equal(5000);
      expect(placedBy(situationOf({ preferences, forecast: BUYER_FORECAST }))?.priceSen).to.equal(1);
    });

    it('is none, and cancels, where the own limit lies beyond the band', () => {
      const preferences = { mode: 'green', minSellPriceSen: 5001, maxBuyPriceSen: 0, ...NO_WISH } as const;
      const sell = situationOf({ preferences, resting: [resting('sell', 3000, 500)], ordersEntered: 1 });
      const buy = situationOf({ preferences, forecast: BUYER_FORECAST });
      expect(decideOrders(sell)).to.deep.equal([{ type: 'cancel', orderId: 1 }]);
      expect(decideOrders(buy)).to.deep.equal([]);
    });
  });

  describe('energy', () => {
    it('is the forecast less what the mode withholds of its spread, in whole lots', () => {
      const offered = (mode: Mode, lotWh = 10) => placedBy(situationOf({ lotWh, ...preferring(mode) }))?.energyWh;
      expect(offered('green')).to.equal(1000);
      expect(offered('balanced')).to.equal(980);
      expect(offered('economy')).to.equal(950);
      expect(offered('economy', 100)).to.equal(900);
    });

    it('leaves out what has been traded', () => {
      const situation = situationOf({ ...preferring('green'), position: { boughtWh: 0, soldWh: 400 } });
      expect(placedBy(situation)?.energyWh).to.equal(600);
    });

    it('is no more than one order may carry', () => {
      const rules = { ...DEFAULT_BOOK_RULES, maxOrderWh: 305 };
      expect(placedBy(situationOf({ rules }))?.energyWh).to.equal(300);
    });

    it('below a lot is not worth an order', () => {
      const forecast = { exportWh: 9, importWh: 0, exportSpreadWh: 0, importSpreadWh: 0 };
      expect(decideOrders(situationOf({ forecast }))).to.deep.equal([]);
    });

    it('buys where more import than export is expected, and on a tie', () => {
      const tie = { exportWh: 300, importWh: 300, exportSpreadWh: 0, importSpreadWh: 0 };
      expect(placedBy(situationOf({ forecast: tie }))?.side).to.equal('buy');
      expect(placedBy(situationOf({ forecast: { ...tie, exportWh: 301 } }))?.side).to.equal('sell');
    });
  });

  describe('re-quotes', () => {
    const standing = (remainingWh: number, priceSen = 2596) =>
      situationOf({
        ...preferring('green'),
        resting: [resting('sell', priceSen, remainingWh)],
        ordersEntered: 1,
      });
    const moved = (energyWh: number) => [
      { type: 'cancel', orderId: 1 },
      { type: 'place', side: 'sell', priceSen: 2596, energyWh, origin: AREA },
    ];

    it('when the energy has changed by a fifth, not before', () => {
      expect(decideOrders(standing(801))).to.deep.equal([]);
      expect(decideOrders(standing(1199))).to.deep.equal([]);
      expect(decideOrders(standing(800))).to.deep.equal(moved(1000));
      expect(decideOrders(standing(1200))).to.deep.equal(moved(1000));
    });

    it('when the price has made a step', () => {
      expect(decideOrders(standing(1000, 2597))).to.deep.equal(moved(1000));
    });

    it('not after a fill: what is left is what should stand', () => {
      const filled = { ...standing(300), position: { boughtWh: 0, soldWh: 700 } };
      expect(decideOrders(filled)).to.deep.equal([]);
    });

    it('not for less than a lot', () => {
      const situation = { ...standing(60), lotWh: 50, position: { boughtWh: 0, soldWh: 940 } };
      expect(decideOrders(situation)).to.deep.equal([]);
    });

    it('by going over to the other side when the forecast turns before anything is traded', () => {
      const situation = { ...standing(1000), forecast: BUYER_FORECAST };
      expect(decideOrders(situation)).to.deep.equal([
        { type: 'cancel', orderId: 1 },
        { type: 'place', side: 'buy', priceSen: 850, energyWh: 1000 },
      ]);
    });

    it('gathers several orders into one', () => {
      const situation = { ...standing(1000), resting: [resting('sell', 2596, 500), resting('sell', 2500, 500, 2)] };
      const intents = decideOrders({ ...situation, ordersEntered: 2 });
      expect(intents.map(({ type }) => type)).to.deep.equal(['cancel', 'cancel', 'place']);
    });

    it('at most once a price step while the forecast is steady, however often it is asked', () => {
      for (const mode of MODES) {
        let order: OwnOrder | undefined;
        let entered = 0;
        for (let nowMs = OPEN_MS; nowMs < GATE_MS; nowMs += 5 * MINUTE_MS) {
          const own = order === undefined ? [] : [order];
          const placed = placedBy(situationOf({ nowMs, resting: own, ordersEntered: entered, ...preferring(mode) }));
          if (placed === undefined) continue;
          entered += 1;
          order = resting(placed.side, placed.priceSen, placed.energyWh, entered);
        }
        expect(entered, mode).to.equal(PRICE_STEPS + 1);
      }
    });

    it('keeps the old order rather than none when it may enter no more', () => {
      const spent = { ...standing(500), ordersEntered: DEFAULT_BOOK_RULES.maxOrdersPerParticipant };
      expect(decideOrders(spent)).to.deep.equal([]);
      expect(decideOrders({ ...spent, ordersEntered: spent.ordersEntered - 1 })).to.deep.equal(moved(1000));
    });
  });

  describe('origin', () => {
    const wishing = (wish: Partial<OriginWish>, more: Partial<Situation> = {}) =>
      situationOf({
        forecast: BUYER_FORECAST,
        nowMs: GATE_MS - 1,
        preferences: { ...situationOf().preferences, ...wish },
        ...more,
      });
    const SOLAR = { wantedOrigin: 'solar', originKind: 'hard', originPremiumSen: 200 } as const;

    it('of a sale is what is registered', () => {
      const registered = { ...AREA, sourceType: 'solar' };
      expect(placedBy(situationOf({ registered }))?.origin).to.deep.equal(registered);
    });

    it('of a purchase is what the resident wants, with its premium on top of the limit', () => {
      expect(placedBy(wishing({}))).to.not.have.property('origin');
      expect(placedBy(wishing(SOLAR))).to.deep.include({
        priceSen: 2596,
        origin: { sourceType: 'solar', kind: 'hard', premiumSen: 200 },
      });
      expect(placedBy(wishing({ wantedOrigin: 'area' }))?.origin).to.deep.equal({
        ...AREA,
        kind: 'soft',
        premiumSen: 0,
      });
    });

    it('costs no premium beyond the band of the book', () => {
      const rules = { ...DEFAULT_BOOK_RULES, maxPriceSen: 2650 };
      expect(placedBy(wishing(SOLAR, { rules }))?.origin).to.include({ premiumSen: 54 });
    });

    it('that has changed is a reason to quote anew', () => {
      const old = {
        ...resting('buy', 2596, 980),
        origin: { sourceType: 'solar', kind: 'hard', premiumSen: 200 },
      } as const;
      const own = { resting: [old], ordersEntered: 1 };
      expect(decideOrders(wishing(SOLAR, own))).to.deep.equal([]);
      expect(decideOrders(wishing({ ...SOLAR, originKind: 'soft' }, own))).to.have.length(2);
      expect(decideOrders(wishing({}, own))).to.have.length(2);
      const sale = { ...situationOf({ resting: [resting('sell', 2596, 980)], ordersEntered: 1 }) };
      expect(decideOrders(sale)).to.deep.equal([]);
      expect(decideOrders({ ...sale, registered: { ...AREA, sourceType: 'solar' } })).to.have.length(2);
    });
  });

  it('does nothing before the book opens and from gate closure on', () => {
    expect(decideOrders(situationOf({ nowMs: OPEN_MS - 1 }))).to.deep.equal([]);
    expect(decideOrders(situationOf({ nowMs: OPEN_MS }))).to.have.length(1);
    expect(decideOrders(situationOf({ nowMs: GATE_MS - 1 }))).to.have.length(1);
    expect(decideOrders(situationOf({ nowMs: GATE_MS }))).to.deep.equal([]);
  });

  it('goes straight to the limit in a book that is open for half an hour or less', () => {
    expect(
      placedBy(situationOf({ openMs: GATE_MS - 30 * MINUTE_MS, nowMs: GATE_MS - 30 * MINUTE_MS }))?.priceSen,
    ).to.equal(850);
  });

  describe('refuses', () => {
    const cases: readonly [string, Partial<Situation>, string][] = [
      ['a mode that does not exist', preferring('greedy' as Mode), 'PREFERENCES_INVALID'],
      ['a mode named like a built-in', preferring('toString' as Mode), 'PREFERENCES_INVALID'],
      [
        'a limit off the tick',
        { preferences: { mode: 'green', minSellPriceSen: 850.5, maxBuyPriceSen: 2596, ...NO_WISH } },
        'PREFERENCES_INVALID',
      ],
      [
        'a negative limit',
        { preferences: { mode: 'green', minSellPriceSen: 850, maxBuyPriceSen: -1, ...NO_WISH } },
        'PREFERENCES_INVALID',
      ],
      ...[
        { wantedOrigin: 'nuclear' as 'solar' },
        { originKind: 'firm' as 'hard' },
        { originPremiumSen: 50 },
        { originPremiumSen: -100 },
        { originPremiumSen: 1100 },
        { originPremiumSen: Number.NaN },
      ].map((wish): [string, Partial<Situation>, string] => [
        `a wish for ${JSON.stringify(wish)}`,
        { preferences: { ...situationOf().preferences, ...wish } },
        'PREFERENCES_INVALID',
      ]),
      ['a window upside down', { window: { minPriceSen: 2, maxPriceSen: 1 } }, 'WINDOW_INVALID'],
      ['a window off the tick', { window: { minPriceSen: 1, maxPriceSen: 1.5 } }, 'WINDOW_INVALID'],
      ['a gate closure before the opening', { gateClosureMs: OPEN_MS - 1 }, 'TIMES_INVALID'],
      ['a time that is none', { nowMs: Number.NaN }, 'TIMES_INVALID'],
      ['a lot of nothing', { lotWh: 0 }, 'LOT_INVALID'],
      ['a lot larger than an order', { lotWh: DEFAULT_BOOK_RULES.maxOrderWh + 1 }, 'LOT_INVALID'],
      ['a fractional forecast', { forecast: { ...SELLER_FORECAST, exportWh: 0.5 } }, 'ENERGY_INVALID'],
      ['a negative spread', { forecast: { ...SELLER_FORECAST, importSpreadWh: -1 } }, 'ENERGY_INVALID'],
      ['a negative position', { position: { boughtWh: -1, soldWh: 0 } }, 'ENERGY_INVALID'],
      ['a negative rest', { resting: [resting('sell', 850, -1)], ordersEntered: 1 }, 'ENERGY_INVALID'],
      ['fewer orders entered than rest', { resting: [resting('sell', 850, 10)], ordersEntered: 0 }, 'COUNT_INVALID'],
      ['a band upside down', { rules: { ...DEFAULT_BOOK_RULES, maxPriceSen: 0 } }, 'BOOK_RULES_INVALID'],
    ];
    for (const [what, changes, code] of cases) {
      it(what, () => expect(codeOf(() => decideOrders(situationOf(changes)))).to.equal(code));
    }
  });
});
