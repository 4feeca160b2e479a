import { z } from 'zod';
import { DEFAULT_PRICE_BAND, isIchienError } from '#energy';
import { MAX_DOCUMENT_NAMES, parseSupplyPointId } from '#joining';
import { shownTextSchema } from '../accounts/schemas.js';
import { idSchema } from '../http/schemas.js';

/** A JST day. */
export const daySchema = z.iso.date('Give a day as YYYY-MM-DD.');

/** Hash of a document's text. */
export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/, 'Give the SHA-256 in small hex digits.');

/** What is agreed to: documents by the hashes of their texts. */
export const agreementSchema = z.strictObject({ documents: z.array(sha256Schema).min(1).max(MAX_DOCUMENT_NAMES) });

/** A supply point id as bills print it; becomes its 22 digits. */
export const supplyPointSchema = z
  .string()
  .max(60)
  .transform((text, context) => {
    try {
      return parseSupplyPointId(text);
    } catch (error) {
      if (!isIchienError(error)) throw error;
      context.addIssue({ code: 'custom', message: error.message });
      return z.NEVER;
    }
  });

/** A postcode, with or without its hyphen; becomes seven digits. */
export const postcodeSchema = z
  .string()
  .max(20)
  .transform((text) => text.normalize('NFKC').replace(/[\s\-\u2212\u30fc]/g, ''))
  .pipe(z.string().regex(/^\d{7}$/, 'A postcode has seven digits.'));

export const sideSchema = z.enum(['seller', 'buyer', 'both']);

export const priceSchema = z.number().int().min(DEFAULT_PRICE_BAND.minPriceSen).max(DEFAULT_PRICE_BAND.maxPriceSen);

/** The household's solar power. */
export const pvSchema = z
  .strictObject({
    ratedW: z.number().int().min(1).max(10_000_000).meta({ description: 'Rated power, W' }),
    support: z.enum(['fit', 'nonFit']),
    fitEndDay: daySchema.nullable().meta({ description: 'Last day of the feed-in tariff; null for nonFit' }),
  })
  .refine(({ support, fitEndDay }) => (support === 'fit') === (fitEndDay !== null), {
    message: 'A plant in the feed-in tariff has its last day; one that never was has none.',
    path: ['fitEndDay'],
  });

/** What an applicant states of a supply point. */
export const applicationSchema = z.strictObject({
  side: sideSchema,
  supplyPointId: supplyPointSchema,
  postcode: postcodeSchema,
  address: shownTextSchema,
  meterKind: z.enum(['smart', 'other']),
  meterId: idSchema,
  pv: pvSchema.nullable(),
  startDay: daySchema,
});

export type NewApplication = z.infer<typeof applicationSchema>;

/** おまかせ limits that a new participant starts with. */
export const limitsSchema = {
  minSellPriceSen: priceSchema.meta({ description: 'The agent never sells below, sen/kWh' }),
  maxBuyPriceSen: priceSchema.meta({ description: 'The agent never buys above, sen/kWh' }),
};
