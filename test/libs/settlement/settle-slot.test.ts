import { expect } from 'chai';
import { formatYen } from '#energy';
import {
  type DeviationTolerance,
  MAX_SETTLEMENT_PRICE_SEN,
  type Posting,
  postingDifference,
  type SettlementRules,
  settleSlot,
} from '#settlement';
import { exampleReadings, exampleRules, exampleTrades, poolReadings } from './example-slot.js';

/** Postings as the rows of docs/settlement.md. */
function rows(postings: readonly Posting[]): string[] {
  return postings.map(
    ({ account, line, cause, energyWh, amountMillisen }) =>
      `${account} | ${line} | ${cause} | ${energyWh} | ${formatYen(amountMillisen)}`,
  );
}

const isDeviation = ({ line }: Posting) => line === 'shortfall' || line === 'overPurchase';

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
      },
      {
        tradeSequence: 5,
        buyerId: 'chiba',
        sellerId: 'sato',
        priceSen: 1500,
        tradedWh: 700,
        allocatedWh: 500,
      },
    ]);
    expect(rows(settlement.postings)).to.deep.equal([
      'participant:baba | tradedSupply | trade:3 | 500 | -7.10000',
      'participant:sato | tradedSale | trade:3 | 500 | 7.10000',
      'participant:baba | delivery | trade:3 | 500 | -5.22000',
      'participant:chiba | tradedSupply | trade:5 | 500 | -7.50000',
      'participant:sato | tradedSale | trade:5 | 500 | 7.50000',
      'participant:chiba | delivery | trade:5 | 500 | -5.22000',
      'participant:baba | overPurchase | reading | 100 | 0.00000',
      'participant:sato | shortfall | reading | 300 | 0.00000',
      'participant:chiba | residualSupply | reading | 400 | -14.56000',
      'participant:doi | residualSale | reading | 300 | 2.55000',
      'gridCompany | wheeling | slot | 1400 | 13.21600',
      'retailer | tradedSupply | slot | 1000 | 14.60000',
      'retailer | tradedSale | slot | 1000 | -14.60000',
      'retailer | delivery | slot | 1000 | 10.44000',
      'retailer | shortfall | slot | 300 | 0.00000',
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
      poolSaleWh: 0,
      poolSupplyWh: 0,
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
      'participant:baba | overPurchase | reading | 100 | -0.30000',
      'participant:sato | shortfall | reading | 300 | -1.50000',
      'retailer | shortfall | slot | 300 | 1.50000',
      'retailer | overPurchase | slot | 100 | 0.30000',
    ]);
  });

  it('charges only what exceeds the tolerance', () => {
    const charged = (tolerance: DeviationTolerance) =>
      rows(
        settleSlot(exampleTrades, exampleReadings, {
          ...exampleRules,
          deviationPolicy: { name: 'fixedPrice', shortfallPriceSen: 500, overPurchasePriceSen: 300, tolerance },
        }).postings.filter(({ line, cause }) => line === 'shortfall' && cause !== 'slot'),
      );
    expect(charged({ energyWh: 100 })).to.deep.equal([
      'participant:sato | shortfall | tolerance | 100 | 0.00000',
      'participant:sato | shortfall | reading | 200 | -1.00000',
    ]);
    expect(charged({ percentOfTraded: 10 }), '10 % of 1,300 Wh').to.deep.equal([
      'participant:sato | shortfall | tolerance | 130 | 0.00000',
      'participant:sato | shortfall | reading | 170 | -0.85000',
    ]);
    expect(charged({ energyWh: 300 })).to.deep.equal(['participant:sato | shortfall | tolerance | 300 | 0.00000']);
  });

  it('charges the imbalance price once it is there, raised by the tax where it was published without', () => {
    const policy: SettlementRules = { ...exampleRules, deviationPolicy: { name: 'imbalancePrice', taxPercent: 10 } };
    const waiting = settleSlot(exampleTrades, exampleReadings, policy);
    expect(waiting.awaitsImbalancePrice).to.equal(true);
    expect(waiting.postings.filter(isDeviation)).to.deep.equal([]);

    const price = { shortagePriceSen: 1555, surplusPriceSen: 891, taxIncluded: false };
    const settled = settleSlot(exampleTrades, exampleReadings, { ...policy, imbalancePrice: price });
    expect(settled.awaitsImbalancePrice).to.equal(false);
    expect(rows(postingDifference(waiting.postings, settled.postings))).to.deep.equal([
      'participant:baba | overPurchase | reading | 100 | -0.98000', // 8.91 x 1.1 = 9.801, down to 9.80
      'participant:sato | shortfall | reading | 300 | -5.13000', // 15.55 x 1.1 = 17.105, down to 17.10
      'retailer | shortfall | slot | 300 | 5.13000',
      'retailer | overPurchase | slot | 100 | 0.98000',
    ]);
    const included = { ...policy, imbalancePrice: { ...price, taxIncluded: true } };
    expect(rows(settleSlot(exampleTrades, exampleReadings, included).postings.filter(isDeviation))[1]).to.equal(
      'participant:sato | shortfall | reading | 300 | -4.66500',
    );
  });

  it('shares what is left of both sides in the community pool, as docs/settlement.md works it out', () => {
    const pool = { name: 'proRata', priceSen: 1200 } as const;
    const settlement = settleSlot(exampleTrades, [...exampleReadings, ...poolReadings], { ...exampleRules, pool });
    expect(settlement.pooledWh).to.equal(501);
    expect(
      settlement.residuals
        .filter((r) => r.poolSaleWh + r.poolSupplyWh > 0)
        .map((r) => [r.participantId, r.poolSaleWh, r.poolSupplyWh, r.residualSaleWh, r.residualSupplyWh]),
    ).to.deep.equal([
      ['chiba', 0, 286, 0, 114],
      ['doi', 300, 0, 0, 0],
      ['eto', 201, 0, 0, 0],
      ['fuji', 0, 215, 0, 85],
    ]);
    expect(rows(settlement.postings.filter(({ account }) => account === 'participant:fuji'))).to.deep.equal([
      'participant:fuji | poolSupply | pool | 215 | -2.58000',
      'participant:fuji | delivery | pool | 215 | -2.24460',
      'participant:fuji | residualSupply | reading | 85 | -3.09400',
    ]);
  });

  it('gives the last Wh of the pool to the largest remainder, then the larger holding, then the earlier id', () => {
    const pool = { name: 'proRata', priceSen: 0 } as const;
    const importer = (participantId: string, importWh: number) => ({ participantId, exportWh: 0, importWh });
    const shares = (exportWh: number, ...imports: number[]) =>
      settleSlot(
        [],
        [{ participantId: 'z', exportWh, importWh: 0 }, ...imports.map((wh, at) => importer(`p${at}`, wh))],
        {
          ...exampleRules,
          pool,
        },
      ).residuals.map((residual) => residual.poolSupplyWh);
    expect(shares(2, 1, 1, 1), 'equal in everything').to.deep.equal([1, 1, 0, 0]);
    expect(shares(1, 1, 2, 1), 'a half against two quarters').to.deep.equal([0, 1, 0, 0]);
    expect(shares(2, 1, 3), 'remainders 2/4 and 2/4: the larger holding').to.deep.equal([0, 2, 0]);
  });

  it('pays the platform and the regional fund for what stayed among neighbours, and grants by their own cause', () => {
    const { postings } = settleSlot(
      exampleTrades,
      exampleReadings,
      { ...exampleRules, platformFeePriceSen: 50, fundAccrualPriceSen: 20 },
      [
        {
          grantId: 'dr-1.chiba',
          line: 'flexibilityReward',
          from: 'retailer',
          to: 'participant:chiba',
          energyWh: 400,
          pay: { priceSen: 3000 },
        },
        {
          grantId: 'dr-1.doi',
          line: 'flexibilityReward',
          from: 'fund',
          to: 'points:doi',
          energyWh: 0,
          pay: { amountMillisen: 500_000 },
        },
        { grantId: 'gift', line: 'fundAccrual', from: 'platform', to: 'fund', energyWh: 0, pay: { amountMillisen: 7 } },
      ],
    );
    expect(rows(postings.filter(({ line }) => /platformFee|fundAccrual|flexibilityReward/.test(line)))).to.deep.equal([
      'platform | platformFee | slot | 1000 | 0.50000',
      'fund | fundAccrual | slot | 1000 | 0.20000',
      'participant:chiba | flexibilityReward | grant:dr-1.chiba | 400 | 12.00000',
      'points:doi | flexibilityReward | grant:dr-1.doi | 0 | 5.00000',
      'fund | fundAccrual | grant:gift | 0 | 0.00007',
      'retailer | platformFee | slot | 1000 | -0.50000',
      'retailer | fundAccrual | slot | 1000 | -0.20000',
      'retailer | flexibilityReward | slot | 400 | -12.00000',
      'platform | fundAccrual | slot | 0 | -0.00007',
      'fund | flexibilityReward | slot | 0 | -5.00000',
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
    const { allocations, deviations } = settleSlot(trades, readings, exampleRules);
    expect(allocations.map(({ allocatedWh }) => allocatedWh)).to.deep.equal([0, 400, 100]);
    const lacking = deviations.map((d) => [d.participantId, d.shortfallWh, d.overPurchaseWh]);
    expect(lacking).to.deep.equal([
      ['idle', 0, 400],
      ['sato', 700, 0],
    ]);
  });

  it('counts a participant without a reading as 0 Wh and gives no residual', () => {
    const readings = exampleReadings.filter((reading) => reading.participantId !== 'sato');
    const { allocations, deviations, residuals, postings } = settleSlot(exampleTrades, readings, exampleRules);
    expect(allocations.map(({ allocatedWh }) => allocatedWh)).to.deep.equal([0, 0]);
    expect(deviations.find(({ participantId }) => participantId === 'sato')?.shortfallWh).to.equal(1300);
    expect(residuals.map((residual) => residual.participantId)).to.not.include('sato');
    expect(rows(postings.filter(({ account }) => account === 'participant:sato'))).to.deep.equal([
      'participant:sato | shortfall | reading | 1300 | 0.00000',
    ]);
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
      deviations: [],
      awaitsImbalancePrice: false,
      residuals: [],
      postings: [],
      exportedWh: 0,
      importedWh: 0,
      tradedWh: 0,
      allocatedWh: 0,
      pooledWh: 0,
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
