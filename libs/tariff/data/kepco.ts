import type { EnergyCharge, Tariff } from '../tariff.js';

function threeTiers(first: number, second: number, third: number): EnergyCharge {
  return {
    kind: 'tiers',
    tiers: [{ upToKwh: 120, priceSen: first }, { upToKwh: 300, priceSen: second }, { priceSen: third }],
  };
}

/** 従量電灯A of Kansai Electric Power: a minimum charge for the first 15 kWh. */
export const KEPCO_JURYO_DENTO_A: Tariff = {
  id: 'kepco-juryo-dento-a',
  name: { ja: '従量電灯A', en: 'Metered lighting A' },
  retailer: 'Kansai Electric Power',
  area: 'kansai',
  voltage: 'low',
  terms: [
    {
      fromDay: '2024-03-01',
      value: {
        taxIncluded: true,
        basic: { kind: 'minimum', priceSen: 43_341, includedKwh: 15 },
        energy: threeTiers(2031, 2571, 2870),
        fuelAdjusted: true,
      },
      source:
        '[ST: kepco.jp/d-ryokin2024] H; held until 2024-03-31, since when is not stated: the first day is ours [INF]',
    },
    {
      fromDay: '2024-04-01',
      value: {
        taxIncluded: true,
        basic: { kind: 'minimum', priceSen: 52_258, includedKwh: 15 },
        energy: threeTiers(2021, 2561, 2859),
        fuelAdjusted: true,
      },
      source: '[ST: kepco.jp/d-ryokin2024; kepco.jp/ryokin/menu/dento_a] H',
    },
  ],
};

/** はぴeタイム: day, living and night hours, weekdays and holidays, summer. Closed to new customers since 2019-04. */
export const KEPCO_HAPPY_E_TIME: Tariff = {
  id: 'kepco-happy-e-time',
  name: { ja: 'はぴeタイム', en: 'Happy e Time' },
  retailer: 'Kansai Electric Power',
  area: 'kansai',
  voltage: 'low',
  terms: [
    {
      fromDay: '2014-05-01',
      value: {
        taxIncluded: true,
        basic: {
          kind: 'capacity',
          unit: 'kVA',
          steps: [{ upTo: 10, priceSen: 216_000 }],
          perUnitSen: 38_880,
          powerFactorAdjusted: false,
          halvedUnused: false,
        },
        energy: {
          kind: 'bands',
          bands: [
            { id: 'night', label: { ja: 'ナイトタイム', en: 'Night' }, priceSen: 1107, when: [{ komas: [47, 14] }] },
            {
              id: 'daySummer',
              label: { ja: 'デイタイム（夏季）', en: 'Day, summer' },
              priceSen: 3686,
              when: [{ days: 'weekday', komas: [21, 34], months: [7, 8, 9] }],
            },
            {
              id: 'dayOther',
              label: { ja: 'デイタイム（その他季）', en: 'Day, other seasons' },
              priceSen: 3351,
              when: [{ days: 'weekday', komas: [21, 34] }],
            },
            { id: 'living', label: { ja: 'リビングタイム', en: 'Living' }, priceSen: 2529, when: [{}] },
          ],
          holidays: {
            saturdays: true,
            sundays: true,
            national: true,
            dates: ['01-02', '01-03', '04-30', '05-01', '05-02', '12-30', '12-31'],
          },
        },
        fuelAdjusted: true,
      },
      source:
        'prices from the bills of 2014-05 [ST: qualar.org/hikari3.html, はぴeプラン; the same for はぴeタイム: xsag.net/qmW5SdpK9.html] M; hours and holidays [ST: enepi.jp/articles/115; denryoku-gas.jp happye-time] H; half for an unused month not stated',
    },
  ],
};
