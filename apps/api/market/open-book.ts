import {
  type BookEvent,
  type BookRules,
  type Command,
  JournalChain,
  type JournalEntry,
  type JournalReceipt,
  LadderBook,
  type OrderBook,
  replayJournal,
} from '#auction';
import { keccak256 } from '#merkle';
import { SlotPositions } from './slot-positions.js';

/** A command in the journal, what it did, and the receipt for it. */
export interface AppliedCommand {
  readonly entry: JournalEntry;
  readonly events: readonly BookEvent[];
  readonly receipt: JournalReceipt;
}

/** A slot's book in memory, with its journal so far and who holds what. */
export class OpenBook {
  readonly positions = new SlotPositions();
  readonly entries: JournalEntry[] = [];
  readonly #chain: JournalChain;

  private constructor(
    readonly slot: number,
    readonly rules: BookRules,
    readonly book: OrderBook,
  ) {
    this.#chain = new JournalChain(rules, keccak256);
  }

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
      open.#keep(entry, events.slice(first, next));
    });
    return open;
  }

  /** Applies a command and keeps it in the journal. */
  apply(command: Command): AppliedCommand {
    const entry = { sequence: this.book.sequence + 1, command };
    const events = this.book.apply(command);
    return { entry, events, receipt: this.#keep(entry, events) };
  }

  #keep(entry: JournalEntry, events: readonly BookEvent[]): JournalReceipt {
    this.positions.apply(entry.command, events);
    this.entries.push(entry);
    return this.#chain.commit(entry, events);
  }
}
