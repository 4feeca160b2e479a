import fc from 'fast-check';
import { addDays } from '#energy';
import type { Adjustment, Band, BasicCharge, EnergyCharge, MonthUse, TariffTerms } from '#tariff';

const price = fc.integer({ min: 0, max: 6_000 });
const monthPrice = fc.integer({ min: 0, max: 500_001 });
const label = { ja: '試験', en: 'test' };

const basic: fc.Arbitrary<BasicCharge> = fc.oneof(
  fc.constant({ kind: 'none' } as const),
  fc.record({ kind: fc.constant('contract' as const), priceSen: monthPrice }),
  fc.record({
    kind: fc.constant('minimum' as const),
    priceSen: monthPrice,
    includedKwh: fc.integer({ min: 1, max: 20 }),
  }),
  fc.record({
    kind: fc.constant('ampere' as const),
    priceSenByAmperes: monthPrice.map((sen) => ({ 30: sen })),
    halvedUnused: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('capacity' as const),
    unit: fc.constant('kW' as const),
    steps: fc.constantFrom(
      [],
      [{ upTo: 6, priceSen: 132_544 }],
      [
        { upTo: 6, priceSen: 132_544 },
        { upTo: 31, priceSen: 184_240 },
      ],
    ),
    perUnitSen: monthPrice,
    powerFactorAdjusted: fc.boolean(),
    halvedUnused: fc.boolean(),
  }),
);

const koma = fc.integer({ min: 1, max: 48 });
const band: fc.Arbitrary<Omit<Band, 'id'>> = fc.record({
  label: fc.constant(label),
  priceSen: price,
  when: fc.array(
    fc.record(
      {
        months: fc.constantFrom([7, 8, 9], [1], [12, 1, 2]),
        days: fc.constantFrom('weekday' as const, 'holiday' as const),
        komas: fc.tuple(koma, koma),
      },
      { requiredKeys: [] },
    ),
    { minLength: 1, maxLength: 2 },
  ),
});

const energy: fc.Arbitrary<EnergyCharge> = fc.oneof(
  fc.constant({ kind: 'none' } as const),
  fc.uniqueArray(fc.integer({ min: 21, max: 500 }), { maxLength: 4 }).chain((ends) =>
    fc.array(price, { minLength: ends.length + 1, maxLength: ends.length + 1 }).map((prices) => ({
      kind: 'tiers' as const,
      tiers: prices.map((priceSen, i) =>
        i < ends.length ? { upToKwh: ends.toSorted((a, b) => a - b)[i]!, priceSen } : { priceSen },
      ),
    })),
  ),
  fc.tuple(fc.array(band, { maxLength: 3 }), price, fc.boolean()).map(([bands, priceSen, saturdays]) => ({
    kind: 'bands' as const,
    bands: [...bands.map((band, i) => ({ ...band, id: `${i}` })), { id: 'rest', label, priceSen, when: [{}] }],
    holidays: { saturdays, sundays: true, national: true, dates: ['12-30'] },
  })),
  fc
    .record({ lossPermille: fc.integer({ min: 0, max: 90 }), feeSen: price, isCollared: fc.boolean() })
    .map(({ lossPermille, feeSen, isCollared }) => ({
      kind: 'market' as const,
      lossPermille,
      taxPercent: 10,
      feeSen,
      ...(isCollared ? { minMarketSen: 500, maxMarketSen: 3_000 } : {}),
    })),
);

export const terms: fc.Arbitrary<TariffTerms> = fc.record(
  { taxIncluded: fc.constant(true as const), basic, energy, fuelAdjusted: fc.boolean(), minimumMonthSen: monthPrice },
  { requiredKeys: ['taxIncluded', 'basic', 'energy', 'fuelAdjusted'] },
);

const adjustment: fc.Arbitrary<Adjustment> = fc
  .tuple(fc.boolean(), fc.integer({ min: -400, max: 400 }))
  .map(([isPerKwh, value]) => ({
    label,
    source: 'test',
    ...(isPerKwh ? { perKwhSen: value } : { amountSen: value * 100 }),
  }));

/** A month that fits any of the terms: one to three days, half hour by half hour, of nothing up to some 400 kWh. */
export const month: fc.Arbitrary<MonthUse> = fc
  .record({
    start: fc.integer({ min: 0, max: 364 }),
    days: fc.integer({ min: 1, max: 3 }),
    scale: fc.constantFrom(0, 20, 300, 3_000),
    billingMonth: fc.constantFrom('2012-08', '2024-04', '2024-05', '2026-07'),
    powerFactorPercent: fc.integer({ min: 0, max: 100 }),
    levyReductionPercent: fc.constantFrom(0, 20, 40, 80),
    suppliedByOthers: fc.boolean(),
    fuelAdjustmentSen: fc.integer({ min: -1_200, max: 1_200 }),
    proration: fc.option(
      fc.record({ days: fc.integer({ min: 1, max: 40 }), ofDays: fc.integer({ min: 28, max: 31 }) }),
    ),
    adjustments: fc.array(adjustment, { maxLength: 2 }),
  })
  .chain(({ start, days, scale, powerFactorPercent, levyReductionPercent, proration, ...rest }) => {
    const halfHours = (max: number) =>
      fc.array(fc.integer({ min: 0, max }), { minLength: days * 48, maxLength: days * 48 });
    return fc.tuple(halfHours(scale), halfHours(5_000)).map(([energyWhBySlot, marketPriceSenBySlot]) => {
      const fromDay = addDays('2026-01-01', start);
      return {
        ...rest,
        fromDay,
        toDay: addDays(fromDay, days - 1),
        contract: { capacity: { unit: 'kW' as const, amount: 30 }, powerFactorPercent, levyReductionPercent },
        use: { energyWhBySlot },
        marketPriceSenBySlot,
        ...(proration === null ? {} : { proration }),
      };
    });
  });
