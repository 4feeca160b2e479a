import { expect } from 'chai';
import { formatYen } from '#energy';
import { MAX_SETTLEMENT_PRICE_SEN, type Posting, type SettlementRules, settleSlot } from '#settlement';
import { exampleReadings, exampleRules, exampleTrades } from './example-slot.js';

/** Postings as the rows of docs/settlement.md. */
function rows(postings: readonly Posting[]): string[] {
  return postings.map(
    ({ account, line, cause, energyWh, amountMillisen }) =>
      `${account} | ${line} | ${cause} | ${energyWh} | ${formatYen(amountMillisen)}`,
  );
}

describe('settleSlot', () => {
  it('settles the worked example of docs/settlement.md to the last posting', () => {
    const settlement = settleSlot(exampleTrades, exampleReadings, exampleRules);
    expect(settlement.allocations).to.deep.equal([
      {
        tradeSequence: 3,
        buyerId: 'baba',
        sellerId: 'sato',
        priceSen: 1420,
        tradedWh: 600,
        allocatedWh: 500,
        shortfallWh: 0,
        overPurchaseWh: 100,
      },
      {
        tradeSequence: 5,
        buyerId: 'chiba',
        sellerId: 'sato',
        priceSen: 1500,
        tradedWh: 700,
        allocatedWh: 500,
        shortfallWh: 200,
        overPurchaseWh: 0,
      },
    ]);
    expect(rows(settlement.postings)).to.deep.equal([
      'participant:baba | tradedSupply | trade:3 | 500 | -7.10000',
      'participant:sato | tradedSale | trade:3 | 500 | 7.10000',
      'participant:baba | delivery | trade:3 | 500 | -5.22000',
      'participant:baba | overPurchase | trade:3 | 100 | 0.00000',
      'participant:chiba | tradedSupply | trade:5 | 500 | -7.50000',
      'participant:sato | tradedSale | trade:5 | 500 | 7.50000',
      'participant:chiba | delivery | trade:5 | 500 | -5.22000',
      'participant:sato | shortfall | trade:5 | 200 | 0.00000',
      'participant:chiba | residualSupply | reading | 400 | -14.56000',
      'participant:doi | residualSale | reading | 300 | 2.55000',
      'gridCompany | wheeling | slot | 1400 | 13.21600',
      'retailer | tradedSupply | slot | 1000 | 14.60000',
      'retailer | tradedSale | slot | 1000 | -14.60000',
      'retailer | delivery | slot | 1000 | 10.44000',
      'retailer | shortfall | slot | 200 | 0.00000',
      'retailer | overPurchase | slot | 100 | 0.00000',
      'retailer | residualSale | slot | 300 | -2.55000',
      'retailer | residualSupply | slot | 400 | 14.56000',
      'retailer | wheeling | slot | 1400 | -13.21600',
    ]);
    expect(settlement).to.include({ exportedWh: 1300, importedWh: 1400, tradedWh: 1300, allocatedWh: 1000 });
  });

  it('lists a residual for each reading, by participant id', () => {
    const { residuals } = settleSlot(exampleTrades, exampleReadings, exampleRules);
    expect(residuals.map((residual) => residual.participantId)).to.deep.equal(['baba', 'chiba', 'doi', 'sato']);
    expect(residuals[1]).to.deep.equal({
      participantId: 'chiba',
      exportWh: 0,
      importWh: 900,
      soldWh: 0,
      boughtWh: 500,
      residualSaleWh: 0,
      residualSupplyWh: 400,
    });
  });

  it('charges a deviation to the party whose own meter fell short, under the policy fixedPrice', () => {
    const rules: SettlementRules = {
      ...exampleRules,
      deviationPolicy: { name: 'fixedPrice', shortfallPriceSen: 500, overPurchasePriceSen: 300 },
    };
    const { postings } = settleSlot(exampleTrades, exampleReadings, rules);
    const deviations = postings.filter(({ line }) => line === 'shortfall' || line === 'overPurchase');
    expect(rows(deviations)).to.deep.equal([
      'participant:baba | overPurchase | trade:3 | 100 | -0.30000',
      'participant:sato | shortfall | trade:5 | 200 | -1.00000',
      'retailer | shortfall | slot | 200 | 1.00000',
      'retailer | overPurchase | slot | 100 | 0.30000',
    ]);
  });

  it('serves the earlier trade first, and keeps what an idle buyer left for the next', () => {
    const trades = [
      { sequence: 1, buyerId: 'idle', sellerId: 'sato', priceSen: 1000, energyWh: 400 },
      { sequence: 2, buyerId: 'baba', sellerId: 'sato', priceSen: 900, energyWh: 400 },
      { sequence: 3, buyerId: 'chiba', sellerId: 'sato', priceSen: 2000, energyWh: 400 },
    ];
    const readings = [
      { participantId: 'sato', exportWh: 500, importWh: 0 },
      { participantId: 'idle', exportWh: 0, importWh: 0 },
      { participantId: 'baba', exportWh: 0, importWh: 400 },
      { participantId: 'chiba', exportWh: 0, importWh: 400 },
    ];
    const { allocations } = settleSlot(trades, readings, exampleRules);
    expect(allocations.map(({ allocatedWh }) => allocatedWh)).to.deep.equal([0, 400, 100]);
    expect(allocations.map(({ shortfallWh }) => shortfallWh)).to.deep.equal([0, 0, 300]);
    expect(allocations.map(({ overPurchaseWh }) => overPurchaseWh)).to.deep.equal([400, 0, 0]);
  });

  it('counts a participant without a reading as 0 Wh and gives no residual', () => {
    const readings = exampleReadings.filter((reading) => reading.participantId !== 'sato');
    const { allocations, residuals, postings } = settleSlot(exampleTrades, readings, exampleRules);
    expect(allocations.map(({ allocatedWh }) => allocatedWh)).to.deep.equal([0, 0]);
    expect(allocations.map(({ shortfallWh }) => shortfallWh)).to.deep.equal([600, 700]);
    expect(residuals.map((residual) => residual.participantId)).to.not.include('sato');
    expect(postings.filter(({ account, cause }) => account === 'participant:sato' && cause === 'reading')).to.be.empty;
  });

  it('lets a participant sell in one trade and buy in another of the same slot, on separate lines', () => {
    const trades = [
      { sequence: 1, buyerId: 'baba', sellerId: 'doi', priceSen: 1000, energyWh: 100 },
      { sequence: 2, buyerId: 'doi', sellerId: 'sato', priceSen: 1000, energyWh: 50 },
    ];
    const readings = [...exampleReadings.slice(0, 2), { participantId: 'doi', exportWh: 100, importWh: 50 }];
    const { postings } = settleSlot(trades, readings, exampleRules);
    expect(rows(postings.filter(({ account }) => account === 'participant:doi'))).to.deep.equal([
      'participant:doi | tradedSale | trade:1 | 100 | 1.00000',
      'participant:doi | tradedSupply | trade:2 | 50 | -0.50000',
      'participant:doi | delivery | trade:2 | 50 | -0.52200',
    ]);
  });

  it('is empty for a slot in which nothing was traded or metered', () => {
    expect(settleSlot([], [], exampleRules)).to.deep.equal({
      allocations: [],
      residuals: [],
      postings: [],
      exportedWh: 0,
      importedWh: 0,
      tradedWh: 0,
      allocatedWh: 0,
    });
  });

  it('leaves readings alone when nothing was traded', () => {
    const { postings } = settleSlot([], exampleReadings, exampleRules);
    expect(new Set(postings.map(({ line }) => line))).to.deep.equal(
      new Set(['residualSale', 'residualSupply', 'wheeling']),
    );
  });

  it('writes lines with Wh at a price of 0', () => {
    const free = exampleTrades.map((trade) => ({ ...trade, priceSen: 0 }));
    const { postings } = settleSlot(free, exampleReadings, exampleRules);
    const traded = postings.filter(({ line, cause }) => line.startsWith('traded') && cause !== 'slot');
    expect(traded.map(({ energyWh, amountMillisen }) => [energyWh, amountMillisen])).to.deep.equal([
      [500, 0],
      [500, 0],
      [500, 0],
      [500, 0],
    ]);
  });

  it('is exact at the highest price and the largest connection', () => {
    const trades = [
      { sequence: 1, buyerId: 'b', sellerId: 's', priceSen: MAX_SETTLEMENT_PRICE_SEN, energyWh: 100_000 },
    ];
    const readings = [
      { participantId: 's', exportWh: 100_000, importWh: 0 },
      { participantId: 'b', exportWh: 0, importWh: 100_000 },
    ];
    const { postings } = settleSlot(trades, readings, exampleRules);
    expect(postings[1]).to.include({ account: 'participant:s', amountMillisen: 10_000_000_000 });
  });

  it('does not change its input', () => {
    const freeze = <Item extends object>(items: readonly Item[]) =>
      Object.freeze(items.map((item) => Object.freeze({ ...item })));
    settleSlot(freeze(exampleTrades), freeze(exampleReadings), Object.freeze({ ...exampleRules }));
  });
});
