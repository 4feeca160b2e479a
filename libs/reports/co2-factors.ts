import type { RateTable } from '#energy';

/**
 * CO2 of grid electricity, grams a kWh: the factor of the transmission companies' supply, which is the national mean. A later
 * year's is to be added with its source; until then the last one known holds, and `avoidedCo2` names it.
 */
export const GRID_CO2_FACTORS: RateTable<number> = [
  {
    fromDay: '2022-04-01',
    value: 438,
    source:
      'TEPCO Power Grid, basic and adjusted factor 0.000438 t-CO2/kWh of the Ministry of the Environment [ST: wajo-holdings.jp/media/9180] M; results of FY2022 [OK] M',
  },
];
