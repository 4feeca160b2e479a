import type { StandingOrder } from './meeting.js';

/**
 * "The lowest price at which there is enough for everybody who would pay more", tried price by price.
 *
 * @param buys dearest first
 * @param sells cheapest first
 * @returns undefined if there is none
 */
export function callPriceOf(buys: readonly StandingOrder[], sells: readonly StandingOrder[]): number | undefined {
  const lowest = sells[0]?.priceSen ?? Number.POSITIVE_INFINITY;
  const highest = buys[0]?.priceSen ?? Number.NEGATIVE_INFINITY;
  let offeredWh = 0;
  let wantedForMoreWh = buys.reduce((sumWh, { leftWh }) => sumWh + leftWh, 0);
  let nextSell = 0;
  let lastBuy = buys.length - 1;
  for (let priceSen = lowest; priceSen <= highest; priceSen += 1) {
    for (; nextSell < sells.length && sells[nextSell]!.priceSen <= priceSen; nextSell += 1) {
      offeredWh += sells[nextSell]!.leftWh;
    }
    for (; lastBuy >= 0 && buys[lastBuy]!.priceSen <= priceSen; lastBuy -= 1) wantedForMoreWh -= buys[lastBuy]!.leftWh;
    if (offeredWh >= wantedForMoreWh) return priceSen;
  }
  return undefined;
}
