import { IchienError } from '#energy';
import type { AuctionErrorCode } from './error.js';
import { LadderBook } from './ladder-book.js';
import type { BookEvent, BookRules, JournalEntry } from './types.js';

/** What a journal leads to. */
export interface ReplayedJournal {
  readonly book: LadderBook;
  /** Every event of every command, in sequence. */
  readonly events: readonly BookEvent[];
}

/**
 * Rebuilds a book from its journal: the same rules and commands give the same events and trades, on any machine.
 *
 * @param entries every command that the book took, refused ones as well, in order
 * @throws IchienError BOOK_RULES_INVALID
 * @throws IchienError JOURNAL_GAP if an entry does not carry the sequence that the book gives its command
 */
export function replayJournal(rules: BookRules, entries: Iterable<JournalEntry>): ReplayedJournal {
  const book = new LadderBook(rules);
  const events: BookEvent[] = [];
  let position = 0;
  for (const { sequence, command } of entries) {
    const expected = book.sequence + 1;
    if (sequence !== expected) {
      throw new IchienError<AuctionErrorCode>(
        'JOURNAL_GAP',
        `Journal entry ${position} has sequence ${sequence} where the book is at ${expected}.`,
        'An entry before it is missing, doubled, changed or out of order: restore the journal as it was written.',
        { position, expected, found: String(sequence) },
      );
    }
    for (const event of book.apply(command)) events.push(event);
    position += 1;
  }
  return { book, events };
}
