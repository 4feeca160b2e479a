import type { Tariff } from '../tariff.js';

/** テラセルでんき マーケットプラン for Kanto: market-linked, without floor or cap. */
export const TERASEL_MARKET_KANTO: Tariff = {
  id: 'terasel-market-kanto',
  name: { ja: 'テラセルでんき マーケットプラン', en: 'Terasel Market Plan' },
  retailer: 'Itochu Enex',
  area: 'tokyo',
  voltage: 'low',
  terms: [
    {
      fromDay: '2024-04-01',
      value: {
        taxIncluded: true,
        basic: { kind: 'ampere', priceSenByAmperes: { 30: 93_525 }, halvedUnused: false },
        energy: { kind: 'market', lossPermille: 69, taxPercent: 10, feeSen: 1258 },
        fuelAdjusted: false,
      },
      source:
        '30 A 935.25 yen, fees 12.58 yen/kWh, losses 6.9 %, price / (1 - loss) x 1.1 [ST: power-hikaku.info/tools/marketprice] M; first day and other amperes not stated [INF]',
    },
  ],
};
