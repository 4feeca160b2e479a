import type { RateTable } from '#energy';

/** A factor that somebody entered as it was published. */
export interface EnteredCo2Factor {
  /** JST day from which it holds. */
  readonly fromDay: string;
  /** 0.000438 t-CO2/kWh is 438. */
  readonly gramsPerKwh: number;
  /** Who published it, of which year, basic or adjusted. */
  readonly source: string;
}

/** Highest factor: coal alone is about 900 g/kWh [INF]. */
export const MAX_CO2_GRAMS_PER_KWH = 2000;

/**
 * CO2 of grid electricity, grams a kWh: the factor of the transmission companies' supply, which is the national mean. A later
 * year's is entered by the operator; until then the last one known holds, and `avoidedCo2` names it.
 */
export const GRID_CO2_FACTORS: RateTable<number> = [
  {
    fromDay: '2022-04-01',
    value: 438,
    source:
      'TEPCO Power Grid, basic and adjusted factor 0.000438 t-CO2/kWh of the Ministry of the Environment [ST: wajo-holdings.jp/media/9180] M; results of FY2022 [OK] M',
  },
];
