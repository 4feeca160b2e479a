/** Published household meter data, read into two-register meter series. */
export * from './ausgrid-reshaped.js';
export * from './ausgrid-wide.js';
export * from './citylearn.js';
export * from './citylearn-schema.js';
export type { HouseholdErrorCode } from './error.js';
export * from './layout.js';
export * from './meter-registers.js';
export { MAX_HOUSEHOLD_FILE_BYTES } from './table.js';
export type * from './types.js';
export * from './unsw-flats.js';
