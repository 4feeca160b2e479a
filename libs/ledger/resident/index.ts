/** What a resident is handed for one trade or one kWh, and its verification; nothing here needs Node. */
export { type ProveTradeErrorCode, proveTrade, type RecordOfSlot, type TradeToProve } from './prove-trade.js';
export { formatResidentEvidence, parseResidentEvidence, type ResidentEvidence } from './resident-evidence.js';
export {
  type AnchoredPlace,
  type TradeFinding,
  type TradeFindingCode,
  verifyTradeEvidence,
} from './verify-trade-evidence.js';
