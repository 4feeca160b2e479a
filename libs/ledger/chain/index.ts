/** The chain: connect to a node, deploy and read `SlotLedger`, sign readings, run a local chain. */
export { SLOT_LEDGER_ABI } from './abi.js';
export {
  type CertificateChange,
  certificateId,
  KwhCertificateClient,
  MAX_TAKEN_AT_ONCE,
  type MinedChange,
} from './certificate.js';
export { KWH_CERTIFICATE_ABI } from './certificate-abi.js';
export { claimAccountOf, claimWalletOf } from './claim-account.js';
export {
  type LedgerClosedRecord,
  type LedgerLink,
  type LedgerRecord,
  type LedgerSettledRecord,
  MAX_SLOTS_PER_QUERY,
  type RecordQuery,
  SlotLedgerClient,
} from './client.js';
export { deploySlotLedger, type SlotLedgerRoles } from './deploy.js';
export type { ChainErrorCode } from './error.js';
export { openKeystore } from './keystore.js';
export { type LocalChain, type LocalChainOptions, startLocalChain } from './local-chain.js';
export { connectNode, type NodeOptions } from './node.js';
export { signReadings } from './readings.js';
