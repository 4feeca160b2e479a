/** Most trades of one slot; with the two limits below no total of a slot leaves 2^53. */
export const MAX_SLOT_TRADES = 500_000;
/** Most readings of one slot: an area is a ward, and a ward has some 120,000 dwellings (SET-04). */
export const MAX_SLOT_READINGS = 500_000;
/** Highest price of a trade or a rate, 1,000 yen/kWh: above any bid that JEPX takes (japan-market.md 0.3). */
export const MAX_SETTLEMENT_PRICE_SEN = 100_000;
/** Most postings on one side of a difference. */
export const MAX_POSTINGS = 8_000_000;
/** Longest participant id, as in the order book. */
export const MAX_PARTICIPANT_ID_LENGTH = 64;
