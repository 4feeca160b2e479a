/** The outbox sender: anchors records in order, once each, through crashes, lost transactions and reorganisations. */
export type * from './types.js';
