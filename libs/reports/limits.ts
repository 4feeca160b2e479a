/** Most residuals, allocations or deviations of one slot, as a settlement takes. */
export const MAX_REPORTED_ROWS = 500_000;
/** Most households in one report; each keeps ten numbers in memory. */
export const MAX_REPORTED_HOUSEHOLDS = 1_000_000;
/** Most slots of one area in one report: three years. With the limits above no sum of Wh leaves 2^53. */
export const MAX_REPORTED_SLOTS = 52_704;
/** Most areas in one programme. */
export const MAX_REPORTED_AREAS = 2_000;
/** Most entries of energy in one CO2 account, and most savings in one summary. */
export const MAX_REPORTED_ENTRIES = 2_000_000;
