import { formatScaled } from '#energy';
import type { BillLine, MonthBill } from '#tariff';
import type { TariffCharge } from './types.js';

const UNITS: Readonly<Record<BillLine['unit'], string>> = {
  contract: '契約',
  A: 'A',
  kVA: 'kVA',
  kW: 'kW',
  percent: '％',
  day: '日',
  kWh: 'kWh',
  Wh: 'kWh',
};

/** A priced month of `#tariff` as the charges of a bill. The levy is floored alone. */
export function chargesOf(bill: MonthBill): TariffCharge[] {
  return bill.lines.map(({ kind, label, quantity, unit, unitPriceSen, amountMillisen, source }) => ({
    code: kind,
    labelJa: label.ja,
    quantity: unit === 'Wh' ? formatScaled(quantity, 3) : String(quantity),
    unit: UNITS[unit],
    ...(unitPriceSen !== undefined && { unitPriceSen }),
    amountMillisen,
    ...(kind === 'levy' && { isFlooredAlone: true }),
    source,
  }));
}
