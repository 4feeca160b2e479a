import { NO_WISH, type OriginWish } from './origin-wish.js';
import type { Mode } from './types.js';

/** How a mode trades; chosen in docs/decisions/0006-forecast-and-bidding.md and 0060-residents-origin-wishes.md. */
export interface ModeStyle {
  /** How much of the forecast's spread is not offered, in thousandths. */
  readonly withheldPermille: number;
  /** How much of the way to its own limit the price has gone, for the share of the time that has gone; both in thousandths. */
  readonly concededPermille: (elapsedPermille: number) => number;
  /** What a resident of this mode wants of the energy's origin, unless they say otherwise. */
  readonly wish: OriginWish;
}

/**
 * - `economy` waits for a good price and promises less than it expects.
 * - `green` gives way early and offers all it expects, so that as much as possible is traded with neighbours; power made by
 *   sunlight may cost 1 yen more.
 * - `balanced` walks evenly.
 */
export const MODES: Readonly<Record<Mode, ModeStyle>> = {
  economy: { withheldPermille: 250, concededPermille: (elapsed) => Math.floor(elapsed ** 2 / 1000), wish: NO_WISH },
  green: {
    withheldPermille: 0,
    concededPermille: (elapsed) => 1000 - Math.floor((1000 - elapsed) ** 2 / 1000),
    wish: { wantedOrigin: 'solar', originKind: 'soft', originPremiumSen: 100 },
  },
  balanced: { withheldPermille: 100, concededPermille: (elapsed) => elapsed, wish: NO_WISH },
};

/** What a resident of a mode wants of the energy's origin, unless they say otherwise. */
export function wishOfMode(mode: Mode): OriginWish {
  return MODES[mode].wish;
}
