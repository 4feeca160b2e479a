import { z } from 'zod';

// Shapes only: limits, order and whether every half hour has a price are `assertTariff`'s, for every caller alike.

/** More entries than any table may have: `assertTariff` names what is wrong below it. */
const MAX_LIST = 100;
const sen = z.number();
const text = z.strictObject({ ja: z.string().max(500), en: z.string().max(500) });
const condition = z.strictObject({
  months: z.array(z.number()).max(12).exactOptional(),
  days: z.enum(['weekday', 'holiday']).exactOptional(),
  komas: z.tuple([z.number(), z.number()]).exactOptional(),
});

/** `TariffTerms` of `#tariff`. */
export const tariffTermsSchema = z.strictObject({
  taxIncluded: z.literal(true),
  basic: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('none') }),
    z.strictObject({ kind: z.literal('contract'), priceSen: sen }),
    z.strictObject({
      kind: z.literal('ampere'),
      priceSenByAmperes: z.record(z.string().regex(/^\d{1,4}$/), sen),
      halvedUnused: z.boolean(),
    }),
    z.strictObject({
      kind: z.literal('capacity'),
      unit: z.enum(['kVA', 'kW']),
      steps: z
        .array(z.strictObject({ upTo: z.number(), priceSen: sen }))
        .max(MAX_LIST)
        .exactOptional(),
      perUnitSen: sen,
      powerFactorAdjusted: z.boolean(),
      halvedUnused: z.boolean(),
    }),
    z.strictObject({ kind: z.literal('minimum'), priceSen: sen, includedKwh: z.number() }),
  ]),
  energy: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('none') }),
    z.strictObject({
      kind: z.literal('tiers'),
      tiers: z.array(z.strictObject({ upToKwh: z.number().exactOptional(), priceSen: sen })).max(MAX_LIST),
    }),
    z.strictObject({
      kind: z.literal('bands'),
      bands: z
        .array(
          z.strictObject({
            id: z.string().max(500),
            label: text,
            priceSen: sen,
            when: z.array(condition).max(MAX_LIST),
          }),
        )
        .max(MAX_LIST),
      holidays: z.strictObject({
        saturdays: z.boolean(),
        sundays: z.boolean(),
        national: z.boolean(),
        dates: z.array(z.string().max(5)).max(366),
      }),
    }),
    z.strictObject({
      kind: z.literal('market'),
      lossPermille: z.number(),
      taxPercent: z.number(),
      feeSen: sen,
      minMarketSen: sen.exactOptional(),
      maxMarketSen: sen.exactOptional(),
    }),
  ]),
  fuelAdjusted: z.boolean(),
  minimumMonthSen: sen.exactOptional(),
});
