import { dayOf, komaOf } from '#energy';
import { JEPX_AREAS } from '#formats';

/** A file as JEPX publishes it. @param priceSen Tokyo's price of a half hour; elsewhere it is 99 yen */
export function spotFile(slots: readonly number[], priceSen: (slot: number) => number): Uint8Array {
  const yen = (sen: number) => (sen / 100).toFixed(2);
  const head = [
    '受渡日',
    '時刻コード',
    'システムプライス(円/kWh)',
    ...JEPX_AREAS.map((area) => `エリアプライス${area}(円/kWh)`),
  ];
  const rows = slots.map((slot) => [
    dayOf(slot).replaceAll('-', '/'),
    komaOf(slot),
    '10.00',
    ...JEPX_AREAS.map((area) => yen(area === '東京' ? priceSen(slot) : 9900)),
  ]);
  return new TextEncoder().encode(`${[head, ...rows].map((row) => row.join()).join('\r\n')}\r\n`);
}
