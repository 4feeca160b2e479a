import type { PriceLevel } from './types.js';

/**
 * The one price of a call: at which the most energy trades; among several, where demand and supply differ least; among
 * several still, the middle of the lowest and the highest, rounded down to the tick.
 *
 * @param bids energy wanted by price, best (highest) first
 * @param asks energy offered by price, best (lowest) first
 * @returns sen per kWh, or undefined if the highest bid is below the lowest ask
 */
export function callPrice(bids: readonly PriceLevel[], asks: readonly PriceLevel[]): number | undefined {
  const highest = bids[0]?.priceSen ?? Number.NEGATIVE_INFINITY;
  const lowest = asks[0]?.priceSen ?? Number.POSITIVE_INFINITY;
  let demandWh = bids.reduce((sumWh, bid) => (bid.priceSen >= lowest ? sumWh + bid.energyWh : sumWh), 0);
  let supplyWh = 0;
  let lastBid = bids.findLastIndex((bid) => bid.priceSen >= lowest);
  let nextAsk = 0;
  let most = { tradedWh: 0, surplusWh: 0, fromSen: 0, toSen: 0 };
  for (let priceSen = lowest; priceSen <= highest; priceSen += 1) {
    while (bids[lastBid]!.priceSen < priceSen) {
      demandWh -= bids[lastBid]!.energyWh;
      lastBid -= 1;
    }
    while (nextAsk < asks.length && asks[nextAsk]!.priceSen <= priceSen) {
      supplyWh += asks[nextAsk]!.energyWh;
      nextAsk += 1;
    }
    const tradedWh = Math.min(demandWh, supplyWh);
    const surplusWh = Math.abs(demandWh - supplyWh);
    if (tradedWh > most.tradedWh || (tradedWh === most.tradedWh && surplusWh < most.surplusWh)) {
      most = { tradedWh, surplusWh, fromSen: priceSen, toSen: priceSen };
    } else if (tradedWh === most.tradedWh && surplusWh === most.surplusWh) {
      most.toSen = priceSen;
    }
  }
  return most.tradedWh === 0 ? undefined : Math.floor((most.fromSen + most.toSen) / 2);
}
