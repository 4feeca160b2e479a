import { formatKwh, formatYen } from '#energy';
import type { Bucket } from './views.js';

/** Excel in Japan reads UTF-8 only with this mark. */
const BYTE_ORDER_MARK = '\uFEFF';
const COLUMNS = [
  '期間',
  '送り出した電気(kWh)',
  '受け取った電気(kWh)',
  'ご近所へ売った(kWh)',
  'ご近所から買った(kWh)',
  '小売へ売った(kWh)',
  '小売から買った(kWh)',
  '受取(円)',
  '支払(円)',
  '状態',
];
const STATES: Readonly<Record<Bucket['state'], string>> = {
  settled: '精算済',
  waiting: '精算待ち',
  missing: '検針待ち',
  future: '未到来',
};

/** A graph's figures as CSV with CRLF and a byte order mark: kWh with three decimals, yen unrounded. No field comes from people. */
export function formatSeriesCsv(buckets: readonly Bucket[]): string {
  const rows = buckets.map((bucket) => [
    bucket.key,
    formatKwh(bucket.exportWh),
    formatKwh(bucket.importWh),
    formatKwh(bucket.soldWh),
    formatKwh(bucket.boughtWh),
    formatKwh(bucket.residualSaleWh),
    formatKwh(bucket.residualSupplyWh),
    formatYen(bucket.receivedMillisen),
    formatYen(bucket.paidMillisen),
    STATES[bucket.state],
  ]);
  return BYTE_ORDER_MARK + [COLUMNS, ...rows].map((row) => `${row.join(',')}\r\n`).join('');
}
