import { expect } from 'chai';
import {
  KEPCO_HAPPY_E_TIME,
  KEPCO_JURYO_DENTO_A,
  type MonthBill,
  priceMonth,
  prorationOf,
  TARIFFS,
  type Tariff,
  TEPCO_JURYO_DENTO_B,
  TEPCO_SMART_LIFE_S,
  TERASEL_MARKET_KANTO,
  tariffOf,
} from '#tariff';
import { july, slotsOf } from './example-month.js';
import { KEPCO_TEIATSU, tariffWith } from './published-tariffs.js';

const KINDS = ({ lines }: MonthBill) =>
  lines.map(({ kind, quantity, amountMillisen }) => [kind, quantity, amountMillisen]);
const kW = (amount: number, powerFactorPercent?: number) => ({
  capacity: { unit: 'kW', amount } as const,
  ...(powerFactorPercent === undefined ? {} : { powerFactorPercent }),
});

describe('priceMonth', () => {
  it('the worked example of docs/tariffs.md: February 2025, fuel adjustment and support below zero', () => {
    const support = {
      label: { ja: '電気・ガス料金支援', en: 'Support' },
      perKwhSen: -250,
      source: 'tepco.co.jp, 2025-02',
    };
    const bill = priceMonth(TEPCO_JURYO_DENTO_B, {
      billingMonth: '2025-02',
      fromDay: '2025-01-15',
      toDay: '2025-02-13',
      contract: { capacity: { unit: 'A', amount: 30 } },
      use: { usageKwh: 260 },
      fuelAdjustmentSen: -650,
      adjustments: [support],
    });
    expect(KINDS(bill)).to.deep.equal([
      ['basic', 30, 93_525_000],
      ['energy', 120, 357_600_000],
      ['energy', 140, 509_600_000],
      ['fuelAdjustment', 260, -169_000_000],
      ['adjustment', 260, -65_000_000],
      ['levy', 260, 90_700_000], // 907.40 floored by itself
    ]);
    expect(bill.totalYen).to.equal(8_174); // 8,174.25
  });

  it('an unused month owes half the basic charge and no levy', () => {
    const bill = priceMonth(TEPCO_JURYO_DENTO_B, july({ use: { usageKwh: 0 } }));
    expect(KINDS(bill)).to.deep.equal([
      ['basic', 30, 93_525_000],
      ['unusedHalf', 1, -46_762_500],
    ]);
    expect(bill.totalYen).to.equal(467); // 467.625
  });

  it('a minimum charge covers its kWh, whose levy and fuel adjustment are owed even unused', () => {
    const bill = (usageKwh: number) =>
      KINDS(priceMonth(KEPCO_JURYO_DENTO_A, july({ use: { usageKwh }, fuelAdjustmentSen: 224 })));
    const owedUnused = [
      ['basic', 1, 52_258_000],
      ['fuelAdjustment', 15, 3_360_000],
      ['levy', 15, 6_200_000], // 62.70
    ];
    for (const kwh of [0, 14, 15]) expect(bill(kwh)).to.deep.equal(owedUnused);
    expect(bill(16)[1]).to.deep.equal(['energy', 1, 2_021_000]);
  });

  it('rounds Wh to the kWh, half up', () => {
    const usage = (wh: number) =>
      priceMonth(
        TEPCO_JURYO_DENTO_B,
        july({ use: { energyWhBySlot: slotsOf(31, (koma, day) => (koma + day === 1 ? wh : 0)) } }),
      ).usageKwh;
    expect([499, 500, 1499, 1500].map(usage)).to.deep.equal([0, 1, 1, 2]);
  });

  it('adjusts the basic charge by power factor: 1 % a percent around 85 (chuden.co.jp, koakisan.com/?p=17680)', () => {
    const tariff = tariffWith({
      basic: { kind: 'capacity', unit: 'kW', perUnitSen: 100_000, powerFactorAdjusted: true, halvedUnused: true },
      energy: { kind: 'none' },
    });
    const yen = (percent: number, usageKwh = 1) =>
      priceMonth(tariff, july({ contract: kW(100, percent), use: { usageKwh } }))
        .lines.filter(({ kind }) => kind !== 'levy')
        .reduce((sum, line) => sum + line.amountMillisen, 0) / 100_000;
    expect([100, 85, 80, 0].map((percent) => yen(percent))).to.deep.equal([85_000, 100_000, 105_000, 185_000]);
    expect(yen(100, 0)).to.equal(42_500);
  });

  it('splits a period between seasons by half hours, or by days where only the total is known', () => {
    const tariff = KEPCO_TEIATSU;
    const period = { fromDay: '2026-06-21', toDay: '2026-07-20', contract: kW(5) }; // 10 and 20 days
    const byDays = priceMonth(tariff, july({ ...period, use: { usageKwh: 100 } }));
    const byHalfHours = priceMonth(
      tariff,
      july({ ...period, use: { energyWhBySlot: slotsOf(30, (koma, day) => (day < 10 && koma === 1 ? 5000 : 0)) } }),
    );
    const kwhs = (bill: MonthBill) =>
      bill.lines.filter(({ kind }) => kind === 'energy').map(({ label, quantity }) => [label.en, quantity]);
    expect(kwhs(byDays)).to.deep.equal([
      ['Summer', 67],
      ['Other', 33],
    ]);
    expect(kwhs(byHalfHours)).to.deep.equal([['Other', 50]]);
    expect(byHalfHours.lines[0]!.amountMillisen).to.equal(5 * 110_084_000);
  });

  it('prices night and day by half hours', () => {
    // koma 3 begins at 1:00, koma 12 ends at 6:00
    const use = {
      energyWhBySlot: slotsOf(31, (koma) =>
        koma === 2 ? 1000 : koma === 3 || koma === 12 ? 2000 : koma === 13 ? 500 : 0,
      ),
    };
    const bill = priceMonth(TEPCO_SMART_LIFE_S, july({ use }));
    expect(KINDS(bill).slice(1, 3)).to.deep.equal([
      ['energy', 124, 124 * 2_786_000],
      ['energy', 47, 47 * 3_576_000], // 46.5 kWh, half up
    ]);
    expect(bill.usageKwh).to.equal(171);
  });

  it('knows weekdays, national holidays and the days that count as holidays', () => {
    const noon = (fromDay: string) => {
      const month = july({
        fromDay,
        toDay: fromDay,
        contract: { capacity: { unit: 'kVA', amount: 8 } },
        use: { energyWhBySlot: slotsOf(1, (koma) => (koma === 25 ? 1000 : 0)) },
      });
      return priceMonth(KEPCO_HAPPY_E_TIME, month).lines[1]!.unitPriceSen;
    };
    expect(noon('2026-07-17')).to.equal(3686); // Friday in summer
    expect(noon('2026-07-18')).to.equal(2529); // Saturday
    expect(noon('2026-07-20')).to.equal(2529); // 海の日
    expect(noon('2026-10-01')).to.equal(3351); // Thursday
    expect(noon('2026-05-01')).to.equal(2529); // counts as a holiday
    expect(noon('2026-05-07')).to.equal(3351);
  });

  it('follows the market: price / (1 - loss) x 1.1, between floor and cap, and the fee', () => {
    const use = { energyWhBySlot: slotsOf(1, (koma) => (koma <= 2 ? 1500 : 0)) };
    const prices = slotsOf(1, (koma) => (koma === 1 ? 1000 : koma === 2 ? 25_100 : 1)); // 251 yen: January 2021 (TKY-26)
    const period = { fromDay: '2026-07-01', toDay: '2026-07-01', use, marketPriceSenBySlot: prices };
    const bill = priceMonth(TERASEL_MARKET_KANTO, july(period));
    // 10.00 -> 11.815 -> 11.82; 251.00 -> 296.563 -> 296.56
    expect(KINDS(bill).slice(1, 3)).to.deep.equal([
      ['energy', 3000, 1500 * 1182 + 1500 * 29_656],
      ['energy', 3, 3 * 1_258_000],
    ]);
    const collared = tariffWith({
      basic: { kind: 'none' },
      energy: { kind: 'market', lossPermille: 69, taxPercent: 10, feeSen: 0, minMarketSen: 1500, maxMarketSen: 5000 },
    });
    expect(priceMonth(collared, july(period)).lines[0]!.amountMillisen).to.equal(1500 * 1500 + 1500 * 5000);
  });

  it('has menus without basic charge, with one price, and flat ones', () => {
    const uniform = tariffWith({ basic: { kind: 'none' }, energy: { kind: 'tiers', tiers: [{ priceSen: 2640 }] } });
    const flat = tariffWith({ basic: { kind: 'contract', priceSen: 500_000 }, energy: { kind: 'none' } });
    expect(KINDS(priceMonth(uniform, july({ use: { usageKwh: 10 } })))).to.deep.equal([
      ['energy', 10, 26_400_000],
      ['levy', 10, 4_100_000],
    ]);
    expect(KINDS(priceMonth(flat, july({ use: { usageKwh: 10 } })))).to.deep.equal([
      ['basic', 1, 500_000_000],
      ['levy', 10, 4_100_000],
    ]);
    expect(priceMonth(uniform, july({ use: { usageKwh: 0 } }))).to.include({ totalYen: 0, amountMillisen: 0 });
  });

  it('reduces the levy of certified sites (TKY-24) before it is floored', () => {
    const levy = (levyReductionPercent: number) =>
      priceMonth(
        TEPCO_JURYO_DENTO_B,
        july({ contract: { capacity: { unit: 'A', amount: 30 }, levyReductionPercent }, use: { usageKwh: 123 } }),
      ).lines.at(-1)!;
    expect([0, 20, 40, 80].map((percent) => levy(percent).amountMillisen / 100_000)).to.deep.equal([
      514, 411, 308, 102,
    ]); // 514.14
    expect(levy(80).label.ja).to.equal('再エネ賦課金（減免80％）');
  });

  it('changes its prices with the first day of the period', () => {
    const basic = (fromDay: string, toDay: string) =>
      priceMonth(KEPCO_JURYO_DENTO_A, july({ billingMonth: '2024-04', fromDay, toDay })).lines[0]!.amountMillisen;
    expect(basic('2024-03-31', '2024-04-29')).to.equal(43_341_000);
    expect(basic('2024-04-01', '2024-04-30')).to.equal(52_258_000);
  });

  it('charges a part of a month by the day (faq.eneos.co.jp/faq/show/7094)', () => {
    const half = prorationOf('2026-04-01', '2026-04-15')!;
    expect(half).to.deep.equal({ days: 15, ofDays: 30 });
    const ends = (tariff: Tariff) =>
      priceMonth(tariff, july({ fromDay: '2026-04-01', toDay: '2026-04-15', proration: half, use: { usageKwh: 400 } }))
        .lines;
    const kanto = ends(TEPCO_JURYO_DENTO_B);
    expect(kanto.filter(({ kind }) => kind === 'energy').map(({ quantity }) => quantity)).to.deep.equal([60, 90, 250]);
    expect(kanto[0]!.amountMillisen + kanto[1]!.amountMillisen).to.equal(46_762_000); // 467.625, cut to the sen
    const kansai = ends(KEPCO_JURYO_DENTO_A);
    expect(kansai.filter(({ kind }) => kind === 'energy').map(({ quantity }) => quantity)).to.deep.equal([
      53,
      90,
      400 - 8 - 53 - 90,
    ]);
  });

  it('cuts a part of a month to the sen: 15 kW x 1,000 yen x 20 / 31 = 9,677.41 (igridsupport.zendesk.com)', () => {
    const tariff = tariffWith({
      basic: { kind: 'capacity', unit: 'kW', perUnitSen: 100_000, powerFactorAdjusted: false, halvedUnused: false },
      energy: { kind: 'none' },
    });
    const month = july({
      toDay: '2026-07-20',
      contract: kW(15),
      use: { usageKwh: 0 },
      proration: { days: 20, ofDays: 31 },
    });
    expect(priceMonth(tariff, month).amountMillisen).to.equal(967_741_000);
  });

  it('takes a period of nearly a month as a month', () => {
    expect(prorationOf('2026-05-01', '2026-05-30')).to.equal(undefined);
    expect(prorationOf('2026-05-01', '2026-05-27')).to.equal(undefined);
    expect(prorationOf('2026-05-01', '2026-05-26')).to.deep.equal({ days: 26, ofDays: 31 });
    expect(prorationOf('2026-05-01', '2026-05-25')).to.deep.equal({ days: 25, ofDays: 31 });
    expect(prorationOf('2026-02-10', '2026-03-14')).to.deep.equal({ days: 33, ofDays: 28 });
  });

  it('prices every menu of the catalogue, and each states its sources', () => {
    expect(new Set(TARIFFS.map(({ id }) => id)).size).to.equal(TARIFFS.length);
    for (const tariff of TARIFFS) {
      expect(tariffOf(tariff.id)).to.equal(tariff);
      for (const { source, value } of tariff.terms) {
        expect(source, tariff.id).to.match(/\[ST: |\[OK\]|\[INF\]/);
        const unit = value.basic.kind === 'capacity' ? value.basic.unit : 'A';
        const use = { energyWhBySlot: slotsOf(31, () => 200) };
        const bill = priceMonth(
          tariff,
          july({ contract: { capacity: { unit, amount: 30 } }, use, marketPriceSenBySlot: slotsOf(31, () => 1000) }),
        );
        expect(bill.totalYen, tariff.id).to.be.greaterThan(5_000);
        for (const line of bill.lines) {
          expect(line.source).to.not.equal('');
          if (line.unitPriceSen !== undefined && line.kind !== 'levy')
            expect(line.quantity * line.unitPriceSen * 1000).to.equal(line.amountMillisen);
        }
      }
    }
  });
});
