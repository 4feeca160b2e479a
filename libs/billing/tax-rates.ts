import type { RateTable } from '#energy';

/** Consumption tax on electricity, whole percent, by the day of supply. Prices to households include it (B12). */
export const CONSUMPTION_TAX_PERCENT: RateTable<number> = [
  { fromDay: '2019-10-01', value: 10, source: '消費税法 standard rate from 2019-10-01; B12 [OK] H' },
];

/** What part of the tax in a price an unregistered seller's customer may still deduct. */
export interface InputTaxStep {
  readonly creditablePercent: number;
  /** `outline`: the tax reform outline says so; enactment was not confirmed (trap 0.7). */
  readonly standing: 'enacted' | 'outline';
}

const OUTLINE =
  '0.7: outline of the 2026 tax reform [ST: yckz.co.jp/archives/25864; bizgrowth.co.jp; fps-net.com tax/2026/4_3]; enactment not confirmed';

/**
 * 免税事業者等からの課税仕入れに係る経過措置, by the day of supply. Outline not modelled: above 100 million yen a year from one
 * seller nothing is creditable; no household comes near.
 */
export const INPUT_TAX_STEPS: RateTable<InputTaxStep> = [
  {
    fromDay: '2023-10-01',
    value: { creditablePercent: 80, standing: 'enacted' },
    source: '0.7: 80 % from the start of qualified invoices to 2026-09-30 [ST: yckz.co.jp/archives/25864] H',
  },
  { fromDay: '2026-10-01', value: { creditablePercent: 70, standing: 'outline' }, source: OUTLINE },
  { fromDay: '2028-10-01', value: { creditablePercent: 50, standing: 'outline' }, source: OUTLINE },
  { fromDay: '2030-10-01', value: { creditablePercent: 30, standing: 'outline' }, source: OUTLINE },
  { fromDay: '2031-10-01', value: { creditablePercent: 0, standing: 'outline' }, source: OUTLINE },
];
