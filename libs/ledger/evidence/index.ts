/** Evidence: what an operator hands out so that anybody can verify the market against the chain. */

export {
  type EvidenceSource,
  formatEvidenceBundle,
  MAX_BUNDLE_SLOTS,
  parseEvidenceBundle,
} from './bundle.js';
export type { SlotReceipt } from './check-receipts.js';
export type { EvidenceErrorCode } from './error.js';
export { type Authority, type Finding, type FindingCode, formatFinding, NOTHING } from './finding.js';
export type { Halt } from './halts-of.js';
export { MAX_EVIDENCE_LENGTH } from './json.js';
export { evidenceJsonSchema } from './json-schema.js';
export {
  type EvidenceManifest,
  evidenceFileOf,
  formatManifest,
  MANIFEST_FILE,
  MAX_EVIDENCE_SLOTS,
  parseManifest,
} from './manifest.js';
export {
  formatSlotEvidence,
  parseSlotEvidence,
  type Sealed,
  type SettlementEvidence,
  type SlotEvidence,
  type SlotItems,
} from './slot-evidence.js';
export { verifyChain } from './verify-chain.js';
export {
  anchoredSlots,
  type EvidenceToVerify,
  type LedgerReader,
  MAX_FINDINGS,
  type SlotRange,
  type VerificationReport,
  verifyEvidence,
  verifyPlace,
  verifySlotFile,
} from './verify-evidence.js';
export { type AnchoredSlot, verifySlot } from './verify-slot.js';
