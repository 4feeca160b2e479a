import { CsvError, parse } from 'csv-parse/sync';
import { z } from 'zod';
import { emailSchema, shownTextSchema } from '../accounts/schemas.js';
import { apiError } from '../errors.js';
import { idSchema } from '../http/schemas.js';
import { daySchema, postcodeSchema, priceSchema, sideSchema, supplyPointSchema } from './schemas.js';

/** Most participants in one file, and most mistakes that one answer lists. */
const MAX_ROWS = 2000;
const MAX_LISTED = 20;

const price = z
  .string()
  .regex(/^\d{1,6}$/, 'Give whole sen per kWh.')
  .transform(Number)
  .pipe(priceSchema);

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
});

export type ParticipantRow = z.infer<typeof rowSchema>;

const COLUMNS = Object.keys(rowSchema.shape);
/** What no two rows may share. */
const UNIQUE = ['participantId', 'meterId', 'supplyPointId'] as const;

/**
 * Reads a CSV of participants (UTF-8, with a header).
 *
 * @throws IchienError IMPORT_REFUSED listing rows (1 = the header) and columns: the file is refused whole
 */
export function readParticipants(csv: string): ParticipantRow[] {
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
    rows.push(result.data);
  });
  if (mistakes.length > 0) throw refused(mistakes);
  return rows;
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
