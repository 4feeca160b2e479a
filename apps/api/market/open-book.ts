import {
  type BookEvent,
  type BookRules,
  type Command,
  type JournalEntry,
  LadderBook,
  type OrderBook,
  replayJournal,
} from '#auction';
import { SlotPositions } from './slot-positions.js';

/** A slot's book in memory, with its journal so far and who holds what. */
export class OpenBook {
  readonly positions = new SlotPositions();
  readonly entries: JournalEntry[] = [];

  private constructor(
    readonly slot: number,
    readonly rules: BookRules,
    readonly book: OrderBook,
  ) {}

  /** An empty book. */
  static create(slot: number, rules: BookRules): OpenBook {
    return new OpenBook(slot, rules, new LadderBook(rules));
  }

  /** The book that a stored journal leads to. @throws IchienError JOURNAL_GAP and the like, if the journal is damaged */
  static replay(slot: number, rules: BookRules, entries: readonly JournalEntry[]): OpenBook {
    const { book, events } = replayJournal(rules, entries);
    const open = new OpenBook(slot, rules, book);
    let next = 0;
    entries.forEach((entry, index) => {
      const until = entries[index + 1]?.sequence ?? Number.POSITIVE_INFINITY;
      const first = next;
      while (next < events.length && events[next]!.sequence < until) next++;
      open.positions.apply(entry.command, events.slice(first, next));
      open.entries.push(entry);
    });
    return open;
  }

  /** Applies a command and keeps it in the journal. */
  apply(command: Command): { readonly entry: JournalEntry; readonly events: readonly BookEvent[] } {
    const entry = { sequence: this.book.sequence + 1, command };
    const events = this.book.apply(command);
    this.positions.apply(command, events);
    this.entries.push(entry);
    return { entry, events };
  }
}
