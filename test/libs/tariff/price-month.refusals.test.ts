import { expect } from 'chai';
import {
  type Band,
  compareTariffs,
  contractPowerKw,
  KEPCO_JURYO_DENTO_A,
  loadFactorPermyriad,
  type MonthUse,
  marketPriceSen,
  maximumDemandKw,
  priceMonth,
  prorationOf,
  type Tariff,
  type TariffTerms,
  TEPCO_JURYO_DENTO_B,
  TEPCO_SMART_LIFE_S,
  TERASEL_MARKET_KANTO,
  tariffOf,
} from '#tariff';
import { codeOf, expectCode } from '../error-code.js';
import { july, slotsOf } from './example-month.js';
import { tariffWith } from './published-tariffs.js';

const adjustment = (change: object) => ({
  adjustments: [{ label: { ja: '割引', en: 'Discount' }, amountSen: -1, source: 'test', ...change }],
});
const without = <Key extends keyof MonthUse>(month: MonthUse, key: Key): MonthUse => {
  const { [key]: _, ...rest } = month;
  return rest as MonthUse;
};

describe('what priceMonth refuses', () => {
  it('a month that cannot be priced, by name', () => {
    const refused: [code: string, month: MonthUse, tariff?: Tariff][] = [
      ['BILLING_MONTH_INVALID', july({ billingMonth: '2026-13' })],
      ['BILLING_MONTH_INVALID', july({ billingMonth: '2026-7' })],
      ['DAY_INVALID', july({ fromDay: '2026-06-31' })],
      ['PERIOD_INVALID', july({ toDay: '2026-06-30' })],
      ['PERIOD_INVALID', july({ toDay: '2026-09-01' })],
      ['RATE_UNKNOWN', july({ fromDay: '2024-03-31', toDay: '2024-04-30' })],
      ['RATE_UNKNOWN', july({ billingMonth: '2012-07' })],
      ['USE_INVALID', july({ use: { usageKwh: -1 } })],
      ['USE_INVALID', july({ use: { usageKwh: 0.5 } })],
      ['USE_INVALID', july({ use: { usageKwh: 2_000_001 } })],
      ['USE_INVALID', july({ use: { energyWhBySlot: slotsOf(31, (koma) => (koma === 7 ? -1 : 0)) } })],
      ['USE_INVALID', july({ use: { energyWhBySlot: slotsOf(31, () => Number.NaN) } })],
      ['SLOTS_MISSING', july({ use: { energyWhBySlot: slotsOf(30, () => 1) } })],
      ['SLOTS_MISSING', july(), TEPCO_SMART_LIFE_S],
      ['SLOTS_MISSING', july(), TERASEL_MARKET_KANTO],
      ['MARKET_PRICES_MISSING', july({ use: { energyWhBySlot: slotsOf(31, () => 1) } }), TERASEL_MARKET_KANTO],
      ['MARKET_PRICES_MISSING', july({ marketPriceSenBySlot: [1000] })],
      [
        'MARKET_PRICE_INVALID',
        july({ use: { energyWhBySlot: slotsOf(31, () => 1) }, marketPriceSenBySlot: slotsOf(31, () => -1) }),
        TERASEL_MARKET_KANTO,
      ],
      ['FUEL_ADJUSTMENT_MISSING', without(july(), 'fuelAdjustmentSen')],
      ['FUEL_PRICE_INVALID', july({ fuelAdjustmentSen: 0.5 })],
      ['CONTRACT_INVALID', july({ contract: {} })],
      ['CONTRACT_INVALID', july({ contract: { capacity: { unit: 'kW', amount: 30 } } })],
      ['CONTRACT_INVALID', july({ contract: { capacity: { unit: 'A', amount: 35 } } })],
      ['CONTRACT_INVALID', july({ contract: { capacity: { unit: 'A', amount: 0.5 } } })],
      ['LEVY_REDUCTION_INVALID', july({ contract: { capacity: { unit: 'A', amount: 30 }, levyReductionPercent: 50 } })],
      ['PRORATION_INVALID', july({ proration: { days: 0, ofDays: 31 } })],
      ['PRORATION_INVALID', july({ proration: { days: 15, ofDays: 27 } })],
      ['ADJUSTMENT_INVALID', july(adjustment({ perKwhSen: -1 }))],
      ['ADJUSTMENT_INVALID', july(adjustment({ amountSen: undefined }))],
      ['ADJUSTMENT_INVALID', july(adjustment({ amountSen: 0.1 }))],
      ['ADJUSTMENT_INVALID', july(adjustment({ source: '' }))],
      ['INPUT_TOO_LARGE', july({ adjustments: new Array(21).fill(adjustment({}).adjustments[0]) })],
    ];
    for (const [code, month, tariff = TEPCO_JURYO_DENTO_B] of refused) {
      expect(
        codeOf(() => priceMonth(tariff, month)),
        `${code} ${JSON.stringify(month).slice(0, 200)}`,
      ).to.equal(code);
    }
    const negative = july({ use: { energyWhBySlot: slotsOf(31, (koma) => (koma === 7 ? -1 : 0)) } });
    const error = expectCode('USE_INVALID', () => priceMonth(TEPCO_JURYO_DENTO_B, negative));
    expect(error.message).to.contain('Half hour 7 of the period');
  });

  it('a power factor that is missing or none', () => {
    const tariff = tariffWith({
      basic: { kind: 'capacity', unit: 'kW', perUnitSen: 1, powerFactorAdjusted: true, halvedUnused: false },
      energy: { kind: 'none' },
    });
    for (const powerFactorPercent of [101, -1, 99.5]) {
      expectCode('CONTRACT_INVALID', () =>
        priceMonth(tariff, july({ contract: { capacity: { unit: 'kW', amount: 1 }, powerFactorPercent } })),
      );
    }
    expectCode('CONTRACT_INVALID', () =>
      priceMonth(tariff, july({ contract: { capacity: { unit: 'kW', amount: 1 } } })),
    );
  });

  it('a tariff that would leave something without a price', () => {
    const band = (change: Partial<Band>): Band => ({
      id: 'a',
      label: { ja: 'a', en: 'a' },
      priceSen: 1,
      when: [{}],
      ...change,
    });
    const bands = (...bands: Band[]): Partial<TariffTerms> => ({
      energy: { kind: 'bands', bands, holidays: { saturdays: false, sundays: false, national: false, dates: [] } },
    });
    const tiers = (...tiers: { upToKwh?: number; priceSen: number }[]): Partial<TariffTerms> => ({
      energy: { kind: 'tiers', tiers },
    });
    const refused: Partial<TariffTerms>[] = [
      { taxIncluded: false as true },
      { minimumMonthSen: -1 },
      { basic: { kind: 'contract', priceSen: 0.5 } },
      { basic: { kind: 'free' } as never },
      { basic: { kind: 'minimum', priceSen: 100, includedKwh: 0 } },
      { basic: { kind: 'ampere', priceSenByAmperes: {}, halvedUnused: true } },
      { basic: { kind: 'ampere', priceSenByAmperes: { 30: -1 }, halvedUnused: true } },
      { basic: { kind: 'capacity', unit: 'kW', perUnitSen: -1, powerFactorAdjusted: false, halvedUnused: true } },
      {
        basic: {
          kind: 'capacity',
          unit: 'kW',
          steps: [
            { upTo: 6, priceSen: 1 },
            { upTo: 6, priceSen: 2 },
          ],
          perUnitSen: 1,
          powerFactorAdjusted: false,
          halvedUnused: true,
        },
      },
      { energy: { kind: 'auction' } as never },
      tiers(),
      tiers({ upToKwh: 120, priceSen: 1 }),
      tiers({ priceSen: 1 }, { priceSen: 2 }),
      tiers({ upToKwh: 120, priceSen: 1 }, { upToKwh: 120, priceSen: 1 }, { priceSen: 2 }),
      tiers({ priceSen: 100_001 }),
      bands(),
      bands(band({}), band({})),
      bands(band({ when: [{ komas: [1, 47] }] })),
      bands(band({ when: [{ days: 'weekday' }] })),
      bands(band({ when: [{ months: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] }] })),
      bands(band({ when: [{ komas: [0, 48] }] })),
      bands(band({ when: [{ months: [13] }, {}] })),
      bands(band({ priceSen: -1 })),
      {
        energy: {
          kind: 'bands',
          bands: [band({})],
          holidays: { saturdays: false, sundays: false, national: false, dates: ['13-01'] },
        },
      },
      { energy: { kind: 'market', lossPermille: 501, taxPercent: 10, feeSen: 0 } },
      { energy: { kind: 'market', lossPermille: 69, taxPercent: 10, feeSen: -1 } },
      { energy: { kind: 'market', lossPermille: 69, taxPercent: 10, feeSen: 0, minMarketSen: 2, maxMarketSen: 1 } },
    ];
    for (const change of refused) {
      const tariff = tariffWith({ basic: { kind: 'none' }, energy: { kind: 'none' }, ...change });
      expect(
        codeOf(() => priceMonth(tariff, july())),
        JSON.stringify(change),
      ).to.equal('TARIFF_INVALID');
    }
    const named = (change: Partial<Tariff>) => codeOf(() => priceMonth({ ...KEPCO_JURYO_DENTO_A, ...change }, july()));
    expect(named({ id: '' })).to.equal('TARIFF_INVALID');
    expect(named({ area: 'moon' as 'tokyo' })).to.equal('TARIFF_INVALID');
    expect(named({ voltage: 'none' as 'low' })).to.equal('TARIFF_INVALID');
    const { terms } = KEPCO_JURYO_DENTO_A;
    expect(named({ terms: [{ ...terms[1]!, source: '' }] })).to.equal('TARIFF_INVALID');
    expect(named({ terms: [...terms].reverse() })).to.equal('RATE_TABLE_INVALID');
    expect(named({ terms: [] })).to.equal('RATE_TABLE_INVALID');
  });

  it('what else cannot be', () => {
    const refused: [code: string, call: () => unknown][] = [
      ['TARIFF_UNKNOWN', () => tariffOf('none')],
      ['DEMAND_INVALID', () => contractPowerKw({ mode: 'measured', monthlyMaximumKw: [] })],
      ['DEMAND_INVALID', () => contractPowerKw({ mode: 'negotiated', kw: 2_001 })],
      ['DEMAND_INVALID', () => maximumDemandKw([])],
      ['DEMAND_INVALID', () => maximumDemandKw([0.5])],
      ['DEMAND_INVALID', () => loadFactorPermyriad(1, 0)],
      ['DEMAND_INVALID', () => loadFactorPermyriad(-1, 1)],
      ['PERIOD_INVALID', () => prorationOf('2026-04-15', '2026-04-01')],
      [
        'MARKET_PRICE_INVALID',
        () => marketPriceSen({ kind: 'market', lossPermille: 0, taxPercent: 10, feeSen: 0 }, 0.5),
      ],
      ['INPUT_TOO_LARGE', () => compareTariffs(new Array(201).fill(KEPCO_JURYO_DENTO_A), () => [])],
      ['INPUT_TOO_LARGE', () => compareTariffs([KEPCO_JURYO_DENTO_A], () => new Array(201).fill(july()))],
    ];
    for (const [code, call] of refused) expectCode(code, call);
  });
});
