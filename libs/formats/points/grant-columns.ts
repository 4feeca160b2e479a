import type { Columns, RowOf } from '../retailer/columns.js';

/**
 * `point_grants`: a row for each wallet, written and read by `printRetailerTable` and `readRetailerTable`, and handed over by a
 * person: no interface of the currency was found, columns are our own [INF]. It moves money: its manifest entry says so.
 */
export const POINT_GRANTS = [
  ['付与日', 'grantDay', 'day'],
  ['会員番号', 'walletId', 'text'],
  ['付与ポイント', 'points', 'points'],
  ['有効期限', 'expiresOn', 'day'],
  ['締日', 'cutOffDay', 'day'],
] as const satisfies Columns;

export type PointGrantRow = RowOf<typeof POINT_GRANTS>;
