/** Codes raised by this library. What a book answers to a bad command is no error but a `RejectionCode`. */
export type AuctionErrorCode =
  | 'BOOK_RULES_INVALID'
  | 'CHAIN_HASH_INVALID'
  | 'CURVE_INVALID'
  | 'JOURNAL_GAP'
  | 'RECORD_INVALID'
  | 'SNAPSHOT_DAMAGED';
