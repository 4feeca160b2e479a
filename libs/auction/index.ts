/** The continuous double auction of one slot: order book, its rules, and the replay of its journal. Floor 1. */

export { type BookStatistics, bookStatistics, type SideStatistics } from './book-statistics.js';
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
export { CoreBook, type CoreTerms } from './core-book.js';
export type { AuctionErrorCode } from './error.js';
export { EventKind, type EventLog } from './event-log.js';
export * from './fairness/index.js';
export {
  type ChainedRecord,
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
export { MatchHistory, PAIR_REASONS, type PairReason } from './match-history.js';
export { EntryCondition } from './matcher.js';
export { NaiveBook } from './naive-book.js';
export { originMatches, type PairTerms, pairTerms } from './origin.js';
export { type JournalRecord, recordBytes } from './record-bytes.js';
export type { Rejection } from './rejection.js';
export { type ReplayedJournal, replayJournal } from './replay-journal.js';
export { assertBookRules, DEFAULT_BOOK_RULES, MAX_BAND_PRICES } from './rules.js';
export { type BookSnapshot, restoreBook, snapshotBook, stateHash } from './snapshot.js';
export * from './types.js';
export { validateCommand } from './validate-command.js';
