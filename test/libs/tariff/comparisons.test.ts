import { expect } from 'chai';
import {
  compareTariffs,
  compareWithBaseline,
  contractPowerKw,
  KEPCO_JURYO_DENTO_A,
  loadFactorPermyriad,
  maximumDemandKw,
  priceMonth,
  type Tariff,
  TEPCO_JURYO_DENTO_B,
  TEPCO_SMART_LIFE_S,
  WHEELING_PRICES,
  wheelingShareMillisen,
} from '#tariff';
import { july, slotsOf } from './example-month.js';

describe('compareWithBaseline', () => {
  const use = july();

  it('names the baseline, and shows a saving', () => {
    const lines = [{ amountMillisen: 1_100_000_999 }, { amountMillisen: -50_000 }];
    expect(compareWithBaseline(lines, TEPCO_JURYO_DENTO_B, use)).to.deep.equal({
      baselineTariffId: 'tepco-juryo-dento-b',
      baselineName: { ja: '従量電灯B', en: 'Metered lighting B' },
      baselineYen: 12_317,
      actualYen: 10_999,
      savingYen: 1_318,
      isLoss: false,
    });
  });

  it('shows a loss as a loss', () => {
    const paid = compareWithBaseline([{ amountMillisen: 1_231_800_000 }], TEPCO_JURYO_DENTO_B, use);
    expect([paid.savingYen, paid.isLoss]).to.deep.equal([-1, true]);
  });

  it('saves nothing against itself', () => {
    const { lines } = priceMonth(TEPCO_JURYO_DENTO_B, use);
    expect(compareWithBaseline(lines, TEPCO_JURYO_DENTO_B, use)).to.include({ savingYen: 0, isLoss: false });
  });
});

describe('compareTariffs', () => {
  it('is cheapest first, and says which menu could not be priced', () => {
    const night = { energyWhBySlot: slotsOf(31, (koma) => (koma >= 3 && koma <= 12 ? 1000 : 0)) };
    const months = [july({ use: night }), july({ use: night })];
    const tariffs: Tariff[] = [{ ...KEPCO_JURYO_DENTO_A, terms: [] }, TEPCO_JURYO_DENTO_B, TEPCO_SMART_LIFE_S];
    const compared = compareTariffs(tariffs, () => months);
    expect(compared.map(({ tariffId }) => tariffId)).to.deep.equal([
      'tepco-smart-life-s',
      'tepco-juryo-dento-b',
      'kepco-juryo-dento-a',
    ]);
    expect(compared[0]).to.have.property('totalYen', 2 * priceMonth(TEPCO_SMART_LIFE_S, months[0]!).totalYen);
    expect(compared[2]).to.have.property('reason', 'RATE_TABLE_INVALID');
    const byTotalAlone = compareTariffs(tariffs, () => [july()]);
    expect(byTotalAlone[0]).to.have.property('totalYen', 12_317);
    expect(byTotalAlone[1]).to.have.property('reason', 'RATE_TABLE_INVALID');
    expect(byTotalAlone[2]).to.have.property('reason', 'SLOTS_MISSING');
  });
});

describe('contractPowerKw', () => {
  it('is the highest demand of this month and the eleven before (kepco.jp/biz/yakkan/high/charge)', () => {
    // The published example: 100 at first, 110 a month later, which holds a year; then 105, then 108. Months between are ours.
    const kw = [100, 110, 95, 90, 85, 80, 80, 85, 90, 95, 100, 105, 104, 103, 108];
    const at = (month: number) => contractPowerKw({ mode: 'measured', monthlyMaximumKw: kw.slice(0, month) });
    expect([1, 2, 3, 13].map(at)).to.deep.equal([100, 110, 110, 110]);
    expect([14, 15].map(at)).to.deep.equal([105, 108]);
    expect(contractPowerKw({ mode: 'negotiated', kw: 600 })).to.equal(600);
  });

  it('comes from the highest half hour', () => {
    expect(maximumDemandKw(slotsOf(31, (koma, day) => (koma === 20 && day === 3 ? 24_749 : 10_000)))).to.equal(49);
    expect(maximumDemandKw([24_750])).to.equal(50); // 49.5 kW
  });
});

describe('loadFactorPermyriad', () => {
  it('is the year over contract power x 24 x 365 (TKY-22)', () => {
    expect(loadFactorPermyriad(200_000, 100)).to.equal(2283); // 22.8 % [ST: enesity-manual.amebaownd.com/posts/525780]
    expect(loadFactorPermyriad(876_000, 100)).to.equal(10_000);
    expect(loadFactorPermyriad(878_400, 100, 366)).to.equal(10_000);
    expect(loadFactorPermyriad(0, 100)).to.equal(0);
  });
});

describe('wheelingShareMillisen', () => {
  it("is the area's mean price, Iwaki's 11.20 and not Setagaya's (trap 0.1)", () => {
    expect(wheelingShareMillisen('tokyo', '2026-07-01', 300)).to.equal(283_200_000);
    expect(wheelingShareMillisen('tohoku', '2026-07-01', 300)).to.equal(336_000_000);
    expect(Object.values(WHEELING_PRICES).map(([rate]) => rate!.value)).to.deep.equal([
      1062, 1120, 944, 1004, 927, 861, 1021, 1014, 1027, 1268,
    ]);
  });
});
