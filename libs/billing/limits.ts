/** Most postings of one participant's month: 48 slots a day, 31 days, and some 60 trades a slot. */
export const MAX_STATEMENT_POSTINGS = 100_000;
/** Most charges, discounts, labels or cost parts of one statement, each. */
export const MAX_STATEMENT_ITEMS = 200;
/** Longest name, address or note, in UTF-16 units. */
export const MAX_TEXT_LENGTH = 200;
/** Largest amount either way: a bank file has ten digits (formats.md E1). */
export const MAX_YEN = 9_999_999_999;
/** Most statements that one control takes: a month of a ward's dwellings, both kinds (SET-04). */
export const MAX_CONTROLLED_STATEMENTS = 300_000;
/** Most postings that one control takes. */
export const MAX_CONTROLLED_POSTINGS = 50_000_000;
