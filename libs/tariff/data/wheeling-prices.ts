import type { RateTable } from '#energy';
import type { Area } from '../tariff.js';

const METI =
  'B6 [ST: enecho.meti.go.jp/category/electricity_and_gas/electric/fee/stracture/pricing/pricelist.html, 2024-04] H';

function from2024(value: number): RateTable<number> {
  return [{ fromDay: '2024-04-01', value, source: METI }];
}

/**
 * Mean price of low-voltage wheeling by area, sen/kWh, tax included, with the compensation, decommissioning and promotion-tax
 * parts in it. Without the generator-side charge (発電側課金).
 */
export const WHEELING_PRICES: Readonly<Record<Area, RateTable<number>>> = {
  hokkaido: from2024(1062),
  tohoku: from2024(1120),
  tokyo: from2024(944),
  chubu: from2024(1004),
  hokuriku: from2024(927),
  kansai: from2024(861),
  chugoku: from2024(1021),
  shikoku: from2024(1014),
  kyushu: from2024(1027),
  okinawa: from2024(1268),
};
