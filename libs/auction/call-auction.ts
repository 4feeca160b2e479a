import { IchienError } from '#energy';
import type { AuctionErrorCode } from './error.js';
import type { RestingOrder } from './types.js';

/** Supply and demand at one price, cumulative: both in one unit, whole numbers. */
export interface CurvePoint {
  readonly priceSen: number;
  /** Offered at this price or less. */
  readonly supply: number;
  /** Wanted at this price or more. */
  readonly demand: number;
}

/** The one price at which two curves meet, and how much changes hands at it. */
export interface Clearing {
  readonly priceSen: number;
  /** In the unit of the curves. */
  readonly quantity: number;
}

/** A trade of a call; all of a call have one price. */
export interface CallTrade<Order extends RestingOrder = RestingOrder> {
  readonly buy: Order;
  readonly sell: Order;
  readonly energyWh: number;
}

/** What a call leads to. */
export interface CallResult<Order extends RestingOrder = RestingOrder> {
  readonly priceSen: number;
  /** By the buyers' priority, then by the sellers'. */
  readonly trades: readonly CallTrade<Order>[];
}

/**
 * The uniform price of a call auction (板寄せ): the lowest price at which there is enough for everybody who would pay more.
 * As much as can changes hands at it, all cheaper offers and all dearer bids to the full.
 *
 * JEPX determines its system price so: at the first point where supply reaches demand, the price is this point's if its
 * offer is needed, else the point's before. Nothing is interpolated: curves are steps. Held against the published prices of
 * whole days (test/libs/formats/jepx).
 *
 * @param points by price, ascending; at one price there may be several, in the order in which supply rises
 * @param minPriceSen the price is never below it
 * @returns undefined if nothing changes hands
 * @throws IchienError CURVE_INVALID if prices or supply fall or demand rises, or a value is no whole number of 0 or more
 */
export function clearCurves(points: readonly CurvePoint[], minPriceSen = 0): Clearing | undefined {
  assertCurves(points);
  const meeting = points.findIndex(({ supply, demand }) => supply >= demand);
  // Above the last point nothing is wanted: where supply never reaches demand, it does so there.
  const at = points[meeting];
  const before = meeting === -1 ? points.at(-1) : points[meeting - 1];
  const demand = at?.demand ?? 0;
  const supplyBefore = before?.supply ?? 0;
  const { priceSen, quantity } =
    at !== undefined && supplyBefore < demand
      ? { priceSen: at.priceSen, quantity: demand }
      : { priceSen: before?.priceSen ?? 0, quantity: supplyBefore };
  return quantity === 0 ? undefined : { priceSen: Math.max(priceSen, minPriceSen), quantity };
}

/** The curves of orders or price levels, a point at every price that one of them has. */
export function curvesOf(
  bids: readonly { readonly priceSen: number; readonly energyWh: number }[],
  asks: readonly { readonly priceSen: number; readonly energyWh: number }[],
): CurvePoint[] {
  const supply = sumByPrice(asks);
  const demand = sumByPrice(bids);
  let supplyWh = 0;
  let demandWh = bids.reduce((sumWh, { energyWh }) => sumWh + energyWh, 0);
  const prices = [...new Set([...supply.keys(), ...demand.keys()])].sort((a, b) => a - b);
  return prices.map((priceSen) => {
    supplyWh += supply.get(priceSen) ?? 0;
    const point = { priceSen, supply: supplyWh, demand: demandWh };
    demandWh -= demand.get(priceSen) ?? 0;
    return point;
  });
}

/**
 * A call over orders: all trades at the one price of {@link clearCurves}. Buyers take their turn by price, then time, and
 * each takes from the sellers by price, then time; nobody takes from themselves, so a call may trade less than its
 * curves promise.
 *
 * @param buys by priority, as `OrderBook.resting('buy')` gives them; the same for `sells`
 * @returns undefined if no two orders meet
 */
export function callAuction<Order extends RestingOrder>(
  buys: readonly Order[],
  sells: readonly Order[],
): CallResult<Order> | undefined {
  const clearing = clearCurves(curvesOf(buys.map(toLevel), sells.map(toLevel)));
  if (clearing === undefined) return undefined;
  const { priceSen } = clearing;
  const leftWh = new Map(sells.filter((sell) => sell.priceSen <= priceSen).map((sell) => [sell, sell.remainingWh]));
  const trades: CallTrade<Order>[] = [];
  for (const buy of buys) {
    if (buy.priceSen < priceSen) continue;
    let openWh = buy.remainingWh;
    for (const [sell, offeredWh] of leftWh) {
      if (openWh === 0) break;
      if (sell.participant === buy.participant) continue;
      const energyWh = Math.min(openWh, offeredWh);
      openWh -= energyWh;
      trades.push({ buy, sell, energyWh });
      if (energyWh === offeredWh) leftWh.delete(sell);
      else leftWh.set(sell, offeredWh - energyWh);
    }
  }
  return { priceSen, trades };
}

function toLevel({ priceSen, remainingWh }: RestingOrder) {
  return { priceSen, energyWh: remainingWh };
}

function sumByPrice(levels: readonly { readonly priceSen: number; readonly energyWh: number }[]): Map<number, number> {
  const sums = new Map<number, number>();
  for (const { priceSen, energyWh } of levels) sums.set(priceSen, (sums.get(priceSen) ?? 0) + energyWh);
  return sums;
}

function assertCurves(points: readonly CurvePoint[]): void {
  let before: CurvePoint = { priceSen: 0, supply: 0, demand: Number.MAX_SAFE_INTEGER };
  for (const [position, point] of points.entries()) {
    const whole = [point.priceSen, point.supply, point.demand].every(Number.isSafeInteger);
    const steps = point.priceSen >= before.priceSen && point.supply >= before.supply && point.demand <= before.demand;
    if (!whole || !steps || point.demand < 0) {
      throw new IchienError<AuctionErrorCode>(
        'CURVE_INVALID',
        `Point ${position} has price ${point.priceSen}, supply ${point.supply} and demand ${point.demand}.`,
        'Give whole numbers from 0; price and supply never fall and demand never rises from point to point.',
        { position },
      );
    }
    before = point;
  }
}
