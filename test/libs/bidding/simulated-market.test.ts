import { expect } from 'chai';
import fc from 'fast-check';
import { DEFAULT_BOOK_RULES, LadderBook, NaiveBook } from '#auction';
import { defaultPreferences, type ExpectedEnergy, type Mode, PRICE_STEPS, tradingWindow } from '#bidding';
import { energyOf, type Household, meanPriceSen, runMarket } from './simulated-market.js';

const WINDOW = tradingWindow({ postFitPriceSen: 850, retailPriceSen: 3640, deliveryPriceSen: 1044 });
const STEP_SEN = (WINDOW.maxPriceSen - WINDOW.minPriceSen) / PRICE_STEPS;
const HALF_HOURLY = 30;

function exporting(exportWh: number): ExpectedEnergy {
  return { exportWh, importWh: 0, exportSpreadWh: 0, importSpreadWh: 0 };
}

function importing(importWh: number): ExpectedEnergy {
  return { exportWh: 0, importWh, exportSpreadWh: 0, importSpreadWh: 0 };
}

function household(participantId: string, mode: Mode, forecast: ExpectedEnergy): Household {
  return { participantId, preferences: defaultPreferences(mode, WINDOW), forecastAt: () => forecast };
}

const mode = fc.constantFrom<Mode>('economy', 'green', 'balanced');
const lots = fc.integer({ min: 0, max: 200 }).map((count) => 10 * count);

describe('agents in a simulated market', () => {
  it('all meet: whatever their modes, the shorter side is traded in full', () => {
    const neighbourhood = fc.array(fc.record({ mode, sells: fc.boolean(), energyWh: lots }), { maxLength: 8 });
    fc.assert(
      fc.property(neighbourhood, (members) => {
        const households = members.map((member, index) =>
          household(`p${index}`, member.mode, member.sells ? exporting(member.energyWh) : importing(member.energyWh)),
        );
        const { trades, rejected } = runMarket(new LadderBook(DEFAULT_BOOK_RULES), WINDOW, households, HALF_HOURLY);
        const totalWh = (sells: boolean) =>
          members.reduce((sum, member) => sum + (member.sells === sells ? member.energyWh : 0), 0);
        expect(energyOf(trades)).to.equal(Math.min(totalWh(true), totalWh(false)));
        expect(rejected).to.equal(0);
        for (const { priceSen } of trades) expect(priceSen).to.be.within(WINDOW.minPriceSen, WINDOW.maxPriceSen);
      }),
      { seed: 711, numRuns: 40 },
    );
  });

  it('trade within both limits, and whenever the limits leave room', () => {
    const limit = fc.integer({ min: 700, max: 2700 });
    fc.assert(
      fc.property(limit, limit, mode, mode, (minSellPriceSen, maxBuyPriceSen, sellerMode, buyerMode) => {
        const seller = household('seller', sellerMode, exporting(500));
        const buyer = household('buyer', buyerMode, importing(500));
        const { trades } = runMarket(
          new LadderBook(DEFAULT_BOOK_RULES),
          WINDOW,
          [
            { ...seller, preferences: { ...seller.preferences, minSellPriceSen } },
            { ...buyer, preferences: { ...buyer.preferences, maxBuyPriceSen } },
          ],
          HALF_HOURLY,
        );
        expect(energyOf(trades)).to.equal(minSellPriceSen <= maxBuyPriceSen ? 500 : 0);
        for (const { priceSen } of trades) expect(priceSen).to.be.within(minSellPriceSen, maxBuyPriceSen);
      }),
      { seed: 712, numRuns: 100 },
    );
  });

  it('never trade more than they ever expected, nor on both sides, however their forecasts wander', () => {
    const wandering = fc.array(fc.tuple(lots, lots), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(fc.array(wandering, { minLength: 2, maxLength: 6 }), (walks) => {
        const households = walks.map(
          (walk, index): Household => ({
            ...household(`p${index}`, 'green', importing(0)),
            forecastAt: (tick) => {
              const [exportWh, importWh] = walk[tick % walk.length]!;
              return { exportWh, importWh, exportSpreadWh: 0, importSpreadWh: 0 };
            },
          }),
        );
        const { trades, rejected } = runMarket(new LadderBook(DEFAULT_BOOK_RULES), WINDOW, households, HALF_HOURLY);
        expect(rejected).to.equal(0);
        for (const [index, walk] of walks.entries()) {
          const soldWh = energyOf(trades.filter(({ sellerId }) => sellerId === `p${index}`));
          const boughtWh = energyOf(trades.filter(({ buyerId }) => buyerId === `p${index}`));
          expect(soldWh).to.be.at.most(Math.max(...walk.map(([exportWh]) => exportWh)));
          expect(boughtWh).to.be.at.most(Math.max(...walk.map(([, importWh]) => importWh)));
          expect(Math.min(soldWh, boughtWh)).to.equal(0);
        }
      }),
      { seed: 713, numRuns: 40 },
    );
  });

  it('share the gain evenly when both sides are balanced', () => {
    const households = [
      household('s1', 'balanced', exporting(600)),
      household('s2', 'balanced', exporting(400)),
      household('b1', 'balanced', importing(300)),
      household('b2', 'balanced', importing(700)),
    ];
    const { trades } = runMarket(new LadderBook(DEFAULT_BOOK_RULES), WINDOW, households, HALF_HOURLY);
    const middleSen = (WINDOW.minPriceSen + WINDOW.maxPriceSen) / 2;
    expect(energyOf(trades)).to.equal(1000);
    expect(meanPriceSen(trades)).to.be.within(middleSen - STEP_SEN, middleSen + STEP_SEN);
  });

  it('get in economy mode a better price than in green mode', () => {
    const buyers = (['green', 'economy'] as const).map((buyerMode) => household(buyerMode, buyerMode, importing(500)));
    const seller = household('solar', 'balanced', exporting(1000));
    const { trades } = runMarket(new LadderBook(DEFAULT_BOOK_RULES), WINDOW, [seller, ...buyers], HALF_HOURLY);
    const paidSen = (buyer: string) => meanPriceSen(trades.filter(({ buyerId }) => buyerId === buyer));
    expect(energyOf(trades)).to.equal(1000);
    expect(paidSen('economy')).to.be.below(paidSen('green'));
  });

  it('cost at most two commands a price step, even when nobody answers and they act every minute', () => {
    const lonely = [household('s1', 'economy', exporting(600)), household('s2', 'green', exporting(400))];
    const { commands, rejected } = runMarket(new LadderBook(DEFAULT_BOOK_RULES), WINDOW, lonely, 1);
    expect(rejected).to.equal(0);
    expect(commands).to.equal(lonely.length * (2 * PRICE_STEPS + 1));
  });

  it('do the same on either book', () => {
    const households = Array.from({ length: 12 }, (_, index) =>
      household(
        `p${index}`,
        (['economy', 'green', 'balanced'] as const)[index % 3]!,
        index % 2 === 0 ? exporting(100 + 70 * index) : importing(150 + 40 * index),
      ),
    );
    const onLadder = runMarket(new LadderBook(DEFAULT_BOOK_RULES), WINDOW, households, HALF_HOURLY);
    const onNaive = runMarket(new NaiveBook(DEFAULT_BOOK_RULES), WINDOW, households, HALF_HOURLY);
    expect(onLadder).to.deep.equal(onNaive);
    expect(onLadder.trades.length).to.be.greaterThan(5);
  });
});
