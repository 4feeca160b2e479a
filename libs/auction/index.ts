/** The continuous double auction of one slot: order book, its rules, and the replay of its journal. Floor 1. */

export { BookObserver, type BookStatistics, bookStatistics, type SideStatistics } from './book-statistics.js';
export { ByteWriter } from './byte-writer.js';
export {
  type CallResult,
  type CallTrade,
  type Clearing,
  type CurvePoint,
  callAuction,
  clearCurves,
  curvesOf,
} from './call-auction.js';
export { callPrice } from './call-price.js';
export { calledOnce } from './called-once.js';
export type { AuctionErrorCode } from './error.js';
export { EventKind, EventLog } from './event-log.js';
export { addEvent, eventAt } from './event-row.js';
export * from './fairness/index.js';
export {
  type AppliedCommand,
  type ChainedCommand,
  chainHashAfter,
  type HashFunction,
  type HashText,
  JournalChain,
  type JournalFault,
  type JournalReceipt,
  receiptsOf,
  verifyJournalChain,
} from './journal.js';
export { LadderBook } from './ladder-book.js';
export { MatchHistory, PAIR_REASONS, type PairReason, reasonText } from './match-history.js';
export { NaiveBook } from './naive-book.js';
export { type OrderEndReason, type OrderLife, OrderLives } from './order-lives.js';
export {
  originMatches,
  type PairTerms,
  pairTerms,
  type RegisteredSeller,
  registeredOrigin,
  sameOrigin,
  unregisteredField,
} from './origin.js';
export { commandBytes, writeCommand } from './record-bytes.js';
export { type Rejection, shownValue } from './rejection.js';
export { assertNextEntry, enrolledIn, type ReplayedJournal, replayJournal, tradeOf } from './replay-journal.js';
export { assertBookRules, DEFAULT_BOOK_RULES, MAX_BAND_PRICES } from './rules.js';
export { type BookSnapshot, restoreBook, snapshotBook, stateHash } from './snapshot.js';
export * from './types.js';
export { isId, validateCommand } from './validate-command.js';
