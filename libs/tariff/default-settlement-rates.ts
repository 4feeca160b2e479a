import type { SettlementRates } from './types.js';

/**
 * Rates of a household in the Tokyo area. Wheeling differs by area (trap 0.1): other areas bring their own tables.
 * The marks `B6`, `[OK]`, `[INF]` are those of `japan-market.md`.
 *
 * The renewable levy (B7) is left out: every imported kWh bears it, a neighbour's as the retailer's, so the market does not
 * change it. It is computed on the month's kWh and belongs to the bill.
 */
export const DEFAULT_SETTLEMENT_RATES: SettlementRates = {
  retailPriceSen: [
    {
      fromDay: '2024-04-01',
      value: 3640,
      source: 'B11: TEPCO EP 従量電灯B, tier 2 (120 to 300 kWh), from 2024-04 [OK] H',
    },
  ],
  postFitPriceSen: [
    {
      fromDay: '2024-04-01',
      value: 850,
      source:
        'B10: TEPCO EP 再エネ買取標準 [ST: solar-energy.site]; in force longer than this table reaches back [OK] M',
    },
  ],
  wheelingPriceSen: [
    {
      fromDay: '2024-04-01',
      value: 944,
      source:
        'B6: Tokyo low-voltage average from 2024-04 [ST: enexls.ne.jp] H; unchanged in 2025-10 [ST: tohoku-epco] M',
    },
  ],
  servicePriceSen: [
    {
      fromDay: '2024-04-01',
      value: 100,
      source: '[INF]: the retailer and the platform keep 1.00 yen/kWh; no published figure',
    },
  ],
};
