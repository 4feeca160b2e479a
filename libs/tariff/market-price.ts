import { MAX_ENERGY_PRICE_SEN } from './limits.js';
import type { EnergyCharge } from './tariff.js';
import { isWholeWithin, tariffError } from './tariff-error.js';

type Market = Extract<EnergyCharge, { kind: 'market' }>;

/**
 * What a kWh of a half hour costs under a market-linked menu, without its fee: `area price / (1 - loss) x (1 + tax)`
 * [ST: looop-denki.com/pr/smarttimeone; power-hikaku.info/tools/marketprice] H, to the sen half up [INF], between floor
 * and cap.
 *
 * @param areaPriceSen JEPX area price, sen/kWh, tax excluded
 * @throws IchienError MARKET_PRICE_INVALID
 */
export function marketPriceSen(market: Market, areaPriceSen: number): number {
  if (!isWholeWithin(areaPriceSen, 0, MAX_ENERGY_PRICE_SEN)) {
    throw tariffError(
      'MARKET_PRICE_INVALID',
      `${areaPriceSen} sen/kWh is not an area price.`,
      `Give whole sen from 0 to ${MAX_ENERGY_PRICE_SEN}.`,
      { areaPriceSen: String(areaPriceSen) },
    );
  }
  const dividend = areaPriceSen * 1000 * (100 + market.taxPercent);
  const divisor = (1000 - market.lossPermille) * 100;
  const priceSen = Math.floor((2 * dividend + divisor) / (2 * divisor));
  return Math.min(market.maxMarketSen ?? priceSen, Math.max(market.minMarketSen ?? 0, priceSen));
}

/** A period's energy at its half hours' market prices, exact. @throws IchienError MARKET_PRICE_INVALID */
export function marketPartMillisen(
  market: Market,
  energyWhBySlot: readonly number[],
  areaPriceSenBySlot: readonly number[],
): number {
  return energyWhBySlot.reduce((sum, wh, i) => sum + wh * marketPriceSen(market, areaPriceSenBySlot[i]!), 0);
}
