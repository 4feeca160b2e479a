import type { Origin, OriginPreference, Side } from '../types.js';

/** An order as the checker keeps it. */
export interface StandingOrder {
  readonly orderId: number;
  readonly participant: number;
  readonly side: Side;
  readonly priceSen: number;
  readonly origin: Origin | OriginPreference | undefined;
  readonly goodUntilMs: number | undefined;
  leftWh: number;
}

/** How an order that enters the trading meets one that is there. */
export interface Meeting {
  readonly resting: StandingOrder;
  /** Of their trade. */
  readonly priceSen: number;
  /** The lower, the better for the order that enters; at one rank the earlier order is first. */
  readonly rank: number;
}

/**
 * How two orders meet, by the sentences of docs/market-rules.md.
 *
 * @returns undefined if the limits do not meet, or the buyer wants none of this energy
 */
export function meet(entering: StandingOrder, resting: StandingOrder): Meeting | undefined {
  if (entering.side === resting.side) return undefined;
  const [buy, sell] = entering.side === 'buy' ? [entering, resting] : [resting, entering];
  const wanted = buy.origin as OriginPreference | undefined;
  const isWanted = wanted !== undefined && states(sell.origin, wanted);
  if (wanted?.kind === 'hard' && !isWanted) return undefined;
  const premiumSen = isWanted ? (wanted.premiumSen ?? 0) : 0;
  const paysSen = buy.priceSen + premiumSen;
  if (paysSen < sell.priceSen) return undefined;
  // The resting order's price rules. An entering buyer compares sellers less the premium, the wanted origin first.
  return entering.side === 'buy'
    ? { resting, priceSen: sell.priceSen, rank: sell.priceSen - premiumSen - (isWanted ? 0.5 : 0) }
    : { resting, priceSen: paysSen, rank: -paysSen };
}

/** "It states all that the buyer names, and the same." */
function states(origin: Origin | undefined, wanted: OriginPreference): boolean {
  const named = (['area', 'plant', 'sourceType'] as const).filter((field) => wanted[field] !== undefined);
  return origin !== undefined && named.every((field) => origin[field] === wanted[field]);
}
