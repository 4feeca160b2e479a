import type { FuelFormula } from '../fuel-adjustment.js';

/**
 * Fuel adjustment of regulated low-voltage menus. A month's unit price is the retailer's announcement; these formulas are
 * for checking it and for forecasts.
 */
export const FUEL_FORMULAS: Readonly<Record<'tepco2023' | 'hepco2023' | 'kyuden2014', FuelFormula>> = {
  tepco2023: {
    alphaE4: 48,
    betaE4: 3827,
    gammaE4: 6584,
    basePriceYen: 86_100,
    unitPriceMilliYen: 183,
    ceilingYen: 129_200,
    source:
      'weights [ST: zeroen-denki.com/fuel_cost_adjustment_price/keisan.php, from 2023-07] H; base price, unit price and ceiling [OK], they give the published -6.33 of 2024-12 [ST: anncierge.jp/?p=4909] M',
  },
  hepco2023: {
    alphaE4: 1874,
    betaE4: 899,
    gammaE4: 10_036,
    basePriceYen: 80_800,
    unitPriceMilliYen: 173,
    ceilingYen: 121_200,
    source: '[ST: hepco.co.jp/home/price/system/system01_method.html] H',
  },
  kyuden2014: {
    alphaE4: 1490,
    betaE4: 2575,
    gammaE4: 7179,
    basePriceYen: 33_500,
    unitPriceMilliYen: 176,
    source: '[ST: kyuden.co.jp/press/2015/h150428b-1.html] H; its ceiling is not stated there',
  },
};
