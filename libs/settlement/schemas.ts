import { z } from 'zod';
import { GRANT_PAYERS, POSTING_LINES } from './types.js';

// Shapes only: that numbers are whole and in range is checked where they are used, for every caller alike.

const tolerance = z.union([z.strictObject({ energyWh: z.number() }), z.strictObject({ percentOfTraded: z.number() })]);

const deviationPolicy = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('waived') }),
  z.strictObject({
    name: z.literal('fixedPrice'),
    shortfallPriceSen: z.number(),
    overPurchasePriceSen: z.number(),
    tolerance: tolerance.exactOptional(),
  }),
  z.strictObject({
    name: z.literal('imbalancePrice'),
    taxPercent: z.number(),
    tolerance: tolerance.exactOptional(),
  }),
]);

/** {@link CommunityRules} */
export const communityRulesSchema = z.strictObject({
  deviationPolicy,
  pool: z
    .discriminatedUnion('name', [
      z.strictObject({ name: z.literal('off') }),
      z.strictObject({ name: z.literal('proRata'), priceSen: z.number() }),
    ])
    .exactOptional(),
  platformFeePriceSen: z.number().exactOptional(),
  fundAccrualPriceSen: z.number().exactOptional(),
});

/** {@link SettlementRules} */
export const settlementRulesSchema = communityRulesSchema.extend({
  retailPriceSen: z.number(),
  postFitPriceSen: z.number(),
  wheelingPriceSen: z.number(),
  deliveryPriceSen: z.number(),
  imbalancePrice: z
    .strictObject({ shortagePriceSen: z.number(), surplusPriceSen: z.number(), taxIncluded: z.boolean() })
    .exactOptional(),
});

/** {@link SettlementTrade} */
export const tradeSchema = z.strictObject({
  sequence: z.number(),
  buyerId: z.string(),
  sellerId: z.string(),
  priceSen: z.number(),
  energyWh: z.number(),
});

/** {@link SettlementReading} */
export const readingSchema = z.strictObject({
  participantId: z.string(),
  exportWh: z.number(),
  importWh: z.number(),
});

/** {@link Grant} */
export const grantSchema = z.strictObject({
  grantId: z.string(),
  line: z.enum(['flexibilityReward', 'fundAccrual']),
  from: z.enum(GRANT_PAYERS),
  to: z.string(),
  energyWh: z.number(),
  pay: z.union([z.strictObject({ priceSen: z.number() }), z.strictObject({ amountMillisen: z.number() })]),
});

/** {@link Posting} */
export const postingSchema = z.strictObject({
  account: z.string(),
  line: z.enum(POSTING_LINES),
  energyWh: z.number(),
  amountMillisen: z.number(),
  cause: z.string(),
});
