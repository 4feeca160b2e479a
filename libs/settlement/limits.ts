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
/** Most grants of one slot: one a household and more. */
export const MAX_SLOT_GRANTS = 500_000;
/** Longest id of a grant: its cause, `grant:ID`, is stored in 40 characters. */
export const MAX_GRANT_ID_LENGTH = 34;
/** Highest amount of a grant, 100,000 yen: 500,000 of them stay below 2^53 millisen. */
export const MAX_GRANT_MILLISEN = 10_000_000_000;
/** Most rule sets of one community. */
export const MAX_RULE_SETS = 1_000;
/** Longest version of a rule set. */
export const MAX_RULE_VERSION_LENGTH = 40;
