/** The retailer's files: settlement of a month and of its half hours, and the position for its plan. */
export type { Finality, Side } from './cell.js';
export {
  BG_POSITION,
  type BgPositionRow,
  SETTLEMENT_MONTHLY,
  SETTLEMENT_SLOT,
  type SettlementMonthlyRow,
  type SettlementSlotRow,
  SLIPS,
  type SlipRow,
} from './columns.js';
export type { RetailerFileErrorCode } from './error.js';
export {
  MAX_RETAILER_FILE_BYTES,
  MAX_RETAILER_ROWS,
  printRetailerTable,
  type RetailerEncoding,
  readRetailerTable,
} from './table.js';
