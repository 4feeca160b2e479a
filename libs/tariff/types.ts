import type { RateTable } from '#energy';

/** The dated tables that the slots of one area are settled by. Prices in sen/kWh, tax included. */
export interface SettlementRates {
  /** What a household pays its retailer for energy, delivered. */
  readonly retailPriceSen: RateTable<number>;
  /** What the retailer pays for surplus after the feed-in tariff. */
  readonly postFitPriceSen: RateTable<number>;
  /** What the grid company charges the retailer to carry energy to a household. */
  readonly wheelingPriceSen: RateTable<number>;
  /** What the retailer adds to wheeling when it delivers a neighbour's energy. */
  readonly servicePriceSen: RateTable<number>;
}

/**
 * The rates of one day, as `settleSlot` of `#settlement` takes them: the same shape as its `SlotRates`, written here
 * again because sibling libraries don't import each other. A test holds the two together.
 */
export interface DailySettlementRules {
  readonly retailPriceSen: number;
  readonly postFitPriceSen: number;
  readonly wheelingPriceSen: number;
  /** Wheeling and service. */
  readonly deliveryPriceSen: number;
}
