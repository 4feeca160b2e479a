/** Most allocations, exports or devices of one slot: as many as a settlement takes. */
export const MAX_SLOT_CERTIFICATES = 500_000;
/** Longest id, name or note handed in. */
export const MAX_TEXT_LENGTH = 200;
/** Most environmental values in one register. */
export const MAX_VALUES = 5_000_000;
/** Most lots in one battery at a time: a year of half hours. */
export const MAX_STORED_LOTS = 17_568;
/** Most certificates that one battery takes in its life: two a half hour for 30 years. */
export const MAX_CERTIFICATES_CHARGED = 1_100_000;
/** Largest battery, 10 MWh: the microgrid's 1,580 kWh (japan-market.md 0.2) and room above. */
export const MAX_CAPACITY_WH = 10_000_000;
