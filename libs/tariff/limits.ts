/** Highest price per kWh, 1,000 yen: above any bid that JEPX takes (japan-market.md 0.3). As settlement's. */
export const MAX_ENERGY_PRICE_SEN = 100_000;
/** Highest price of a basic charge a unit, a minimum charge or an adjustment of a month: 1,000,000 yen. */
export const MAX_MONTH_PRICE_SEN = 100_000_000;
/** Most of A, kVA or kW in one contract: beyond it begins extra-high voltage. */
export const MAX_CAPACITY = 2_000;
/** Most Wh of one supply point in a half hour: 2,000 kW. */
export const MAX_HALF_HOUR_WH = 1_000_000;
/** Most kWh of one supply point in one period; with the limits above no amount leaves 2^53. */
export const MAX_PERIOD_KWH = 2_000_000;
/** Longest billing period: two months, for a meter that could not be read in time. */
export const MAX_PERIOD_DAYS = 62;
/** Most tiers, steps of a basic charge, bands, or conditions of a band. */
export const MAX_TARIFF_ENTRIES = 24;
/** Most adjustments on one bill. */
export const MAX_ADJUSTMENTS = 20;
/** Most months or tariffs in one comparison. */
export const MAX_COMPARED = 200;
/** Longest id, label or source. */
export const MAX_TARIFF_TEXT_LENGTH = 500;
