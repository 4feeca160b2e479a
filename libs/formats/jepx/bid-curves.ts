import type { CurvePoint } from '#auction';
import { jepxRefusal } from './error.js';
import { type JepxRow, readJepxTable } from './table.js';

const DAY = '電力受渡日';
const KOMA = '商品コード';
const PRICE = '入札価格(円/kWh)';
const SUPPLY = '売入札量累積(MW)';
const DEMAND = '買入札量累積(MW)';
const AREA_GROUP = '分断エリア連番';

/** Supply and demand of one slot in one market: the whole country, or a group of areas that congestion split off. */
export interface BidCurve {
  readonly slot: number;
  /** Number of the split-off group; undefined for the whole country. */
  readonly areaGroup: number | undefined;
  /** In the file's order; supply and demand in tenths of a MW. */
  readonly points: readonly CurvePoint[];
}

/**
 * Reads JEPX's bid curves of the day-ahead market (入札カーブ).
 *
 * @returns a curve a slot and market, in the file's order
 * @throws IchienError JEPX_FILE_TOO_LARGE, JEPX_ENCODING_UNKNOWN, JEPX_CSV_INVALID, JEPX_HEADER_INVALID,
 * JEPX_ROW_INVALID, JEPX_VALUE_INVALID, each with the place
 */
export function readBidCurves(bytes: Uint8Array, file: string): BidCurve[] {
  const curves = new Map<string, BidCurve & { points: CurvePoint[] }>();
  readJepxTable(bytes, file, [DAY, KOMA, PRICE, SUPPLY, DEMAND, AREA_GROUP], (row) => {
    const slot = row.slot(DAY, KOMA);
    const areaGroup = row.text(AREA_GROUP) === '' ? undefined : row.scaled(AREA_GROUP, 0);
    const key = `${slot}/${areaGroup}`;
    const curve = curves.get(key) ?? { slot, areaGroup, points: [] };
    curves.set(key, curve);
    const point = { priceSen: row.scaled(PRICE, 2), supply: row.scaled(SUPPLY, 1), demand: row.scaled(DEMAND, 1) };
    assertStep(row, curve.points.at(-1), point);
    curve.points.push(point);
  });
  if (curves.size === 0) {
    throw jepxRefusal('JEPX_ROW_INVALID', { file }, 'it has no row under its header.', 'Give the whole file.');
  }
  return [...curves.values()];
}

function assertStep(row: JepxRow, before: CurvePoint | undefined, point: CurvePoint): void {
  if (before === undefined) return;
  if (point.priceSen < before.priceSen) throw row.refusal(PRICE, 'Prices of a slot never fall: keep the file’s order.');
  if (point.supply < before.supply) throw row.refusal(SUPPLY, 'Supply never falls with the price.');
  if (point.demand > before.demand) throw row.refusal(DEMAND, 'Demand never rises with the price.');
}
