import { addDays, formatScaled, IchienError, parseScaled, SLOTS_PER_DAY } from '#energy';

/**
 * What stands in a column, and the value that it is in our own units: `kwh` is Wh, `price` sen/kWh, `millisen` yen with all five
 * decimals, `yen` whole yen, `month` YYYY-MM and `day` YYYY-MM-DD (written without hyphens). `?` may be blank, which is undefined.
 */
export type CellKind =
  | ('text' | 'day' | 'month' | 'side' | 'finality')
  | ('kwh' | '±kwh' | 'price' | 'price?' | 'yen' | 'millisen' | 'koma' | 'count' | 'count?' | 'points');

/** The value of a kind of cell. */
export type CellValue<Kind extends CellKind> = Kind extends 'side'
  ? Side
  : Kind extends 'finality'
    ? Finality
    : Kind extends 'text' | 'day' | 'month'
      ? string
      : Kind extends 'price?' | 'count?'
        ? number | undefined
        : number;

/** 参加者区分. */
export type Side = '売' | '買';
/** 確定区分: the states of the readings behind a row, provisional, daily, confirmed, corrected. */
export type Finality = '速報' | '日毎' | '確定' | '修正';

const WORDS: Readonly<Partial<Record<CellKind, readonly string[]>>> = {
  side: ['売', '買'],
  finality: ['速報', '日毎', '確定', '修正'],
};
/** Longest text in a cell: a hash has 66. */
const MAX_TEXT_LENGTH = 200;
/** What a spreadsheet takes for a formula at the start of a cell, and the apostrophe that we put before it. */
const FORMULA = /^\s*['=+\-@＝＋－＠]/;

interface NumberRule {
  readonly decimals: number;
  readonly min: number;
  readonly max: number;
}

/** Fifteen digits, so that every unit has room. */
const MAX = 999_999_999_999_999;
const NUMBERS: Readonly<Partial<Record<CellKind, NumberRule>>> = {
  kwh: { decimals: 3, min: 0, max: MAX },
  '±kwh': { decimals: 3, min: -MAX, max: MAX },
  price: { decimals: 2, min: 0, max: MAX },
  yen: { decimals: 0, min: -MAX, max: MAX },
  millisen: { decimals: 5, min: -MAX, max: MAX },
  koma: { decimals: 0, min: 1, max: SLOTS_PER_DAY },
  count: { decimals: 0, min: 0, max: MAX },
  points: { decimals: 0, min: 0, max: MAX },
};

const SUMMED: readonly CellKind[] = ['kwh', '±kwh', 'yen', 'millisen', 'points'];

/** True for what is added up into control totals. */
export function isSummed(kind: CellKind): boolean {
  return SUMMED.includes(kind);
}

/** The text of a cell, or undefined if the value cannot stand there. */
export function printCell(kind: CellKind, value: unknown): string | undefined {
  if (kind.endsWith('?')) return value === undefined ? '' : printCell(kind.slice(0, -1) as CellKind, value);
  const rule = NUMBERS[kind];
  if (rule !== undefined) {
    const fits = typeof value === 'number' && Number.isSafeInteger(value) && value >= rule.min && value <= rule.max;
    return fits ? formatScaled(value, rule.decimals) : undefined;
  }
  if (typeof value !== 'string') return undefined;
  if (kind === 'day') return isDay(value) ? value.replaceAll('-', '') : undefined;
  if (kind === 'month') return isDay(`${value}-01`) ? value.replace('-', '') : undefined;
  const words = WORDS[kind];
  if (words !== undefined) return words.includes(value) ? value : undefined;
  if (value.length > MAX_TEXT_LENGTH || !value.isWellFormed() || /[\p{Cc}\u2028\u2029]/u.test(value)) return undefined;
  return FORMULA.test(value) ? `'${value}` : value;
}

/** The value of a cell's text, or undefined with `ok` false if it is not written as {@link printCell} does. */
export function parseCell(kind: CellKind, text: string): { readonly ok: boolean; readonly value?: unknown } {
  const value = readValue(kind, text);
  return printCell(kind, value) === text ? { ok: true, value } : { ok: false };
}

function readValue(kind: CellKind, text: string): unknown {
  if (kind.endsWith('?')) return text === '' ? undefined : readValue(kind.slice(0, -1) as CellKind, text);
  const rule = NUMBERS[kind];
  if (rule !== undefined) {
    const scaled = parseScaled(text, rule.decimals);
    return scaled === undefined ? undefined : Number(scaled);
  }
  if (kind === 'day') return text.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3');
  if (kind === 'month') return text.replace(/^(\d{4})(\d{2})$/, '$1-$2');
  return kind === 'text' && text.startsWith("'") ? text.slice(1) : text;
}

function isDay(text: string): boolean {
  try {
    return addDays(text, 0) === text;
  } catch (error) {
    if (error instanceof IchienError) return false;
    throw error;
  }
}
