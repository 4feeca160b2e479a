import { CsvError, parse } from 'csv-parse/sync';
import { IchienError, parseScaled, slotOf } from '#energy';
import { decodeText } from '../decode-text.js';
import { areaOfName, type PriceArea } from './area.js';
import { type ImbalancePlace, imbalanceRefusal } from './error.js';

/** Largest file that is read: a month of nine areas has about 400 kB. */
export const MAX_IMBALANCE_FILE_BYTES = 16 * 1024 * 1024;

/** Imbalance price of one area and half hour. */
export interface AreaImbalancePrice {
  readonly slot: number;
  readonly area: PriceArea;
  /** 余剰インバランス料金単価, sen/kWh. */
  readonly surplusPriceSen: number;
  /** 不足インバランス料金単価, sen/kWh. */
  readonly shortagePriceSen: number;
  /** 変更S of either price is not 0: published before with another value, as far as the name tells; not confirmed to us. */
  readonly changed: boolean;
  /** As the caller says: the file does not; grid companies publish with tax (kansai-td.co.jp, energia.co.jp). */
  readonly taxIncluded: boolean;
}

type Side = 'surplus' | 'shortage';
interface PriceColumn {
  readonly at: number;
  readonly side: Side;
  readonly area: PriceArea;
}

const SIDES: Readonly<Record<string, Side>> = {
  余剰インバランス料金単価: 'surplus',
  不足インバランス料金単価: 'shortage',
};
const KEY_TITLES = ['T', '日付', '時間帯コマ', '時間帯_自', '時間帯_至'];
const CHANGED = '変更S';

/**
 * Reads a month of imbalance prices (インバランス料金単価中央算定システム, `YYYYMM_imbalance-price_NN.csv`), in Shift_JIS or UTF-8:
 * rows "H" (the last of which names surplus and shortage above their first columns), "T" with the areas, "D" a half hour. The
 * layout is that of Okinawa's file of 2026-03; one of nine areas differs in nothing but their number.
 *
 * @returns a price an area and half hour, in the file's order; half hours without prices yet are left out
 * @throws IchienError of `ImbalanceFileErrorCode` with row and column
 */
export function readImbalancePrices(
  bytes: Uint8Array,
  file: string,
  { taxIncluded }: { readonly taxIncluded: boolean },
): AreaImbalancePrice[] {
  const rows = readRows(bytes, file);
  const titles = rows.findIndex(([kind]) => kind === 'T');
  const columns = readColumns(rows, titles, file);
  const prices: AreaImbalancePrice[] = [];
  const seen = new Set<number>();
  for (const [index, fields] of rows.entries()) {
    const place = { file, row: index + 1 };
    const isData = fields[0] === 'D';
    if (index === titles || (index < titles && fields[0] === 'H')) continue;
    if (!isData || index < titles || fields.length !== rows[titles]!.length) {
      const fix = 'After the rows H and T, give rows D with as many fields as the row T.';
      throw imbalanceRefusal('IMBALANCE_ROW_INVALID', place, 'the row cannot stand here.', fix);
    }
    const slot = readSlot(fields, place);
    if (seen.has(slot)) {
      throw imbalanceRefusal('IMBALANCE_ROW_INVALID', place, 'the half hour stands there twice.', 'Keep one row each.');
    }
    seen.add(slot);
    prices.push(...readPrices(fields, columns, place).map((price) => ({ slot, ...price, taxIncluded })));
  }
  if (prices.length === 0) {
    throw imbalanceRefusal(
      'IMBALANCE_ROW_INVALID',
      { file },
      'it has no price.',
      'Give the file of a month that has begun.',
    );
  }
  return prices;
}

function readRows(bytes: Uint8Array, file: string): string[][] {
  if (bytes.length > MAX_IMBALANCE_FILE_BYTES) {
    const fix = `Give at most ${MAX_IMBALANCE_FILE_BYTES}.`;
    throw imbalanceRefusal('IMBALANCE_FILE_TOO_LARGE', { file }, `it has ${bytes.length} bytes.`, fix);
  }
  const text = decodeText(bytes);
  if (text === undefined) {
    throw imbalanceRefusal(
      'IMBALANCE_ENCODING_UNKNOWN',
      { file },
      'it is neither UTF-8 nor Shift_JIS.',
      'Get it again.',
    );
  }
  try {
    return parse(text, { relax_column_count: true, skip_empty_lines: true });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw imbalanceRefusal(
      'IMBALANCE_CSV_INVALID',
      { file },
      `${error.message}.`,
      'Check the quotes around its fields.',
    );
  }
}

/** Where each area's two prices stand, from the rows H and T. */
function readColumns(rows: readonly string[][], titlesAt: number, file: string): PriceColumn[] {
  const titles = rows[titlesAt];
  const sides = rows
    .slice(0, Math.max(titlesAt, 0))
    .findLast((row) => row[0] === 'H' && row.some((name) => name in SIDES));
  if (titles === undefined || sides === undefined || KEY_TITLES.some((title, at) => titles[at] !== title)) {
    const fix = 'Keep the rows H and T as they are published.';
    throw imbalanceRefusal('IMBALANCE_HEADER_INVALID', { file }, 'it does not say which price is which.', fix);
  }
  const columns: PriceColumn[] = [];
  let side: Side | undefined;
  for (let at = KEY_TITLES.length; at < titles.length; at += 2) {
    side = SIDES[sides[at] ?? ''] ?? side;
    const area = areaOfName(titles[at]!);
    const known = side !== undefined && area !== undefined && titles[at + 1] === CHANGED;
    if (!known || columns.some((column) => column.side === side && column.area === area)) {
      const place = { file, row: titlesAt + 1, column: at + 1 };
      throw imbalanceRefusal(
        'IMBALANCE_HEADER_INVALID',
        place,
        `"${titles[at]}" is no area of its own.`,
        'Get it again.',
      );
    }
    columns.push({ at, side: side!, area: area! });
  }
  const alone = columns.some(({ area, side: one }) => !columns.some((each) => each.area === area && each.side !== one));
  if (columns.length === 0 || alone) {
    const place = { file, row: titlesAt + 1 };
    throw imbalanceRefusal('IMBALANCE_HEADER_INVALID', place, 'an area has not both prices.', 'Get it again.');
  }
  return columns;
}

function readPrices(fields: readonly string[], columns: readonly PriceColumn[], place: ImbalancePlace) {
  const shortageOf = new Map(columns.filter(({ side }) => side === 'shortage').map((column) => [column.area, column]));
  return columns
    .filter(({ side }) => side === 'surplus')
    .flatMap((surplus) => {
      const both = [surplus, shortageOf.get(surplus.area)!];
      if (both.every(({ at }) => fields[at] === '')) return [];
      const [surplusPriceSen, shortagePriceSen] = both.map(({ at }) => readPrice(fields, at, place)) as [
        number,
        number,
      ];
      const changed = both.map(({ at }) => readFlag(fields, at + 1, place)).some((flag) => flag !== '0');
      return [{ area: surplus.area, surplusPriceSen, shortagePriceSen, changed }];
    });
}

function readPrice(fields: readonly string[], at: number, place: ImbalancePlace): number {
  const sen = parseScaled(fields[at]!, 2);
  if (sen !== undefined && sen >= 0n && sen < 10_000_000n) return Number(sen);
  throw refuseValue(fields, at, place, 'Give yen/kWh with at most two decimals.');
}

function readFlag(fields: readonly string[], at: number, place: ImbalancePlace): string {
  if (/^\d$/.test(fields[at]!)) return fields[at]!;
  throw refuseValue(fields, at, place, 'Give one digit.');
}

function readSlot(fields: readonly string[], place: ImbalancePlace): number {
  const day = fields[1]!.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3');
  const koma = /^\d{1,2}$/.test(fields[2]!) ? Number(fields[2]) : 0;
  let slot: number;
  try {
    slot = slotOf(day, koma);
  } catch (error) {
    if (!(error instanceof IchienError)) throw error;
    throw refuseValue(fields, error.code === 'KOMA_INVALID' ? 2 : 1, place, error.fix);
  }
  if (fields[3] !== clockTime(koma - 1))
    throw refuseValue(fields, 3, place, `Koma ${koma} starts at ${clockTime(koma - 1)}.`);
  return slot;
}

function clockTime(halfHours: number): string {
  return `${String(Math.floor(halfHours / 2)).padStart(2, '0')}:${halfHours % 2 === 0 ? '00' : '30'}`;
}

function refuseValue(fields: readonly string[], at: number, place: ImbalancePlace, fix: string) {
  const what = `"${fields[at]!.slice(0, 40)}" cannot stand here.`;
  return imbalanceRefusal('IMBALANCE_VALUE_INVALID', { ...place, column: at + 1 }, what, fix);
}
