import { CsvError, parse } from 'csv-parse/sync';
import { IchienError, parseScaled, slotOf } from '#energy';
import { decodeText } from '../decode-text.js';
import { type JepxErrorCode, jepxRefusal } from './error.js';

/** The largest file that is read: a year of spot results has 2 MB, a day of bid curves 1.4 MB. */
export const MAX_JEPX_FILE_BYTES = 64 * 1024 * 1024;

/** One row of a JEPX file, whose fields are read by the name of their column. */
export class JepxRow {
  constructor(
    private readonly columns: ReadonlyMap<string, number>,
    private readonly fields: readonly string[],
    readonly file: string,
    readonly row: number,
  ) {}

  text(column: string): string {
    return this.fields[this.columns.get(column)!]!;
  }

  /** A decimal as a whole number of its 10^-decimals. @throws IchienError JEPX_VALUE_INVALID */
  scaled(column: string, decimals: number): number {
    const value = parseScaled(this.text(column), decimals);
    if (value === undefined || value < 0n || value > BigInt(Number.MAX_SAFE_INTEGER)) {
      throw this.refusal(column, `Give a decimal number of 0 or more with at most ${decimals} decimals.`);
    }
    return Number(value);
  }

  /** The slot of a day, `20250501` or `2025/05/01`, and a koma. @throws IchienError JEPX_VALUE_INVALID */
  slot(dayColumn: string, komaColumn: string): number {
    const day = /^(\d{4})([/-]?)(\d{2})\2(\d{2})$/.exec(this.text(dayColumn));
    if (day === null) throw this.refusal(dayColumn, 'Write a day as 20250501 or 2025/05/01.');
    try {
      return slotOf(`${day[1]}-${day[3]}-${day[4]}`, this.scaled(komaColumn, 0));
    } catch (error) {
      if (!(error instanceof IchienError) || error.code.startsWith('JEPX_')) throw error;
      throw this.refusal(error.code === 'KOMA_INVALID' ? komaColumn : dayColumn, error.fix);
    }
  }

  /** The error that refuses what stands in a column. */
  refusal(column: string, fix: string): IchienError<JepxErrorCode> {
    const what = `"${this.text(column).slice(0, 40)}" cannot stand here.`;
    return jepxRefusal('JEPX_VALUE_INVALID', { file: this.file, row: this.row, column }, what, fix);
  }
}

/**
 * Hands every row under the header to `onRow`. Encodings are UTF-8, with or without byte order mark, and Shift_JIS, in
 * which JEPX publishes; columns are found by name, in any order, and others are passed over.
 *
 * @param needed names of columns without which the file cannot be read
 * @throws IchienError JEPX_FILE_TOO_LARGE, JEPX_ENCODING_UNKNOWN, JEPX_CSV_INVALID, JEPX_HEADER_INVALID, JEPX_ROW_INVALID
 */
export function readJepxTable(
  bytes: Uint8Array,
  file: string,
  needed: readonly string[],
  onRow: (row: JepxRow) => void,
): void {
  const text = decode(bytes, file);
  let columns: ReadonlyMap<string, number> | undefined;
  let width = 0;
  try {
    parse(text, {
      relax_column_count: true,
      skip_empty_lines: true,
      on_record: (fields: string[], { lines }) => {
        if (columns === undefined) {
          columns = columnsOf(fields, needed, file);
          width = fields.length;
        } else if (fields.length !== width) {
          const what = `the row has ${fields.length} fields.`;
          throw jepxRefusal('JEPX_ROW_INVALID', { file, row: lines }, what, `Give all ${width}, as the header does.`);
        } else {
          onRow(new JepxRow(columns, fields, file, lines));
        }
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw jepxRefusal('JEPX_CSV_INVALID', { file }, `${error.message}.`, 'Check the quotes around its fields.');
  }
  if (columns === undefined) throw jepxRefusal('JEPX_HEADER_INVALID', { file }, 'it is empty.', 'Give the whole file.');
}

function decode(bytes: Uint8Array, file: string): string {
  if (bytes.length > MAX_JEPX_FILE_BYTES) {
    const fix = `Split it into files of at most ${MAX_JEPX_FILE_BYTES} bytes.`;
    throw jepxRefusal('JEPX_FILE_TOO_LARGE', { file }, `it has ${bytes.length} bytes.`, fix);
  }
  const text = decodeText(bytes);
  if (text !== undefined) return text;
  const fix = 'Save it in one of the two, unpacked.';
  throw jepxRefusal('JEPX_ENCODING_UNKNOWN', { file }, 'it is neither UTF-8 nor Shift_JIS.', fix);
}

function columnsOf(header: readonly string[], needed: readonly string[], file: string): ReadonlyMap<string, number> {
  const columns = new Map(header.map((name, column) => [name.trim(), column]));
  for (const name of needed) {
    if (columns.has(name)) continue;
    const place = { file, row: 1, column: name };
    throw jepxRefusal('JEPX_HEADER_INVALID', place, 'it is absent.', 'Keep the header as JEPX publishes it.');
  }
  return columns;
}
