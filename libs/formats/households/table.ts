import { CsvError, parse } from 'csv-parse/sync';
import { type Place, refusal } from './error.js';

/** The largest file that is read; the whole Ausgrid year of 300 homes is about a third of it. */
export const MAX_HOUSEHOLD_FILE_BYTES = 256 * 1024 * 1024;

/**
 * Hands every row of a CSV file to `onRow`, with its line number. Rows are not kept, so that a wide file of many
 * homes costs no more memory than its values.
 *
 * @throws IchienError HOUSEHOLD_FILE_TOO_LARGE, HOUSEHOLD_CSV_INVALID
 */
export function readTable(
  bytes: Uint8Array,
  file: string,
  onRow: (fields: readonly string[], row: number) => void,
): void {
  if (bytes.length > MAX_HOUSEHOLD_FILE_BYTES) {
    throw refusal(
      'HOUSEHOLD_FILE_TOO_LARGE',
      { file },
      `it has ${bytes.length} bytes.`,
      `Split it into files of at most ${MAX_HOUSEHOLD_FILE_BYTES} bytes.`,
    );
  }
  try {
    parse(bytes, {
      bom: true,
      relax_column_count: true,
      on_record: (fields: string[], { lines }) => {
        onRow(fields, lines);
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw refusal('HOUSEHOLD_CSV_INVALID', { file }, `${error.message}.`, 'Check the quotes around its fields.');
  }
}

/** Asserts the number of fields. @throws IchienError HOUSEHOLD_ROW_INVALID */
export function assertFieldCount(fields: readonly string[], expected: number, place: Place): void {
  if (fields.length !== expected) {
    throw refusal(
      'HOUSEHOLD_ROW_INVALID',
      place,
      `the row has ${fields.length} fields.`,
      `Give all ${expected}, as the first row does.`,
    );
  }
}

/** The columns of a header by name. @throws IchienError HOUSEHOLD_HEADER_INVALID if one of `needed` is absent */
export function columnsOf<Name extends string>(
  header: readonly string[],
  needed: readonly Name[],
  file: string,
): Record<Name, number> {
  const columns = {} as Record<Name, number>;
  for (const name of needed) {
    columns[name] = header.indexOf(name);
    if (columns[name] < 0) {
      throw refusal('HOUSEHOLD_HEADER_INVALID', { file, row: 1, column: name }, 'it is absent.', 'Keep its header.');
    }
  }
  return columns;
}
