import { CsvError, parse } from 'csv-parse/sync';
import iconv from 'iconv-lite';
import { decodeText } from '../decode-text.js';
import type { PrintedFile } from '../manifest/control-totals.js';
import { isSummed, parseCell, printCell } from './cell.js';
import type { Columns, RowOf } from './columns.js';
import { type RetailerPlace, retailerRefusal } from './error.js';

const shiftJis = new TextDecoder('shift_jis');

/** How a file is encoded: Excel opens UTF-8 only with a byte order mark; older billing systems read Shift_JIS. */
export type RetailerEncoding = 'utf-8-bom' | 'shift_jis';

/** Most rows of one file: a month of 300 households has about 400,000 trades. */
export const MAX_RETAILER_ROWS = 1_000_000;
/** Largest file that is read. */
export const MAX_RETAILER_FILE_BYTES = 512 * 1024 * 1024;

/**
 * Writes a table for the retailer as CSV: header, CR LF, kWh with three decimals. A cell that a spreadsheet would take for a
 * formula gets an apostrophe before it, which {@link readRetailerTable} takes off again.
 *
 * @param file its name, for errors
 * @returns bytes, and control totals with the sum of each column of energy or money
 * @throws IchienError RETAILER_VALUE_INVALID, RETAILER_CHARACTER_INVALID (Shift_JIS lacks it) with row and column;
 * RETAILER_FILE_TOO_LARGE
 */
export function printRetailerTable<Table extends Columns>(
  columns: Table,
  rows: readonly RowOf<Table>[],
  encoding: RetailerEncoding,
  file: string,
): PrintedFile {
  if (rows.length > MAX_RETAILER_ROWS) throw tooLarge(file, `${rows.length} rows`);
  const sums = emptySums(columns);
  const known = new Set<string>();
  const lines = [columns.map(([title]) => title).join()];
  for (const [index, row] of rows.entries()) {
    const cells = columns.map(([column, key, kind]) => {
      const place = { file, row: index + 2, column };
      const value = (row as Readonly<Record<string, unknown>>)[key];
      const cell = printCell(kind, value);
      if (cell === undefined) throw refuseValue(place, String(value));
      if (encoding === 'shift_jis') assertInShiftJis(cell, known, place);
      if (isSummed(kind)) sums[key]! += BigInt(value as number);
      return /[",]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
    });
    lines.push(cells.join());
  }
  const text = `${lines.join('\r\n')}\r\n`;
  const bytes =
    encoding === 'shift_jis' ? iconv.encode(text, 'shift_jis') : iconv.encode(text, 'utf8', { addBOM: true });
  return { bytes: Uint8Array.from(bytes), control: { records: rows.length, sums } };
}

/**
 * Reads a table back, in either encoding. Columns, their order and the way of writing must be those of {@link printRetailerTable}.
 *
 * @throws IchienError of `RetailerFileErrorCode` with row and column
 */
export function readRetailerTable<Table extends Columns>(
  columns: Table,
  bytes: Uint8Array,
  file: string,
): RowOf<Table>[] {
  if (bytes.length > MAX_RETAILER_FILE_BYTES) throw tooLarge(file, `${bytes.length} bytes`);
  const text = decodeText(bytes);
  if (text === undefined) {
    throw retailerRefusal(
      'RETAILER_ENCODING_UNKNOWN',
      { file },
      'it is neither UTF-8 nor Shift_JIS.',
      'Save it again.',
    );
  }
  const rows: RowOf<Table>[] = [];
  let row = 0;
  try {
    parse(text, {
      relax_column_count: true,
      on_record: (fields: string[]) => {
        row++;
        if (row > MAX_RETAILER_ROWS + 1) throw tooLarge(file, `more than ${MAX_RETAILER_ROWS} rows`);
        if (row === 1) assertHeader(columns, fields, file);
        else rows.push(readRow(columns, fields, { file, row }));
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw retailerRefusal('RETAILER_CSV_INVALID', { file }, `${error.message}.`, 'Check the quotes around its fields.');
  }
  if (row === 0) throw retailerRefusal('RETAILER_HEADER_INVALID', { file }, 'it is empty.', 'Give the whole file.');
  return rows;
}

function readRow<Table extends Columns>(columns: Table, fields: readonly string[], place: RetailerPlace): RowOf<Table> {
  if (fields.length !== columns.length) {
    const what = `the row has ${fields.length} fields.`;
    throw retailerRefusal('RETAILER_ROW_INVALID', place, what, `Give all ${columns.length}.`);
  }
  const values = columns.map(([column, key, kind], index) => {
    const cell = parseCell(kind, fields[index]!);
    if (!cell.ok) throw refuseValue({ ...place, column }, fields[index]!);
    return [key, cell.value];
  });
  return Object.fromEntries(values) as RowOf<Table>;
}

function assertHeader(columns: Columns, header: readonly string[], file: string): void {
  const wrong = columns.findIndex(([title], index) => header[index] !== title);
  if (wrong < 0 && header.length === columns.length) return;
  const column = columns[wrong]?.[0] ?? header[columns.length]!;
  const fix = `Give the columns ${columns.map(([title]) => title).join()}.`;
  throw retailerRefusal('RETAILER_HEADER_INVALID', { file, row: 1, column }, 'it does not stand where it should.', fix);
}

function emptySums(columns: Columns): Record<string, bigint> {
  return Object.fromEntries(columns.filter(([, , kind]) => isSummed(kind)).map(([, key]) => [key, 0n]));
}

/**
 * iconv writes "?" for what it cannot: so each character is read back by another decoder.
 *
 * @param known characters that were; it grows
 */
function assertInShiftJis(cell: string, known: Set<string>, place: RetailerPlace): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII
  if (/^[\x00-\x7f]*$/.test(cell)) return;
  for (const character of cell) {
    if (known.has(character)) continue;
    if (shiftJis.decode(iconv.encode(character, 'shift_jis')) === character) {
      known.add(character);
      continue;
    }
    const what = `Shift_JIS has no "${character}".`;
    const fix = 'Correct it in the register, or take UTF-8.';
    throw retailerRefusal('RETAILER_CHARACTER_INVALID', place, what, fix);
  }
}

function refuseValue(place: RetailerPlace, value: string) {
  const what = `"${value.slice(0, 40)}" cannot stand here.`;
  return retailerRefusal('RETAILER_VALUE_INVALID', place, what, 'Give it as docs/formats.md has it.');
}

function tooLarge(file: string, what: string) {
  const fix = `Split it: at most ${MAX_RETAILER_ROWS} rows and ${MAX_RETAILER_FILE_BYTES} bytes a file.`;
  return retailerRefusal('RETAILER_FILE_TOO_LARGE', { file }, `it has ${what}.`, fix);
}
