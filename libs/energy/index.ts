/** Slot and JST calendar, energy, price and money: integers inside, text only at the edges. Floor 0. */
export * from './decimal.js';
export * from './energy.js';
export * from './error.js';
export * from './money.js';
export * from './price.js';
export * from './rate-at.js';
export * from './slot.js';
