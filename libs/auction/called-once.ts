import { BookObserver } from './book-statistics.js';
import type { CallResult } from './call-auction.js';
import type { BookRules, JournalEntry } from './types.js';

/**
 * {@link BookObserver.calledOnce} of a whole journal.
 *
 * @param entries the journal of a closed book
 * @throws IchienError BOOK_RULES_INVALID
 */
export function calledOnce(rules: BookRules, entries: Iterable<JournalEntry>): CallResult | undefined {
  const observer = new BookObserver(rules);
  for (const { command } of entries) observer.observe(command);
  return observer.calledOnce();
}
