import { expect } from 'chai';
import { averageFuelPriceYen, FUEL_FORMULAS, type FuelFormula, fuelAdjustmentSen } from '#tariff';
import { expectCode } from '../error-code.js';

const prices = (crudeYenPerKl: number, lngYenPerTonne: number, coalYenPerTonne: number) => ({
  crudeYenPerKl,
  lngYenPerTonne,
  coalYenPerTonne,
});
const formula = (alphaE4: number, betaE4: number, gammaE4: number): FuelFormula => ({
  ...FUEL_FORMULAS.hepco2023,
  alphaE4,
  betaE4,
  gammaE4,
});

describe('averageFuelPriceYen', () => {
  it('is what was published', () => {
    const published: [source: string, FuelFormula, number, number, number, number][] = [
      ['kyuden.co.jp/press/2015/h150428b-1.html', FUEL_FORMULAS.kyuden2014, 42_061, 83_915, 10_178, 35_200],
      ['kyuden.co.jp/press/2010/h100129-2.html', formula(848, 2323, 8667), 42_330, 44_322, 8_280, 21_100],
      ['kepco.jp/biz/d-ryokin2018/kijyun', formula(140, 3483, 7227), 45_737, 51_334, 11_935, 27_100],
      [
        'tepco.co.jp/ep/corporate/adjust2/backnumber/1604.html; weights limia',
        formula(1970, 4435, 2512),
        32_480,
        52_827,
        8_748,
        32_000,
      ],
      ['anncierge.jp/?p=4909, 2024-12', FUEL_FORMULAS.tepco2023, 82_043, 93_635, 23_209, 51_500],
    ];
    for (const [source, formula, crude, lng, coal, yen] of published) {
      expect(averageFuelPriceYen(formula, prices(crude, lng, coal)), source).to.equal(yen);
    }
  });
});

describe('fuelAdjustmentSen', () => {
  it('is what was published, of either sign', () => {
    expect(fuelAdjustmentSen(FUEL_FORMULAS.kyuden2014, 35_200)).to.equal(30); // h150428b-1.html
    expect(fuelAdjustmentSen(FUEL_FORMULAS.tepco2023, 51_500)).to.equal(-633); // anncierge.jp/?p=4909
  });

  it('rises no further than its ceiling (tepco.co.jp backnumber/2302.html: 5.13 at 66,300 yen)', () => {
    const tepco2012 = { ...FUEL_FORMULAS.tepco2023, basePriceYen: 44_200, unitPriceMilliYen: 232, ceilingYen: 66_300 };
    for (const average of [66_300, 66_400, 100_000]) expect(fuelAdjustmentSen(tepco2012, average)).to.equal(513);
    expect(fuelAdjustmentSen(tepco2012, 44_200)).to.equal(0);
    expect(fuelAdjustmentSen(FUEL_FORMULAS.hepco2023, 1_000_000)).to.equal(699);
  });

  it('rounds a reduction as it rounds a rise', () => {
    const half = { ...FUEL_FORMULAS.kyuden2014, basePriceYen: 10_000, unitPriceMilliYen: 50 }; // 100 yen: half a sen
    expect([fuelAdjustmentSen(half, 10_100), fuelAdjustmentSen(half, 9_900)]).to.deep.equal([1, -1]);
    expect(Object.is(fuelAdjustmentSen({ ...half, unitPriceMilliYen: 1 }, 9_900), 0)).to.equal(true);
  });

  it('refuses what is no price', () => {
    for (const yen of [-1, 0.5, 1_000_001, Number.NaN]) {
      expectCode('FUEL_PRICE_INVALID', () => fuelAdjustmentSen(FUEL_FORMULAS.tepco2023, yen));
      expectCode('FUEL_PRICE_INVALID', () => averageFuelPriceYen(FUEL_FORMULAS.tepco2023, prices(yen, 1, 1)));
    }
  });
});
