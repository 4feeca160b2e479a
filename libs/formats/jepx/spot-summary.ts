import { jepxRefusal } from './error.js';
import { readJepxTable } from './table.js';

const DAY = '受渡日';
const KOMA = '時刻コード';
const SYSTEM_PRICE = 'システムプライス(円/kWh)';
const areaPrice = (area: string) => `エリアプライス${area}(円/kWh)`;

/** The nine areas of the day-ahead market, by the names that JEPX gives them. */
export const JEPX_AREAS = ['北海道', '東北', '東京', '中部', '北陸', '関西', '中国', '四国', '九州'] as const;

export type JepxArea = (typeof JEPX_AREAS)[number];

/** What the day-ahead market published for one slot. */
export interface SpotResult {
  readonly slot: number;
  readonly systemPriceSen: number;
  readonly areaPricesSen: Readonly<Record<JepxArea, number>>;
}

/**
 * Reads JEPX's results of the day-ahead market (スポット市場取引結果).
 *
 * @returns a result a slot, in the file's order
 * @throws IchienError JEPX_FILE_TOO_LARGE, JEPX_ENCODING_UNKNOWN, JEPX_CSV_INVALID, JEPX_HEADER_INVALID,
 * JEPX_ROW_INVALID also for a slot that stands there twice, JEPX_VALUE_INVALID, each with the place
 */
export function readSpotSummary(bytes: Uint8Array, file: string): SpotResult[] {
  const results = new Map<number, SpotResult>();
  const needed = [DAY, KOMA, SYSTEM_PRICE, ...JEPX_AREAS.map(areaPrice)];
  readJepxTable(bytes, file, needed, (row) => {
    const slot = row.slot(DAY, KOMA);
    if (results.has(slot)) {
      const what = `${row.text(DAY)} koma ${row.text(KOMA)} stands there twice.`;
      throw jepxRefusal('JEPX_ROW_INVALID', { file, row: row.row }, what, 'Keep one row a slot.');
    }
    results.set(slot, {
      slot,
      systemPriceSen: row.scaled(SYSTEM_PRICE, 2),
      areaPricesSen: Object.fromEntries(
        JEPX_AREAS.map((area) => [area, row.scaled(areaPrice(area), 2)]),
      ) as SpotResult['areaPricesSen'],
    });
  });
  return [...results.values()];
}
