import { CsvError, parse } from 'csv-parse/sync';
import { z } from 'zod';
import type { Candidate, Ineligibility } from '#joining';
import { emailSchema, shownTextSchema } from '../accounts/schemas.js';
import { apiError } from '../errors.js';
import { idSchema } from '../http/schemas.js';
import {
  daySchema,
  type NewApplication,
  postcodeSchema,
  priceSchema,
  pvSchema,
  sideSchema,
  supplyPointSchema,
} from './schemas.js';

/** Most participants in one file, and most mistakes that one answer lists. */
const MAX_ROWS = 2000;
const MAX_LISTED = 20;
/** The file does not say: the programme recruits households whose meters are read every half hour. */
export const IMPORTED_METER = 'smart';

const price = z
  .string()
  .regex(/^\d{1,6}$/, 'Give whole sen per kWh.')
  .transform(Number)
  .pipe(priceSchema);

/** Columns that may be left out, or empty: who sells names the plant. */
const PLANT = {
  pvRatedW: z.string().default(''),
  pvSupport: z.string().default(''),
  pvFitEndDay: z.string().default(''),
};

/** The columns, in any order; each row makes one participant and, for a new address, one account. */
const rowSchema = z.strictObject({
  email: emailSchema,
  displayName: shownTextSchema,
  participantId: idSchema,
  meterId: idSchema,
  supplyPointId: supplyPointSchema,
  side: sideSchema,
  postcode: postcodeSchema,
  address: shownTextSchema,
  startDay: daySchema,
  minSellPriceSen: price,
  maxBuyPriceSen: price,
  ...PLANT,
});

/** A row of the file, the plant as one value. */
export type ParticipantRow = Omit<z.infer<typeof rowSchema>, keyof typeof PLANT> & Pick<NewApplication, 'pv'>;

const COLUMNS = Object.keys(rowSchema.shape).filter((name) => !Object.hasOwn(PLANT, name));
/** What no two rows may share. */
const UNIQUE = ['participantId', 'meterId', 'supplyPointId'] as const;

/**
 * Reads a CSV of participants (UTF-8, with a header).
 *
 * @param refusalOf why the rules refuse a supply point
 * @throws IchienError IMPORT_REFUSED listing rows (1 = the header) and columns: the file is refused whole
 */
export function readParticipants(
  csv: string,
  refusalOf: (candidate: Candidate) => Ineligibility | undefined,
): ParticipantRow[] {
  const records = parsed(csv);
  const mistakes: string[] = [];
  const rows: ParticipantRow[] = [];
  const seen = new Set<string>();
  records.forEach((record, index) => {
    const place = `row ${index + 2}`;
    const result = rowSchema.safeParse(record);
    if (!result.success) {
      for (const { path, message } of result.error.issues) mistakes.push(`${place}, ${path.join('.')}: ${message}`);
      return;
    }
    for (const column of UNIQUE) {
      const key = `${column}/${result.data[column]}`;
      if (seen.has(key)) mistakes.push(`${place}, ${column}: it stands in an earlier row.`);
      seen.add(key);
    }
    const { pvRatedW, pvSupport, pvFitEndDay, ...row } = result.data;
    const plant = plantOf(pvRatedW, pvSupport, pvFitEndDay);
    if (!plant.success) {
      for (const { path, message } of plant.error.issues) mistakes.push(`${place}, pv ${path.join('.')}: ${message}`);
      return;
    }
    const refusal = refusalOf({ ...row, pv: plant.data, meterKind: IMPORTED_METER });
    if (refusal !== undefined) mistakes.push(`${place}: the rules refuse it, ${refusal.reason}.`);
    rows.push({ ...row, pv: plant.data });
  });
  if (mistakes.length > 0) throw refused(mistakes);
  return rows;
}

function plantOf(ratedW: string, support: string, fitEndDay: string) {
  const isNone = ratedW === '' && support === '' && fitEndDay === '';
  const stated = { ratedW: Number(ratedW), support, fitEndDay: fitEndDay === '' ? null : fitEndDay };
  return pvSchema.nullable().safeParse(isNone ? null : stated);
}

function parsed(csv: string): Record<string, string>[] {
  let records: Record<string, string>[];
  try {
    const columns = (header: string[]) => {
      const wrong = COLUMNS.filter((name) => !header.includes(name)).map((name) => `row 1, ${name}: it is absent.`);
      if (wrong.length > 0) throw refused(wrong);
      return header;
    };
    records = parse(csv, { bom: true, columns, skip_empty_lines: true, to: MAX_ROWS + 1 });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw refused([error.message]);
  }
  if (records.length === 0 || records.length > MAX_ROWS) throw refused([`The file has not 1 to ${MAX_ROWS} rows.`]);
  return records;
}

function refused(mistakes: readonly string[]) {
  const more = mistakes.length > MAX_LISTED ? `; and ${mistakes.length - MAX_LISTED} more` : '';
  return apiError(
    'IMPORT_REFUSED',
    `Nobody was imported: ${mistakes.slice(0, MAX_LISTED).join('; ')}${more}.`,
    'Correct the file and send it again.',
    { mistakes: mistakes.length },
  );
}
