/** What a meter's readings are worth, which of them stands, and what replaces the ones that never came. Floor 2. */
export * from './check-reading.js';
export * from './claim.js';
export * from './compare-month.js';
export type { MeteringErrorCode } from './error.js';
export * from './register-slots.js';
export * from './rules.js';
export * from './substitute.js';
