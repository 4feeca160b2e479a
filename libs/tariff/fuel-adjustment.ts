import { MAX_ENERGY_PRICE_SEN } from './limits.js';
import { isWholeWithin, tariffError } from './tariff-error.js';

/** How a retailer turns fuel prices into its unit price (燃料費調整制度, TKY-23). */
export interface FuelFormula {
  /** Weights of crude oil, LNG and coal, in ten-thousandths. */
  readonly alphaE4: number;
  readonly betaE4: number;
  readonly gammaE4: number;
  /** 基準燃料価格, yen/kl. */
  readonly basePriceYen: number;
  /** 基準単価: what 1,000 yen/kl move, in thousandths of a yen/kWh (0.183 yen = 18.3 sen = 183). */
  readonly unitPriceMilliYen: number;
  /** Regulated menus: a higher average price counts as this one. */
  readonly ceilingYen?: number;
  readonly source: string;
}

/** Mean import prices of three months (貿易統計), whole yen. */
export interface FuelPrices {
  readonly crudeYenPerKl: number;
  readonly lngYenPerTonne: number;
  readonly coalYenPerTonne: number;
}

const MAX_FUEL_PRICE_YEN = 1_000_000;

/**
 * 平均燃料価格, yen/kl: the weighted mean, half up to 100 yen [ST: lawinsider.com/zh/clause/燃料費調整] H.
 *
 * @throws IchienError FUEL_PRICE_INVALID
 */
export function averageFuelPriceYen(formula: FuelFormula, prices: FuelPrices): number {
  const { crudeYenPerKl, lngYenPerTonne, coalYenPerTonne } = prices;
  for (const yen of [crudeYenPerKl, lngYenPerTonne, coalYenPerTonne]) assertFuelPrice(yen);
  const { alphaE4, betaE4, gammaE4 } = formula;
  const sumE4 = crudeYenPerKl * alphaE4 + lngYenPerTonne * betaE4 + coalYenPerTonne * gammaE4;
  return Math.floor((sumE4 + 500_000) / 1_000_000) * 100;
}

/**
 * 燃料費調整単価, sen/kWh of either sign: `(average - base) x unit price / 1,000`. Its magnitude is rounded half up to the
 * sen, for the published formula takes the smaller price from the larger and then the sign
 * [ST: lawinsider.com/zh/clause/燃料費調整; limia via woman.excite.co.jp] H.
 *
 * @throws IchienError FUEL_PRICE_INVALID
 */
export function fuelAdjustmentSen(formula: FuelFormula, averagePriceYen: number): number {
  assertFuelPrice(averagePriceYen);
  const counted = Math.min(averagePriceYen, formula.ceilingYen ?? averagePriceYen);
  const difference = counted - formula.basePriceYen;
  const magnitude = Math.floor((Math.abs(difference) * formula.unitPriceMilliYen + 5_000) / 10_000);
  const sen = difference < 0 ? 0 - magnitude : magnitude;
  if (Math.abs(sen) > MAX_ENERGY_PRICE_SEN) {
    throw tariffError('FUEL_PRICE_INVALID', `A fuel adjustment of ${sen} sen/kWh is no price.`, 'Look at the formula.');
  }
  return sen;
}

function assertFuelPrice(yen: number): void {
  if (!isWholeWithin(yen, 0, MAX_FUEL_PRICE_YEN)) {
    throw tariffError(
      'FUEL_PRICE_INVALID',
      `${yen} yen is no fuel price.`,
      `Give whole yen from 0 to ${MAX_FUEL_PRICE_YEN}.`,
    );
  }
}
