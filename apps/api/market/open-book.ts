import {
  type BookEvent,
  type BookRules,
  ByteWriter,
  type Command,
  EventKind,
  JournalChain,
  type JournalEntry,
  type JournalReceipt,
  LadderBook,
  type Trade,
  tradeOf,
} from '#auction';
import { keccak256 } from '#merkle';

/** A command as the journal keeps it, with what only the market knows of it. */
export interface KeptEntry extends JournalEntry {
  /** The client's own id of the order, if it gave one. */
  readonly clientOrderId: string | null;
}

/** A trade, with what of its price the buyer paid beyond its limit because the origin was the wanted one, sen/kWh. */
export interface PricedTrade extends Trade {
  readonly premiumSen: number;
}

/** A command in the journal, what it did, and the receipt for it. */
export interface AppliedEntry {
  readonly entry: KeptEntry;
  readonly events: readonly BookEvent[];
  readonly trades: readonly PricedTrade[];
  readonly receipt: JournalReceipt;
}

/** An order that was accepted under a client's own id. */
export interface KnownOrder {
  readonly orderId: number;
  /** Of the command that entered it. */
  readonly sequence: number;
}

/** The market's books are commanded one after the other, and what each did is read at once: their records share the bytes. */
const RECORD = new ByteWriter();

/** A slot's book in memory, with its journal so far and who takes part. */
export class OpenBook {
  readonly book: LadderBook;
  readonly entries: KeptEntry[] = [];
  readonly #chain: JournalChain;
  /** Numbers in the book by pseudonym. */
  readonly #numbers = new Map<string, number>();
  /** By participant's number and client's id. */
  readonly #known = new Map<string, KnownOrder>();

  private constructor(
    readonly slot: number,
    readonly rules: BookRules,
  ) {
    this.book = new LadderBook(rules, RECORD);
    this.#chain = new JournalChain(rules, keccak256);
  }

  /** An empty book. */
  static create(slot: number, rules: BookRules): OpenBook {
    return new OpenBook(slot, rules);
  }

  /** The number under which somebody enrolled; undefined before that. */
  numberOf(pseudonym: string): number | undefined {
    return this.#numbers.get(pseudonym);
  }

  /** The order that a participant entered under its own id; undefined if there is none. */
  knownOrder(participant: number, clientOrderId: string): KnownOrder | undefined {
    return this.#known.get(keyOf(participant, clientOrderId));
  }

  /** Applies a command and keeps it in the journal. */
  apply(command: Command, clientOrderId: string | null = null): AppliedEntry {
    const receipt = this.#take(command, clientOrderId);
    const events = this.book.eventsOf(command);
    const trades: PricedTrade[] = [];
    for (const event of events) {
      if (event.type !== 'trade') continue;
      const premiumSen = Math.max(0, event.priceSen - this.book.limitOf(event.buyOrderId));
      trades.push({ ...tradeOf(this.book, event), premiumSen });
    }
    return { entry: this.entries.at(-1)!, events, trades, receipt };
  }

  #take(command: Command, clientOrderId: string | null): JournalReceipt {
    const { book } = this;
    book.submit(command);
    const { events } = book;
    const receipt = this.#chain.commit(events);
    const { sequence } = receipt;
    this.entries.push({ sequence, command, clientOrderId });
    if (command.type === 'enrol') {
      if (events.kindAt(events.count - 1) === EventKind.enrolled) {
        this.#numbers.set(command.participantId, book.participants - 1);
      }
    } else if (clientOrderId !== null && command.type === 'place') {
      // Others may have expired first.
      let at = 0;
      while (at < events.count && events.kindAt(at) !== EventKind.accepted) at += 1;
      if (at < events.count) {
        this.#known.set(keyOf(command.participant, clientOrderId), { orderId: events.orderAt(at), sequence });
      }
    }
    return receipt;
  }
}

function keyOf(participant: number, clientOrderId: string): string {
  return `${participant} ${clientOrderId}`;
}
