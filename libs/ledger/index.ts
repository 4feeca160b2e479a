/** The chain: what is anchored, how it is sent, read and verified. Format: docs/provenance.md. Floor 3. */
export * from './audit-log.js';
export * from './chain/index.js';
export * from './claim.js';
export * from './evidence/index.js';
export * from './hmac.js';
export * from './hmac-lanes.js';
export * from './keyed-settlement.js';
export * from './leaves.js';
export * from './neighbours.js';
export * from './pseudonym.js';
export * from './receipt.js';
export * from './records.js';
export * from './resident/index.js';
export * from './sender/index.js';
export * from './take-allocation.js';
export {
  type ClosedItems,
  type ClosedTrees,
  closedTrees,
  type SettledItems,
  type SettledTrees,
  type SlotPlace,
  settledTrees,
  type TreeErrorCode,
} from './trees.js';
