/** A file or form by which prices of half hours came in. */
export interface PriceDelivery {
  /** The file or page. */
  readonly source: string;
  readonly receivedAtMs: number;
  /** Half hours of the month whose price is from it. */
  readonly slots: number;
  /** Of these, half hours that had another price before. */
  readonly revisedSlots: number;
}

/** How many half hours of a month have a price, and by what they got it. */
export interface PricedSlots {
  readonly knownSlots: number;
  /** Newest first, up to a limit. */
  readonly deliveries: readonly PriceDelivery[];
}

/** What the retailer announced for a menu and month; the highest version stands. */
export interface FuelVersion {
  readonly tariffId: string;
  readonly version: number;
  /** sen/kWh, of either sign. */
  readonly sen: number;
  readonly source: string;
  readonly enteredAtMs: number;
}

/** Every price that was ever entered for a month, superseded ones included. */
export interface PriceHistoryView {
  /** JST month, `YYYY-MM`. */
  readonly month: string;
  /** Half hours of the month. */
  readonly slots: number;
  /** By menu, then newest first. */
  readonly fuel: readonly FuelVersion[];
  /** JEPX's day-ahead prices. */
  readonly spot: PricedSlots;
  readonly imbalance: PricedSlots;
}
