import { CsvError, type Info, parse } from 'csv-parse/sync';
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
export const MAX_LISTED = 50;
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

/** What a mistake in the plant is called by its column. */
const PLANT_COLUMNS: Readonly<Record<string, string>> = {
  ratedW: 'pvRatedW',
  support: 'pvSupport',
  fitEndDay: 'pvFitEndDay',
};

/** The columns, in any order; each row makes one participant and, for a new address, one account. */
const rowSchema = z.object({
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
export type ParticipantRow = Omit<z.infer<typeof rowSchema>, keyof typeof PLANT> &
  Pick<NewApplication, 'pv'> & {
    /** Where it stands in the file, as a spreadsheet counts: the header is 1. */
    readonly row: number;
  };

/** One thing that is wrong with a file. */
export interface ImportMistake {
  /** As a spreadsheet counts: the header is 1. */
  readonly row: number;
  /** Null if it is no single column. */
  readonly column: string | null;
  /**
   * `unreadable`: no CSV; `rowCount`: none, or too many; `absent`, `unknown`: a column of the header; `invalid`: a value;
   * `repeated`: stands in an earlier row; `taken`: stored already; `refused`: by the rules, see `reason`.
   */
  readonly problem: 'unreadable' | 'rowCount' | 'absent' | 'unknown' | 'invalid' | 'repeated' | 'taken' | 'refused';
  /** What the rules refuse. */
  readonly reason: Ineligibility | null;
  /** In English, for programs. */
  readonly says: string;
}

/** What a file says, and what is wrong with it. Rows are those that can be read. */
export interface ReadParticipants {
  readonly rows: readonly ParticipantRow[];
  readonly mistakes: readonly ImportMistake[];
}

const COLUMNS = Object.keys(rowSchema.shape);
const NEEDED_COLUMNS = COLUMNS.filter((name) => !Object.hasOwn(PLANT, name));
/** What no two rows may share. */
const UNIQUE = ['participantId', 'meterId', 'supplyPointId'] as const;

/** Reads a CSV of participants (UTF-8, with a header). @param refusalOf why the rules refuse a supply point */
export function readParticipants(
  csv: string,
  refusalOf: (candidate: Candidate) => Ineligibility | undefined,
): ReadParticipants {
  const { records, mistakes } = recordsOf(csv);
  const rows: ParticipantRow[] = [];
  const seen = new Set<string>();
  for (const { record, row } of records) {
    const read = readRow(record, row);
    mistakes.push(...read.mistakes);
    if (read.row === undefined) continue;
    for (const column of UNIQUE) {
      const key = `${column}/${read.row[column]}`;
      if (seen.has(key)) mistakes.push(mistake(row, column, 'repeated', 'it stands in an earlier row.'));
      seen.add(key);
    }
    const reason = refusalOf({ ...read.row, meterKind: IMPORTED_METER });
    if (reason !== undefined) {
      mistakes.push({ ...mistake(row, null, 'refused', `the rules refuse it, ${reason.reason}.`), reason });
    }
    rows.push(read.row);
  }
  return { rows, mistakes };
}

function readRow(
  record: Record<string, string>,
  row: number,
): { readonly row?: ParticipantRow; readonly mistakes: readonly ImportMistake[] } {
  const result = rowSchema.safeParse(record);
  if (!result.success) {
    return {
      mistakes: result.error.issues.map(({ path, message }) => mistake(row, path.join('.'), 'invalid', message)),
    };
  }
  const { pvRatedW, pvSupport, pvFitEndDay, ...rest } = result.data;
  const plant = plantOf(pvRatedW, pvSupport, pvFitEndDay);
  if (plant.success) return { row: { ...rest, pv: plant.data, row }, mistakes: [] };
  return {
    mistakes: plant.error.issues.map(({ path, message }) =>
      mistake(row, PLANT_COLUMNS[path.join('.')] ?? null, 'invalid', message),
    ),
  };
}

function plantOf(ratedW: string, support: string, fitEndDay: string) {
  const isNone = ratedW === '' && support === '' && fitEndDay === '';
  const stated = { ratedW: Number(ratedW), support, fitEndDay: fitEndDay === '' ? null : fitEndDay };
  return pvSchema.nullable().safeParse(isNone ? null : stated);
}

function recordsOf(csv: string): {
  readonly records: readonly { readonly record: Record<string, string>; readonly row: number }[];
  readonly mistakes: ImportMistake[];
} {
  let header: readonly string[] = [];
  const columns = (names: string[]) => {
    header = names;
    return names;
  };
  try {
    const parsed: { info: Info; record: Record<string, string> }[] = parse(csv, {
      bom: true,
      columns,
      info: true,
      skip_empty_lines: true,
      to: MAX_ROWS + 1,
    });
    const wrong = [
      ...NEEDED_COLUMNS.filter((name) => !header.includes(name)).map((name) =>
        mistake(1, name, 'absent', 'it is absent.'),
      ),
      ...header
        .filter((name) => !COLUMNS.includes(name))
        .map((name) => mistake(1, name, 'unknown', 'there is no such column.')),
    ];
    if (wrong.length > 0) return { records: [], mistakes: wrong };
    if (parsed.length === 0 || parsed.length > MAX_ROWS) {
      return { records: [], mistakes: [mistake(1, null, 'rowCount', `the file has not 1 to ${MAX_ROWS} rows.`)] };
    }
    return {
      records: parsed.map(({ record, info }, index) => ({ record, row: index + 2 + info.empty_lines })),
      mistakes: [],
    };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const row = Math.max(1, Number(error.lines ?? 1));
    return { records: [], mistakes: [mistake(row, null, 'unreadable', error.message)] };
  }
}

/** A mistake; what the rules refuse is said beside it. */
export function mistake(
  row: number,
  column: string | null,
  problem: ImportMistake['problem'],
  says: string,
): ImportMistake {
  return { row, column, problem, reason: null, says };
}

/** The refusal of a file that has mistakes. */
export function importRefused(mistakes: readonly ImportMistake[]) {
  const listed = mistakes
    .slice(0, MAX_LISTED)
    .map(({ row, column, says }) => `row ${row}${column === null ? '' : `, ${column}`}: ${says.replace(/\.$/, '')}`);
  const more = mistakes.length > MAX_LISTED ? `; and ${mistakes.length - MAX_LISTED} more` : '';
  return apiError(
    'IMPORT_REFUSED',
    `Nobody was imported: ${listed.join('; ')}${more}.`,
    'Correct the file and send it again.',
    { mistakes: mistakes.length },
  );
}
