import { expect } from 'chai';
import {
  type Adjustment,
  KEPCO_JURYO_DENTO_A,
  LEVY_RATES,
  levyLine,
  type MonthUse,
  priceMonth,
  type Tariff,
  TEPCO_JURYO_DENTO_B,
} from '#tariff';
import { july, monthOf } from './example-month.js';
import {
  KEPCO_A_2015,
  KYUDEN_B_2014,
  KYUDEN_ISLANDS_B,
  KYUDEN_ISLANDS_SEASONAL_BASIC,
  TEPCO_B_2014,
  TEPCO_B_2018,
  TEPCO_B_2019,
  TOHOKU_B_2014,
  tariffWith,
} from './published-tariffs.js';

const directDebit = (yen: number): { adjustments: Adjustment[] } => ({
  adjustments: [
    { label: { ja: '口座振替割引', en: 'Direct debit' }, amountSen: -yen * 100, source: 'the published example' },
  ],
});

const withFuel = (fuelAdjustmentSen: number, debitYen?: number): Partial<MonthUse> => ({
  fuelAdjustmentSen,
  ...(debitYen === undefined ? {} : directDebit(debitYen)),
});

/** Bills that retailers published themselves. */
const BILLS: readonly [source: string, tariff: Tariff, month: MonthUse, yen: number][] = [
  [
    'tepco.co.jp/ep/private/fuelcost2/backnumber/1504.html',
    TEPCO_B_2014,
    monthOf('2015-04', 290, withFuel(262, 54)),
    8_501,
  ],
  ['the same page, the month before', TEPCO_B_2014, monthOf('2015-03', 290, withFuel(283, 54)), 8_562],
  [
    'www4.tepco.co.jp/ep/private/fuelcost2/backnumber/1802.html',
    TEPCO_B_2018,
    monthOf('2018-02', 260, withFuel(-303, 54)),
    6_669,
  ],
  ['the same page, the month before', TEPCO_B_2018, monthOf('2018-01', 260, withFuel(-310, 54)), 6_650],
  [
    'www4.tepco.co.jp/ep/private/fuelcost2/backnumber/2004.html',
    TEPCO_B_2019,
    monthOf('2020-04', 260, withFuel(-209, 55)),
    7_119,
  ],
  ['the same page, the month before', TEPCO_B_2019, monthOf('2020-03', 260, withFuel(-213, 55)), 7_109],
  ['tohoku-epco.co.jp/pastnews/fuel/1189176_1055.html', TOHOKU_B_2014, monthOf('2015-04', 280, withFuel(184)), 7_865],
  ['the same page, the month before', TOHOKU_B_2014, monthOf('2015-03', 280, withFuel(193)), 7_890],
  ['kyuden.co.jp/press/2015/h150428b-1.html', KYUDEN_B_2014, monthOf('2015-06', 300, withFuel(30, 54)), 7_513],
  ['the same page, the month before', KYUDEN_B_2014, monthOf('2015-05', 300, withFuel(77, 54)), 7_654],
];

/** Bills and parts of bills without levy and fuel adjustment, as published. */
const PARTS: readonly [source: string, tariff: Tariff, month: MonthUse, millisen: number][] = [
  [
    'kepco.jp/ryokin/menu/dento_a: 6,175 yen',
    KEPCO_JURYO_DENTO_A,
    monthOf('2024-04', 260, directDebit(55)),
    617_503_000,
  ],
  ['kepco.jp/d-ryokin2024: 6,110 yen', KEPCO_JURYO_DENTO_A, monthOf('2024-03', 260, directDebit(55)), 611_036_000],
  [
    'kepco.jp/ryokin/menu/dento_a of 2015: 373.73 + 2,397.15 + 5,266.80',
    KEPCO_A_2015,
    monthOf('2015-06', 300),
    803_768_000,
  ],
];

describe('published bills', () => {
  for (const [source, tariff, month, yen] of BILLS) {
    it(`${source}: ${yen} yen`, () => {
      expect(priceMonth(tariff, { ...month }).totalYen).to.equal(yen);
    });
  }

  for (const [source, tariff, month, millisen] of PARTS) {
    it(source, () => {
      const { lines } = priceMonth(tariff, month);
      const charges = lines.filter(({ kind }) => kind !== 'levy' && kind !== 'fuelAdjustment');
      expect(charges.reduce((sum, line) => sum + line.amountMillisen, 0)).to.equal(millisen);
    });
  }

  it('japan-market.md B11: 300 kWh, 30 A: 11,063.25 and a levy of 1,254 make 12,317 yen', () => {
    const bill = priceMonth(TEPCO_JURYO_DENTO_B, july());
    expect(bill.amountMillisen).to.equal(1_231_725_000);
    expect(bill.totalYen).to.equal(12_317);
    expect(
      bill.lines.map(({ kind, quantity, unit, amountMillisen }) => [kind, quantity, unit, amountMillisen]),
    ).to.deep.equal([
      ['basic', 30, 'A', 93_525_000],
      ['energy', 120, 'kWh', 357_600_000],
      ['energy', 180, 'kWh', 655_200_000],
      ['fuelAdjustment', 300, 'kWh', 0],
      ['levy', 300, 'kWh', 125_400_000],
    ]);
  });

  it('japan-market.md B7: the levy of 260 kWh at 2.95 is 767 yen, of 400 at 3.98 1,592, at 4.18 1,672', () => {
    const yen = (kwh: number, month: string) => levyLine(kwh, month).amountMillisen / 100_000;
    expect([yen(260, '2020-04'), yen(400, '2025-05'), yen(400, '2026-05')]).to.deep.equal([767, 1_592, 1_672]);
    // [ST: myclimatejapan.com]: 400 kWh in FY2024; [ST: slidesplayer.net/amp/16552670]: 260 kWh in 2012 to 2018
    expect(yen(400, '2024-12')).to.equal(1_396);
    const published = { 2012: 57, 2013: 91, 2014: 195, 2016: 585, 2017: 686, 2018: 754 };
    for (const [year, levy] of Object.entries(published)) expect(yen(260, `${year}-12`), year).to.equal(levy);
  });

  it('the levy changes with the billing month of May, and knows all years since 2012-08', () => {
    expect(levyLine(1, '2026-04').unitPriceSen).to.equal(398);
    expect(levyLine(1, '2026-05').unitPriceSen).to.equal(418);
    expect(LEVY_RATES.map(({ value }) => value)).to.deep.equal([
      22, 35, 75, 158, 225, 264, 290, 295, 298, 336, 345, 140, 349, 398, 418,
    ]);
  });

  it('kyuden.co.jp td_d8faKigC.pdf: the minimum of a month, and a basic charge by steps', () => {
    const contract = { capacity: { unit: 'A', amount: 10 } } as const;
    const total = (usageKwh: number) => priceMonth(KYUDEN_ISLANDS_B, july({ contract, use: { usageKwh } })).lines;
    expect(total(0).map(({ kind, amountMillisen }) => [kind, amountMillisen])).to.deep.equal([
      ['basic', 31_624_000],
      ['unusedHalf', -15_812_000],
      ['minimumMonth', 17_722_000],
    ]);
    expect(total(1).some(({ kind }) => kind === 'minimumMonth')).to.equal(true); // 316.24 + 18.37 < 335.34
    expect(total(2).some(({ kind }) => kind === 'minimumMonth')).to.equal(false);
    const seasonal = tariffWith({ basic: KYUDEN_ISLANDS_SEASONAL_BASIC, energy: { kind: 'none' } });
    const basicSen = (amount: number) =>
      priceMonth(seasonal, july({ contract: { capacity: { unit: 'kVA', amount } } })).lines[0]!.amountMillisen / 1000;
    expect([6, 7, 10, 12].map(basicSen)).to.deep.equal([132_544, 184_240, 184_240, 247_488]);
  });
});
