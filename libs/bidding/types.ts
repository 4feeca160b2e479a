import type { BookRules, Origin, OriginPreference, Side, StatedOrder } from '#auction';
import type { PriceBand } from '#energy';
import type { OriginWish } from './origin-wish.js';

/** What a resident asks of the agent: 節約 (economy), 環境 (green) or バランス (balanced). What each means: `modes.ts`. */
export type Mode = 'economy' | 'green' | 'balanced';

/** Set once by the resident. Prices in sen/kWh, for the energy alone, delivery not included. */
export interface Preferences extends OriginWish {
  readonly mode: Mode;
  /** Never sells below this. */
  readonly minSellPriceSen: number;
  /** Never buys above this, but for the premium of a wanted origin. */
  readonly maxBuyPriceSen: number;
}

/** What the participant is expected to deliver and take in the slot, and how wrong that usually is (as `#forecast` says it). */
export interface ExpectedEnergy {
  readonly exportWh: number;
  readonly importWh: number;
  readonly exportSpreadWh: number;
  readonly importSpreadWh: number;
}

/** What the participant has traded in the slot so far. */
export interface Position {
  readonly boughtWh: number;
  readonly soldWh: number;
}

/** One of the participant's own resting orders. */
export type OwnOrder = Omit<StatedOrder, 'participant'>;

/** All that an agent looks at when it decides on the orders of one participant in one slot. */
export interface Situation {
  readonly nowMs: number;
  /** When the slot's book opened. */
  readonly openMs: number;
  /** When it closes. */
  readonly gateClosureMs: number;
  readonly rules: BookRules;
  /** The prices at which a trade helps both sides; see `tradingWindow`. */
  readonly window: PriceBand;
  readonly preferences: Preferences;
  /** What is registered of the participant: sell orders state it, and its area is the own one. */
  readonly registered: Origin & { readonly area: string };
  readonly forecast: ExpectedEnergy;
  readonly position: Position;
  readonly resting: readonly OwnOrder[];
  /** How many orders the participant has entered in this book, of any state. */
  readonly ordersEntered: number;
  /** Orders are multiples of this: the meter's resolution or more (trap 0.5). */
  readonly lotWh: number;
}

/** What the agent wants done, in order. The caller submits it as commands. */
export type Intent =
  | { readonly type: 'cancel'; readonly orderId: number }
  | {
      readonly type: 'place';
      readonly side: Side;
      readonly priceSen: number;
      readonly energyWh: number;
      readonly origin?: Origin | OriginPreference;
    };
