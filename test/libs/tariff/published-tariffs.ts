import type { BasicCharge, Tariff, TariffTerms, Tier } from '#tariff';

/** A menu of one set of terms, for tests. */
export function tariffWith(terms: Partial<TariffTerms> & Pick<TariffTerms, 'basic' | 'energy'>, id = 'test'): Tariff {
  return {
    id,
    name: { ja: '試験', en: 'Test' },
    retailer: 'Test',
    area: 'tokyo',
    voltage: 'low',
    terms: [{ fromDay: '2012-01-01', value: { taxIncluded: true, fuelAdjusted: false, ...terms }, source: 'test' }],
  };
}

/** A menu with one basic charge and tiers, whose fuel adjustment applies. */
export function tieredTariff(id: string, basic: BasicCharge, tiers: readonly Tier[]): Tariff {
  return tariffWith({ basic, energy: { kind: 'tiers', tiers }, fuelAdjusted: true }, id);
}

const AMPERES_30 = (priceSen: number): BasicCharge => ({
  kind: 'ampere',
  priceSenByAmperes: { 30: priceSen },
  halvedUnused: true,
});

const tiers = (first: number, second: number, third: number): Tier[] => [
  { upToKwh: 120, priceSen: first },
  { upToKwh: 300, priceSen: second },
  { priceSen: third },
];

/** 10 A 280.80, first tier 19.43 [ST: sankeibiz.jp 160324]; further tiers [OK]: they give the published bills. */
export const TEPCO_B_2014 = tieredTariff('tepco-b-2014', AMPERES_30(84_240), tiers(1943, 2591, 2993));
/** [ST: moneypost.jp/94756/2]: 40 A 1,123.20; 19.52, 26.00, 30.02. */
export const TEPCO_B_2018 = tieredTariff('tepco-b-2018', AMPERES_30(84_240), tiers(1952, 2600, 3002));
/** [OK]: they give the published bills. */
export const TEPCO_B_2019 = tieredTariff('tepco-b-2019', AMPERES_30(85_800), tiers(1988, 2648, 3057));
/** [OK]: they give the published bills. */
export const TOHOKU_B_2014 = tieredTariff('tohoku-b-2014', AMPERES_30(97_200), tiers(1824, 2487, 2875));
/** [OK]: they give the published bills. */
export const KYUDEN_B_2014 = tieredTariff('kyuden-b-2014', AMPERES_30(87_480), tiers(1713, 2263, 2557));

/** [ST: kepco.jp/ryokin/menu/dento_a, of 2015]. */
export const KEPCO_A_2015 = tieredTariff(
  'kepco-a-2015',
  { kind: 'minimum', priceSen: 37_373, includedKwh: 15 },
  tiers(2283, 2926, 3332),
);

/** 離島等供給約款（低圧用）[ST: kyuden.co.jp td_d8faKigC.pdf]: 最低月額料金. */
export const KYUDEN_ISLANDS_B = tariffWith({
  basic: { kind: 'ampere', priceSenByAmperes: { 10: 31_624, 30: 94_872 }, halvedUnused: true },
  energy: { kind: 'tiers', tiers: tiers(1837, 2397, 2697) },
  minimumMonthSen: 33_534,
});

/** 季時別電灯 of the same document: its basic charge. */
export const KYUDEN_ISLANDS_SEASONAL_BASIC: BasicCharge = {
  kind: 'capacity',
  unit: 'kVA',
  steps: [
    { upTo: 6, priceSen: 132_544 },
    { upTo: 10, priceSen: 184_240 },
  ],
  perUnitSen: 31_624,
  powerFactorAdjusted: false,
  halvedUnused: false,
};

/** 低圧電力 of Kansai Electric Power [ST: biz.kepco.jp/elec/menu/low/teiatsu]. */
export const KEPCO_TEIATSU = tariffWith({
  basic: { kind: 'capacity', unit: 'kW', perUnitSen: 110_084, powerFactorAdjusted: false, halvedUnused: true },
  energy: {
    kind: 'bands',
    bands: [
      { id: 'summer', label: { ja: '夏季', en: 'Summer' }, priceSen: 1443, when: [{ months: [7, 8, 9] }] },
      { id: 'other', label: { ja: 'その他季', en: 'Other' }, priceSen: 1295, when: [{}] },
    ],
    holidays: { saturdays: false, sundays: false, national: false, dates: [] },
  },
});
