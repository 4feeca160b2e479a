import { formatScaled } from '#energy';
import type { BillLine } from '#tariff';
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

/**
 * Lines of `priceMonth` of `#tariff` as the charges of a bill. Where the tariff prices only what no neighbour supplied, its levy
 * line is short: every imported kWh bears the levy, so give `levyLine` of the whole month in its place.
 *
 * @example
 * const retail = priceMonth(tariff, month).lines.filter(({ kind }) => kind !== 'levy');
 * chargesOf([...retail, levyLine(300, '2026-07')]);
 */
export function chargesOf(lines: readonly BillLine[]): TariffCharge[] {
  return lines.map(({ kind, label, quantity, unit, unitPriceSen, amountMillisen, source }) => ({
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
