import type { BasicCharge, EnergyCharge, Tariff } from '../tariff.js';

const TEPCO = 'TEPCO Energy Partner';
/** 311.75 yen for 10 A; half a sen of 15 A is rounded up in the published table. */
const AMPERES: BasicCharge = {
  kind: 'ampere',
  priceSenByAmperes: { 10: 31_175, 15: 46_763, 20: 62_350, 30: 93_525, 40: 124_700, 50: 155_875, 60: 187_050 },
  halvedUnused: true,
};
const PER_KVA: BasicCharge = {
  kind: 'capacity',
  unit: 'kVA',
  perUnitSen: 31_175,
  powerFactorAdjusted: false,
  halvedUnused: true,
};
const THREE_TIERS: EnergyCharge = {
  kind: 'tiers',
  tiers: [{ upToKwh: 120, priceSen: 2980 }, { upToKwh: 300, priceSen: 3640 }, { priceSen: 4049 }],
};
const NIGHT_AND_DAY: EnergyCharge = {
  kind: 'bands',
  bands: [
    { id: 'night', label: { ja: '午前1時〜午前6時', en: '1:00 to 6:00' }, priceSen: 2786, when: [{ komas: [3, 12] }] },
    { id: 'day', label: { ja: '午前6時〜翌午前1時', en: '6:00 to 1:00' }, priceSen: 3576, when: [{}] },
  ],
  holidays: { saturdays: false, sundays: false, national: false, dates: [] },
};
const HALVED = 'half for an unused month [ST: denryoku-gas.jp/utility/tepco/how-to-keisan] H';

/** 従量電灯B: regulated, 10 to 60 A. */
export const TEPCO_JURYO_DENTO_B: Tariff = {
  id: 'tepco-juryo-dento-b',
  name: { ja: '従量電灯B', en: 'Metered lighting B' },
  retailer: TEPCO,
  area: 'tokyo',
  voltage: 'low',
  terms: [
    {
      fromDay: '2024-04-01',
      value: { taxIncluded: true, basic: AMPERES, energy: THREE_TIERS, fuelAdjusted: true },
      source: `B11 [ST: selectra.jp/energy/kaisha/tepco/bill] H; ${HALVED}`,
    },
  ],
};

/** 従量電灯C: regulated, 6 kVA and more. */
export const TEPCO_JURYO_DENTO_C: Tariff = {
  id: 'tepco-juryo-dento-c',
  name: { ja: '従量電灯C', en: 'Metered lighting C' },
  retailer: TEPCO,
  area: 'tokyo',
  voltage: 'low',
  terms: [
    {
      fromDay: '2024-04-01',
      value: { taxIncluded: true, basic: PER_KVA, energy: THREE_TIERS, fuelAdjusted: true },
      source: `B11; a kVA costs what 10 A cost [ST: shindenryoku.site/plan] M; ${HALVED}`,
    },
  ],
};

/** スマートライフS: night and day, 10 to 60 A. */
export const TEPCO_SMART_LIFE_S: Tariff = {
  id: 'tepco-smart-life-s',
  name: { ja: 'スマートライフS', en: 'Smart Life S' },
  retailer: TEPCO,
  area: 'tokyo',
  voltage: 'low',
  terms: [
    {
      fromDay: '2024-04-01',
      value: { taxIncluded: true, basic: AMPERES, energy: NIGHT_AND_DAY, fuelAdjusted: true },
      source:
        'energy [ST: silvergrowthstudio.jp/?p=695] H; basic charge as 従量電灯B, as it was before 2024-04 [ST: bluetti.jp tepcos-all-electric-plan] M; half for an unused month [OK] M',
    },
  ],
};

/** スマートライフL: night and day, 6 kVA and more. */
export const TEPCO_SMART_LIFE_L: Tariff = {
  id: 'tepco-smart-life-l',
  name: { ja: 'スマートライフL', en: 'Smart Life L' },
  retailer: TEPCO,
  area: 'tokyo',
  voltage: 'low',
  terms: [
    {
      fromDay: '2024-04-01',
      value: { taxIncluded: true, basic: PER_KVA, energy: NIGHT_AND_DAY, fuelAdjusted: true },
      source:
        'energy [ST: silvergrowthstudio.jp/?p=695] H; basic charge as 従量電灯C [OK] M; half for an unused month [OK] M',
    },
  ],
};

/** 低圧電力: three-phase motors, by season. */
export const TEPCO_TEIATSU_DENRYOKU: Tariff = {
  id: 'tepco-teiatsu-denryoku',
  name: { ja: '低圧電力', en: 'Low-voltage power' },
  retailer: TEPCO,
  area: 'tokyo',
  voltage: 'low',
  terms: [
    {
      fromDay: '2024-04-01',
      value: {
        taxIncluded: true,
        // Its power factor counts by another rule (85 or 90 % of the machines) whose text we don't have: not adjusted.
        basic: { kind: 'capacity', unit: 'kW', perUnitSen: 115_584, powerFactorAdjusted: false, halvedUnused: true },
        energy: {
          kind: 'bands',
          bands: [
            { id: 'summer', label: { ja: '夏季', en: 'Summer' }, priceSen: 2714, when: [{ months: [7, 8, 9] }] },
            { id: 'other', label: { ja: 'その他季', en: 'Other seasons' }, priceSen: 2557, when: [{}] },
          ],
          holidays: { saturdays: false, sundays: false, national: false, dates: [] },
        },
        fuelAdjusted: true,
      },
      source:
        'B11 [ST: tepco.co.jp/ep old02] H; half for an unused month [ST: ecostylepower.com/commentary_eb_tokyo] H',
    },
  ],
};
