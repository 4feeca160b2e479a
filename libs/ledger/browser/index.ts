/**
 * For browsers: verifies one trade, one kWh or the records of a slot against a node of the reader's choice. Nothing here, or below it, needs Node or
 * ethers; `test/libs/ledger/browser` bundles it and runs it without Node's globals.
 */
export type { EvidenceErrorCode } from '../evidence/error.js';
export { parseResidentEvidence, type ResidentEvidence } from '../resident/resident-evidence.js';
export type { TradeFinding, TradeFindingCode } from '../resident/verify-trade-evidence.js';
export { type BlockTag, type JsonRpc, jsonRpc } from './json-rpc.js';
export {
  type RecordsToVerify,
  type RecordsVerification,
  type RecordToVerify,
  verifyRecords,
} from './verify-records.js';
export { type TradeToVerify, type TradeVerification, verifyKwh, verifyTrade } from './verify-trade.js';
