import type { Side } from '#auction';
import { SLOT_MS } from '#energy';
import { MODES } from './modes.js';
import type { Situation } from './types.js';

/** Prices that an order passes through on its way; bounds how often an agent re-quotes for the price's sake. */
export const PRICE_STEPS = 8;
/** The last half hour stands at the participant's own limit, so that an agent that acts once a slot gets there. */
const FINAL_STAND_MS = SLOT_MS;

/**
 * The price at which an agent quotes now, or undefined if the participant's limit allows none in this book.
 *
 * A seller starts at the top of the trading window, a buyer at its bottom; both walk to their own limit in
 * {@link PRICE_STEPS} equal steps, at the pace of their mode, and so meet on the way.
 */
export function limitPriceSen(situation: Situation, side: Side): number | undefined {
  const { rules, window, preferences } = situation;
  const own = side === 'sell' ? preferences.minSellPriceSen : preferences.maxBuyPriceSen;
  if (side === 'sell' ? own > rules.maxPriceSen : own < rules.minPriceSen) return undefined;
  const inBand = (priceSen: number) => Math.min(rules.maxPriceSen, Math.max(rules.minPriceSen, priceSen));
  const limit = inBand(own);
  const opening =
    side === 'sell' ? Math.max(limit, inBand(window.maxPriceSen)) : Math.min(limit, inBand(window.minPriceSen));
  return opening + Math.trunc(((limit - opening) * stepsTaken(situation)) / PRICE_STEPS);
}

function stepsTaken({ nowMs, openMs, gateClosureMs, preferences }: Situation): number {
  const walkMs = gateClosureMs - FINAL_STAND_MS - openMs;
  if (nowMs - openMs >= walkMs) return PRICE_STEPS;
  const elapsedPermille = Math.floor(((nowMs - openMs) * 1000) / walkMs);
  return Math.floor((MODES[preferences.mode].concededPermille(elapsedPermille) * PRICE_STEPS) / 1000);
}
