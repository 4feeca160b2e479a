/** The outbox sender: anchors records in order, once each, through crashes, lost transactions and reorganisations. */
export type { SenderErrorCode } from './error.js';
export { DEFAULT_FEE_LIMIT_WEI, EthersSenderChain } from './ethers-chain.js';
export { ExternalSigner } from './external-signer.js';
export { MAX_BATCH_RECORDS, MAX_REPLACEMENTS, OutboxSender, type SenderOptions } from './sender.js';
export type * from './types.js';
