import { expect } from 'chai';
import { avoidedCo2, GRID_CO2_FACTORS, moneyKeptLocal, PriceStatistics, shareOf, summarizeSavings } from '#reports';
import { compareWithBaseline, TEPCO_JURYO_DENTO_B } from '#tariff';
import { expectCode } from '../error-code.js';
import { july } from '../tariff/example-month.js';
import { night, noon } from './example-slots.js';

describe('PriceStatistics', () => {
  it('weights prices by what was delivered', () => {
    const statistics = new PriceStatistics();
    statistics.add(noon());
    statistics.add(night());
    // 400 x 14.20 + 300 x 15.00 = 1,018,000 millisen for 700 Wh: 14.542...
    expect(statistics.overall()).to.deep.equal({
      allocatedWh: 700,
      amountMillisen: 1_018_000n,
      meanPriceSen: 1454,
      minPriceSen: 1420,
      maxPriceSen: 1500,
    });
    expect(statistics.byKoma()[24]).to.deep.equal(statistics.overall());
    expect(statistics.byKoma()[0]).to.deep.equal({ allocatedWh: 0, amountMillisen: 0n });
    expectCode('SLOT_UNBALANCED', () => statistics.add(noon({ allocations: [] })));
  });
});

describe('moneyKeptLocal', () => {
  it("prices neighbours' energy, traded and pooled, and leaves out what has no price", () => {
    expect(moneyKeptLocal([noon(), night()], () => 1000)).to.deep.equal({
      priced: { energyWh: 800, amountMillisen: 800_000n }, // 8.00 yen
      unpricedWh: 0,
    });
    expect(moneyKeptLocal([noon()], () => undefined)).to.deep.equal({
      priced: { energyWh: 0, amountMillisen: 0n },
      unpricedWh: 800,
    });
    expectCode('FIGURE_INVALID', () => moneyKeptLocal([noon()], () => -1));
    expectCode('SLOT_UNBALANCED', () => moneyKeptLocal([noon({ allocations: [] })], () => 1));
  });
});

describe('avoidedCo2', () => {
  const day = '2026-07-01';

  it('claims own use and certified energy, and nothing without a certificate (trap 0.4)', () => {
    const co2 = avoidedCo2([
      { day, kind: 'selfConsumption', energyWh: 500 },
      { day, kind: 'certified', energyWh: 300 },
      { day, kind: 'uncertified', energyWh: 400 },
    ]);
    expect(co2.avoidedMg).to.deep.equal({ selfConsumption: 219_000n, certified: 131_400n, uncertified: 0n });
    expect(co2.energyWh).to.deep.equal({ selfConsumption: 500, certified: 300, uncertified: 400 });
    expect(co2.claimableMg).to.equal(350_400n); // 350.4 g
    expect(co2.factors.map(({ gramsPerKwh }) => gramsPerKwh)).to.deep.equal([438]);
    expect(co2.factors[0]!.source).to.contain('[ST: ');
  });

  it("takes each day's factor and names all that it took", () => {
    const table = [
      { fromDay: '2026-01-01', value: 400, source: 'a' },
      { fromDay: '2026-07-01', value: 300, source: 'b' },
      { fromDay: '2026-08-01', value: 200, source: 'c' },
    ];
    const co2 = avoidedCo2(
      ['2026-06-30', '2026-07-01', '2026-06-30'].map((day) => ({ day, kind: 'certified' as const, energyWh: 1000 })),
      table,
    );
    expect(co2.claimableMg).to.equal(1_100_000n);
    expect(co2.factors.map(({ source }) => source)).to.deep.equal(['a', 'b']);
  });

  it('refuses days without a factor, and what is no energy', () => {
    const entry = { day, kind: 'certified' as const, energyWh: 1 };
    expectCode('FACTOR_UNKNOWN', () => avoidedCo2([{ ...entry, day: '2022-03-31' }]));
    expectCode('DAY_INVALID', () => avoidedCo2([{ ...entry, day: 'today' }]));
    expectCode('FIGURE_INVALID', () => avoidedCo2([{ ...entry, energyWh: -1 }]));
    expectCode('FIGURE_INVALID', () => avoidedCo2([{ ...entry, kind: 'green' as 'certified' }]));
    expectCode('RATE_TABLE_INVALID', () => avoidedCo2([entry], []));
    expectCode('INPUT_TOO_LARGE', () => avoidedCo2(new Array(2_000_001)));
    expect(GRID_CO2_FACTORS).to.have.length(1);
  });
});

describe('summarizeSavings', () => {
  it('keeps baselines apart, and losses beside savings', () => {
    const saving = (baselineTariffId: string, baselineYen: number, actualYen: number) => ({
      baselineTariffId,
      baselineYen,
      actualYen,
    });
    const savings = [
      saving('b', 12_317, 11_000),
      saving('b', 8_000, 8_500),
      saving('a', 100, 100),
      saving('b', 5_000, 5_001),
    ];
    expect(summarizeSavings(savings)).to.deep.equal([
      {
        baselineTariffId: 'a',
        count: 1,
        baselineYen: 100,
        actualYen: 100,
        savedCount: 0,
        savedYen: 0,
        lostCount: 0,
        lostYen: 0,
      },
      {
        baselineTariffId: 'b',
        count: 3,
        baselineYen: 25_317,
        actualYen: 24_501,
        savedCount: 1,
        savedYen: 1_317,
        lostCount: 2,
        lostYen: -501,
      },
    ]);
    expect(summarizeSavings([])).to.deep.equal([]);
  });

  it('takes the savings of #tariff, and refuses one without baseline or yen', () => {
    const saved = compareWithBaseline([{ amountMillisen: 1_100_000_000 }], TEPCO_JURYO_DENTO_B, july());
    expect(summarizeSavings([saved])[0]).to.deep.include({ savedYen: 1_317, lostYen: 0 });
    expectCode('SAVING_INVALID', () => summarizeSavings([{ ...saved, baselineTariffId: '' }]));
    expectCode('SAVING_INVALID', () => summarizeSavings([{ ...saved, actualYen: 0.5 }]));
    expectCode('INPUT_TOO_LARGE', () => summarizeSavings(new Array(2_000_001)));
  });
});

describe('shareOf', () => {
  it('rounds half up, also where years of a ward pass 2^53 times 10,000', () => {
    expect(shareOf(1, 20_000).permyriad).to.equal(1);
    expect(shareOf(1, 20_001).permyriad).to.equal(0);
    expect(shareOf(9_007_199_254_740_990, 9_007_199_254_740_991).permyriad).to.equal(10_000);
    expect(shareOf(0, 0)).to.deep.equal({ partWh: 0, wholeWh: 0 });
  });
});
