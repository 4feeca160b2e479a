import { amountMillisen } from '#energy';
import { marketPartMillisen } from './market-price.js';
import type { BillLine, MonthUse, Proration } from './month.js';
import { prorateKwh } from './proration.js';
import type { TariffTerms, TariffText, Tier } from './tariff.js';
import { tariffError } from './tariff-error.js';
import { kwhByBand, kwhByDays, roundKwh } from './time-bands.js';

/** The energy of a period, priced, and the kWh that it was billed for. */
export interface EnergyLines {
  readonly usageKwh: number;
  readonly lines: readonly BillLine[];
}

/**
 * The energy charge. Its input was asserted by `priceMonth`.
 *
 * @param days of the period
 * @throws IchienError SLOTS_MISSING, MARKET_PRICES_MISSING; MARKET_PRICE_INVALID
 */
export function energyLines(terms: TariffTerms, month: MonthUse, days: number, source: string): EnergyLines {
  const { energy, basic } = terms;
  const { use } = month;
  const totalKwh = 'usageKwh' in use ? use.usageKwh : roundKwh(use.energyWhBySlot.reduce((sum, wh) => sum + wh, 0));
  switch (energy.kind) {
    case 'none':
      return { usageKwh: totalKwh, lines: [] };
    case 'tiers': {
      const includedKwh = basic.kind === 'minimum' ? basic.includedKwh : 0;
      return { usageKwh: totalKwh, lines: tierLines(energy.tiers, totalKwh, includedKwh, month.proration, source) };
    }
    case 'bands': {
      const kwhs =
        'usageKwh' in use
          ? kwhByDays(energy, month.fromDay, days, use.usageKwh)
          : kwhByBand(energy, month.fromDay, use.energyWhBySlot);
      const lines = energy.bands.map(({ label, priceSen }, i) => energyLine(label, kwhs[i]!, priceSen, source));
      return { usageKwh: kwhs.reduce((sum, kwh) => sum + kwh, 0), lines: lines.filter(({ quantity }) => quantity > 0) };
    }
    case 'market': {
      if ('usageKwh' in use)
        throw tariffError('SLOTS_MISSING', 'The tariff follows the market.', 'Give the half hours of the period.');
      if (month.marketPriceSenBySlot === undefined)
        throw tariffError(
          'MARKET_PRICES_MISSING',
          'The tariff follows the market.',
          'Give the area price of each half hour.',
        );
      const market: BillLine = {
        kind: 'energy',
        label: { ja: '電力量料金（市場連動）', en: 'Energy, by the market' },
        quantity: use.energyWhBySlot.reduce((sum, wh) => sum + wh, 0),
        unit: 'Wh',
        amountMillisen: marketPartMillisen(energy, use.energyWhBySlot, month.marketPriceSenBySlot),
        source,
      };
      const fee = energyLine({ ja: '固定従量料金', en: 'Fee by energy' }, totalKwh, energy.feeSen, source);
      return { usageKwh: totalKwh, lines: [market, fee].filter(({ quantity }) => quantity > 0) };
    }
  }
}

function tierLines(
  tiers: readonly Tier[],
  usageKwh: number,
  includedKwh: number,
  proration: Proration | undefined,
  source: string,
): BillLine[] {
  const lines: BillLine[] = [];
  let fullFrom = includedKwh;
  let from = prorateKwh(includedKwh, proration);
  for (const { upToKwh, priceSen } of tiers) {
    // Widths are prorated, not ends: of half a month 15 and the next 105 kWh are 8 and 53 [ST: faq.eneos.co.jp/faq/show/7094].
    const to = upToKwh === undefined ? Number.POSITIVE_INFINITY : from + prorateKwh(upToKwh - fullFrom, proration);
    const kwh = Math.min(usageKwh, to) - from;
    if (kwh > 0) lines.push(energyLine(tierLabel(from, to), kwh, priceSen, source));
    fullFrom = upToKwh ?? fullFrom;
    from = to;
  }
  return lines;
}

function tierLabel(from: number, to: number): TariffText {
  if (to === Number.POSITIVE_INFINITY) {
    return from === 0
      ? { ja: '電力量料金', en: 'Energy' }
      : { ja: `電力量料金（${from}kWh超過）`, en: `Energy above ${from} kWh` };
  }
  return from === 0
    ? { ja: `電力量料金（最初の${to}kWhまで）`, en: `Energy, first ${to} kWh` }
    : { ja: `電力量料金（${from}kWh超過${to}kWhまで）`, en: `Energy above ${from} to ${to} kWh` };
}

function energyLine(label: TariffText, quantity: number, unitPriceSen: number, source: string): BillLine {
  return {
    kind: 'energy',
    label,
    quantity,
    unit: 'kWh',
    unitPriceSen,
    amountMillisen: amountMillisen(quantity * 1000, unitPriceSen),
    source,
  };
}
