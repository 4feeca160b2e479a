import { IchienError } from '#energy';
import type { AuctionErrorCode } from './error.js';
import { type HashFunction, type HashText, toHexText } from './journal.js';
import { LadderBook } from './ladder-book.js';
import { stateBytes } from './record-bytes.js';
import type { BookRules, BookState, OrderBook } from './types.js';

/** A book as it can be stored, and restored without the journal that led to it. */
export interface BookSnapshot {
  readonly rules: BookRules;
  readonly state: BookState;
  /** {@link stateHash} of both. */
  readonly stateHash: HashText;
}

/**
 * Hash of all that can matter to any later command. Two books with one hash, whatever they are made of, give the same
 * events for ever.
 */
export function stateHash(book: Pick<OrderBook, 'rules' | 'state'>, hash: HashFunction): HashText {
  return toHexText(hash(stateBytes(book.rules, book.state())));
}

/** A book's snapshot; plain data, fit for JSON. */
export function snapshotBook(book: OrderBook, hash: HashFunction): BookSnapshot {
  return { rules: book.rules, state: book.state(), stateHash: stateHash(book, hash) };
}

/**
 * The book that a snapshot was made of.
 *
 * @throws IchienError SNAPSHOT_DAMAGED if it is not what was stored, BOOK_RULES_INVALID
 */
export function restoreBook(snapshot: BookSnapshot, hash: HashFunction): LadderBook {
  const { rules, state } = snapshot;
  const found = hashOrNothing(snapshot, hash);
  if (found !== snapshot.stateHash) {
    throw new IchienError<AuctionErrorCode>(
      'SNAPSHOT_DAMAGED',
      `The snapshot has the state hash ${String(snapshot.stateHash)}, its content ${found}.`,
      'Take an earlier snapshot, or replay the journal from its beginning.',
    );
  }
  return LadderBook.restore(rules, state);
}

/** What is no snapshot at all has no hash. */
function hashOrNothing({ rules, state }: BookSnapshot, hash: HashFunction): string {
  try {
    return toHexText(hash(stateBytes(rules, state)));
  } catch {
    return 'none';
  }
}
