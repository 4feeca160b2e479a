import { CsvError, parse } from 'csv-parse/sync';
import { dayOf, formatKwh, IchienError, komaOf, MAX_SLOT_ENERGY_WH, parseScaled, slotOf } from '#energy';
import { decodeText } from '../decode-text.js';
import { type ReadingsPlace, readingsRefusal } from './error.js';
import {
  MAX_FILE_READINGS,
  MAX_READINGS_FILE_BYTES,
  MAX_REVISION,
  POINT_ID,
  type PointReading,
} from './point-reading.js';

/** The columns of a file of readings (formats.md E3, "Incoming"), in any order; 版 and 欠測 may be left out. */
export const READING_COLUMNS = ['供給地点特定番号', '年月日', 'コマ', '順方向kWh', '逆方向kWh', '版', '欠測'] as const;

type Column = (typeof READING_COLUMNS)[number];
const OPTIONAL: readonly Column[] = ['版', '欠測'];

/**
 * Reads half-hourly readings from CSV in UTF-8 (with or without byte order mark) or Shift_JIS. 年月日 is 20260518,
 * 2026/05/18 or 2026-05-18; 欠測 is 1 for a missing reading, whose kWh are then blank, and else 0 or blank.
 *
 * @throws IchienError of `ReadingsFileErrorCode` naming row and column; the file is refused whole
 */
export function readReadingsCsv(bytes: Uint8Array, file: string): PointReading[] {
  if (bytes.length > MAX_READINGS_FILE_BYTES) {
    const fix = `Give at most ${MAX_READINGS_FILE_BYTES}.`;
    throw readingsRefusal('READINGS_FILE_TOO_LARGE', { file }, `it has ${bytes.length} bytes.`, fix);
  }
  const text = decodeText(bytes);
  if (text === undefined) {
    throw readingsRefusal(
      'READINGS_ENCODING_UNKNOWN',
      { file },
      'it is neither UTF-8 nor Shift_JIS.',
      'Save it again.',
    );
  }
  const readings: PointReading[] = [];
  const seen = new Set<string>();
  let columns: ReadonlyMap<string, number> | undefined;
  try {
    parse(text, {
      relax_column_count: true,
      skip_empty_lines: true,
      on_record: (fields: string[], { lines }) => {
        if (columns === undefined) {
          columns = columnsOf(fields, file);
        } else {
          readings.push(readRow(new Row(columns, fields, { file, row: lines }), seen));
          if (readings.length > MAX_FILE_READINGS) {
            const place = { file, row: lines };
            throw readingsRefusal('READINGS_FILE_TOO_LARGE', place, 'too many rows.', `Give ${MAX_FILE_READINGS}.`);
          }
        }
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw readingsRefusal('READINGS_CSV_INVALID', { file }, `${error.message}.`, 'Check the quotes around its fields.');
  }
  if (readings.length === 0) {
    throw readingsRefusal('READINGS_HEADER_INVALID', { file }, 'it has no reading.', 'Give a header and its rows.');
  }
  return readings;
}

/** Writes readings as CSV text with all columns and CRLF; what {@link readReadingsCsv} reads back. */
export function formatReadingsCsv(readings: readonly PointReading[]): string {
  const kwh = (wh: number | undefined) => (wh === undefined ? '' : formatKwh(wh));
  const rows = readings.map(({ pointId, slot, importWh, exportWh, revision }) => {
    const missing = importWh === undefined ? '1' : '0';
    const day = dayOf(slot).replaceAll('-', '');
    return [pointId, day, komaOf(slot), kwh(importWh), kwh(exportWh), revision, missing].join();
  });
  return [READING_COLUMNS.join(), ...rows, ''].join('\r\n');
}

function readRow(row: Row, seen: Set<string>): PointReading {
  const pointId = row.text('供給地点特定番号');
  if (!POINT_ID.test(pointId)) throw row.refusal('供給地点特定番号', 'Give the 22 digits of the point.');
  const slot = row.slot();
  const key = `${slot}/${pointId}`;
  if (seen.has(key)) throw row.refusal('コマ', 'Give each point once a half hour.');
  seen.add(key);
  const revisionText = row.text('版') || '1';
  const revision = /^\d{1,3}$/.test(revisionText) ? Number(revisionText) : 0;
  if (revision < 1) throw row.refusal('版', `Give a whole number from 1 to ${MAX_REVISION}.`);
  const missing = row.text('欠測') || '0';
  if (missing !== '0' && missing !== '1') throw row.refusal('欠測', 'Give 1 for a missing reading, else 0 or nothing.');
  if (missing === '1') {
    for (const column of ['順方向kWh', '逆方向kWh'] as const) {
      if (row.text(column) !== '') throw row.refusal(column, 'Leave it blank: the reading is marked as missing.');
    }
    return { pointId, slot, importWh: undefined, exportWh: undefined, revision };
  }
  return { pointId, slot, importWh: row.wh('順方向kWh'), exportWh: row.wh('逆方向kWh'), revision };
}

class Row {
  constructor(
    private readonly columns: ReadonlyMap<string, number>,
    private readonly fields: readonly string[],
    private readonly place: ReadingsPlace,
  ) {
    if (fields.length !== columns.size) {
      const what = `the row has ${fields.length} fields.`;
      throw readingsRefusal('READINGS_ROW_INVALID', place, what, `Give all ${columns.size}, as the header does.`);
    }
  }

  text(column: Column): string {
    const at = this.columns.get(column);
    return at === undefined ? '' : this.fields[at]!.trim();
  }

  wh(column: Column): number {
    const wh = parseScaled(this.text(column), 3);
    if (wh === undefined || wh < 0n || wh > BigInt(MAX_SLOT_ENERGY_WH)) {
      throw this.refusal(column, `Give kWh from 0 to ${MAX_SLOT_ENERGY_WH / 1000} with at most three decimals.`);
    }
    return Number(wh);
  }

  slot(): number {
    const day = /^(\d{4})([/-]?)(\d{2})\2(\d{2})$/.exec(this.text('年月日'));
    if (day === null) throw this.refusal('年月日', 'Write a day as 20260518 or 2026/05/18.');
    const koma = /^\d{1,2}$/.test(this.text('コマ')) ? Number(this.text('コマ')) : 0;
    try {
      return slotOf(`${day[1]}-${day[3]}-${day[4]}`, koma);
    } catch (error) {
      if (!(error instanceof IchienError)) throw error;
      throw this.refusal(error.code === 'KOMA_INVALID' ? 'コマ' : '年月日', error.fix);
    }
  }

  refusal(column: Column, fix: string): IchienError {
    const place = { ...this.place, column };
    return readingsRefusal(
      'READINGS_VALUE_INVALID',
      place,
      `"${this.text(column).slice(0, 40)}" cannot stand here.`,
      fix,
    );
  }
}

function columnsOf(header: readonly string[], file: string): ReadonlyMap<string, number> {
  const columns = new Map(header.map((name, column) => [name.trim(), column]));
  const fix = `Give the columns ${READING_COLUMNS.join(', ')}.`;
  for (const column of READING_COLUMNS) {
    if (!columns.has(column) && !OPTIONAL.includes(column)) {
      throw readingsRefusal('READINGS_HEADER_INVALID', { file, row: 1, column }, 'it is absent.', fix);
    }
  }
  if (columns.size !== header.length) {
    throw readingsRefusal('READINGS_HEADER_INVALID', { file, row: 1 }, 'a column stands twice.', fix);
  }
  return columns;
}
