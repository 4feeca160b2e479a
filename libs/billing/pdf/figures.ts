import { formatScaled } from '#energy';

/** Whole yen with thousands separators and a true minus: `−1,234`. */
export function yen(amountYen: number): string {
  return grouped(String(amountYen));
}

/** An exact amount in yen with two decimals, or more where it has them. */
export function exactYen(amountMillisen: number): string {
  const text = formatScaled(amountMillisen, 5);
  return grouped(text.replace(/0{1,3}$/, ''));
}

/** sen as yen with two decimals. */
export function priceYen(priceSen: number): string {
  return grouped(formatScaled(priceSen, 2));
}

/** Wh as kWh with three decimals: `1,234.567`. */
export function exactKwh(energyWh: number): string {
  return grouped(formatScaled(energyWh, 3));
}

/** Average price of a line, yen/kWh with two decimals, rounded half up; undefined without energy. */
export function averageYen(exactMillisen: number, energyWh: number): string | undefined {
  if (energyWh === 0) return undefined;
  const negative = exactMillisen < 0 !== energyWh < 0;
  const amount = BigInt(Math.abs(exactMillisen));
  const energy = BigInt(Math.abs(energyWh));
  const sen = Number((amount * 2n + energy) / (energy * 2n));
  return priceYen(negative ? -sen : sen);
}

/** `2026年7月1日`. */
export function dayJa(day: string): string {
  const [year, month, date] = day.split('-').map(Number);
  return `${year}年${month}月${date}日`;
}

/** `2026年7月`. */
export function monthJa(month: string): string {
  const [year, number] = month.split('-').map(Number);
  return `${year}年${number}月`;
}

/** `03-0000-...` of a supply point: 22 digits in groups, as meters and bills write them. */
export function supplyPoint(id: string): string {
  return [id.slice(0, 2), id.slice(2, 6), id.slice(6, 10), id.slice(10, 14), id.slice(14, 18), id.slice(18)].join('-');
}

function grouped(text: string): string {
  const [whole = '', fraction] = text.replace('-', '').split('.');
  const digits = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${text.startsWith('-') ? '−' : ''}${digits}${fraction === undefined ? '' : `.${fraction}`}`;
}
