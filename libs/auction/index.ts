/** The continuous double auction of one slot: order book, its rules, and the replay of its journal. Floor 1. */
export type { AuctionErrorCode } from './error.js';
export { LadderBook } from './ladder-book.js';
export { NaiveBook } from './naive-book.js';
export type { Rejection } from './rejection.js';
export { type ReplayedJournal, replayJournal } from './replay-journal.js';
export { assertBookRules, DEFAULT_BOOK_RULES, MAX_BAND_PRICES } from './rules.js';
export * from './types.js';
export { validateCommand } from './validate-command.js';
