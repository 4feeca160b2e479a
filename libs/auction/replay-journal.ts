import { IchienError } from '#energy';
import type { AuctionErrorCode } from './error.js';
import { LadderBook } from './ladder-book.js';
import type { BookEvent, BookRules, JournalEntry, OrderBook, Trade, TradeEvent } from './types.js';

/** What a journal leads to. */
export interface ReplayedJournal {
  readonly book: LadderBook;
  /** Every event of every command, in sequence. */
  readonly events: readonly BookEvent[];
  /** The trades among them, with their parties. */
  readonly trades: readonly Trade[];
}

/** A trade of a book, with its parties. */
export function tradeOf(book: Pick<OrderBook, 'participantIdOf'>, event: TradeEvent): Trade {
  const { sequence, buyOrderId, sellOrderId, priceSen, energyWh } = event;
  const [buyerId, sellerId] = [book.participantIdOf(buyOrderId), book.participantIdOf(sellOrderId)];
  return { sequence, buyOrderId, sellOrderId, buyerId, sellerId, priceSen, energyWh };
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
  const trades: Trade[] = [];
  let position = 0;
  for (const { sequence, command } of entries) {
    assertNextEntry(book, sequence, position);
    for (const event of book.apply(command)) {
      events.push(event);
      if (event.type === 'trade') trades.push(tradeOf(book, event));
    }
    position += 1;
  }
  return { book, events, trades };
}

/**
 * Asserts that an entry of a journal is the one that comes next.
 *
 * @param position index in the journal, from 0
 * @throws IchienError JOURNAL_GAP
 */
export function assertNextEntry(book: Pick<OrderBook, 'sequence'>, sequence: number, position: number): void {
  const expected = book.sequence + 1;
  if (sequence === expected) return;
  throw new IchienError<AuctionErrorCode>(
    'JOURNAL_GAP',
    `Journal entry ${position} has sequence ${sequence} where the book is at ${expected}.`,
    'An entry before it is missing, doubled, changed or out of order: restore the journal as it was written.',
    { position, expected, found: String(sequence) },
  );
}

/** The ids under which the participants of a journal enrolled, by their number: a second enrolment under one is refused. */
export function enrolledIn(entries: Iterable<JournalEntry>): string[] {
  const ids = new Set<string>();
  for (const { command } of entries) if (command.type === 'enrol') ids.add(command.participantId);
  return [...ids];
}
