import { z } from 'zod';

const code = z.string().regex(/^[0-9A-Z]{5}$/, 'Give five of 0-9 and A-Z.');
const digit = z.string().regex(/^\d$/, 'Give one digit.');
const digits = z.string().regex(/^\d{12}$/, 'Give twelve digits.');
const party = z.strictObject({ code, name: z.string().min(1).max(50) });
const source = party.extend({
  contractId: z.string().regex(/^[0-9A-Z]{13}$/, 'Give thirteen of 0-9 and A-Z.'),
  jp06372: digit,
  jp06374: digit,
});

/** The codes of the day-ahead plans for OCCTO, as the retailer registered them (docs/formats.md; JP and JPC as in its own files). */
export const planSettingsSchema = z.strictObject({
  jpc03: digit,
  jpc06: digits,
  jpc09: digits,
  jp06371: digit,
  /** The retailer, OCCTO, and the balancing group that demands. */
  sender: party,
  destination: party,
  demandGroup: party,
  /** The balancing group that generates: the submitter of the sales plan, and where neighbours' energy comes from. */
  generationGroup: source,
  /** 系統コード of its one unit: the roofs together. */
  generationGridCode: z.string().regex(/^[0-9A-Z]{1,20}$/, 'Give up to twenty of 0-9 and A-Z.'),
  /** Where the rest comes from and goes to: the market, or the retailer's own supply. */
  rest: source,
});

/** See {@link planSettingsSchema}. */
export type PlanSettings = Readonly<z.infer<typeof planSettingsSchema>>;
