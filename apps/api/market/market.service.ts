import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Subject } from 'rxjs';
import {
  type BookCommand,
  type BookEvent,
  type BookPhase,
  type BookRules,
  type CancelCommand,
  type Command,
  type JournalEntry,
  type JournalReceipt,
  type Origin,
  type PlaceCommand,
  type PriceLevel,
  type ReduceCommand,
  type ReplaceCommand,
  registeredOrigin,
  unregisteredField,
  validateCommand,
} from '#auction';
import { dayOf, gateClosureMs, IchienError } from '#energy';
import { Clock } from '../clock/clock.js';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { apiError } from '../errors.js';
import { MetersService } from '../metering/meters.service.js';
import { assertMayTrade } from '../participants/may-trade.js';
import { ParticipantsService } from '../participants/participants.service.js';
import { BatchQueue } from './batch-queue.js';
import { MarketSlot, type TradeRow } from './market.entities.js';
import { type Changes, MarketStore } from './market-store.js';
import { OpenBook } from './open-book.js';
import { assertNew, originNotRegistered, refused, slotClosed, unknownSlot } from './order-refusals.js';
import { type Position, positionOf } from './position.js';
import { damaged, type RebuiltBook, rebuildBook } from './stored-book.js';

/** Commands that one participant may send to one book, so that nobody fills the journal with refused ones. */
const MAX_COMMANDS_PER_PARTICIPANT = 1000;
/** A command as a caller states it: the service adds the time, and puts the book's number in place of the participant. */
export type OrderCommand =
  | (OfParticipant<PlaceCommand> & {
      /**
       * The caller's own id for the order: 1 to 64 of `A-Z a-z 0-9 . _ : -`. A second order of the participant under the same
       * one is refused, so who got no answer may send again. Nobody else ever sees it.
       */
      readonly clientOrderId?: string;
    })
  | OfParticipant<CancelCommand>
  | OfParticipant<ReduceCommand>
  | OfParticipant<ReplaceCommand>;

type OfParticipant<Stated> = Omit<Stated, 'atMs' | 'participant'> & { readonly participantId: string };

/** What the operator may do to a book by hand. */
export type Operation = 'halt' | 'resume';

/**
 * What an acknowledged command got: its place in the journal, the hash of all of the journal up to and with what it did
 * (keep both: they prove later that the command was not left out or moved), and what it did.
 */
export interface CommandReceipt extends JournalReceipt {
  readonly slot: number;
  readonly events: readonly BookEvent[];
}

/** A slot's book as anybody may see it. */
export interface BookView {
  readonly slot: number;
  readonly phase: BookPhase;
  readonly gateClosureMs: number;
  readonly sequence: number;
  readonly buy: readonly PriceLevel[];
  readonly sell: readonly PriceLevel[];
}

/** Decides on commands from the participant's position as it is when its turn comes. */
export type Decide = (position: Position) => readonly OrderCommand[];

/** What came of a turn. */
export interface TurnReceipt {
  readonly receipts: readonly CommandReceipt[];
  readonly refusals: readonly IchienError[];
}

/** A slot that was closed off because what is stored of it cannot be trusted; all others go on. */
export interface DamagedSlot {
  readonly slot: number;
  readonly sinceMs: number;
  /** What is damaged, where, and what to do. */
  readonly message: string;
}

/** What a batch has done, told once it is stored. */
export interface StoredBatch {
  /** Slots whose book has changed. */
  readonly slots: ReadonlySet<number>;
  readonly trades: readonly TradeRow[];
}

/**
 * The market: the one way in for commands, whoever sends them (HTTP, agents, tests, backtest).
 *
 * Apply, persist, then answer: commands are taken in batches, applied to the books in memory, written into their journals
 * in one transaction, and only then acknowledged. If the write fails, the touched books are thrown away and rebuilt from
 * the database, so an acknowledged command is never lost and a refused one never stays.
 */
@Injectable()
export class MarketService implements OnModuleInit {
  /** Batches that were just stored. */
  readonly stored$ = new Subject<StoredBatch>();
  readonly #logger = new Logger(MarketService.name);
  readonly #books = new Map<number, OpenBook>();
  /** Slots whose book was thrown away after a failed write, to be rebuilt from the database. */
  readonly #doubtful = new Set<number>();
  /** Slots that cannot be rebuilt: they take nothing until their rows are restored and they are resumed. */
  readonly #damaged = new Map<number, DamagedSlot & { readonly error: unknown }>();
  readonly #queue = new BatchQueue<Changes>({
    none: () => ({ opened: [], journal: [], trades: [], closed: [] }),
    prepare: () => this.#prepare(),
    store: (changes) => this.#storeBatch(changes),
    discard: (changes, jobs, reason) => this.#discard(changes, jobs, reason),
  });

  constructor(
    private readonly store: MarketStore,
    private readonly clock: Clock,
    private readonly participants: ParticipantsService,
    private readonly meters: MetersService,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  /** Rebuilds every open book from its journal; one that is damaged is closed off, and the others trade. */
  async onModuleInit(): Promise<void> {
    for (const slot of await this.store.openSlots()) await this.#rebuild(slot);
    const rebuilt = this.#books.size;
    if (rebuilt > 0) this.#logger.log(`Rebuilt ${rebuilt} open books from their journals.`);
  }

  /**
   * Submits a command and waits until it is stored.
   *
   * @throws IchienError with a RejectionCode if the command is refused; SLOT_UNKNOWN, SLOT_NOT_OPEN,
   * PARTICIPANT_UNKNOWN, HOUSEHOLD_LEFT, MEMBERSHIP_OUTSIDE, QUEUE_FULL or STORE_FAILED if it never reached the book. Nothing has changed then.
   */
  submit(slot: number, command: OrderCommand): Promise<CommandReceipt> {
    return this.#queue.do((changes) => {
      const open = this.#openBook(slot);
      // Nothing is awaited for what is nearly every command: a batch is applied at one go.
      return open instanceof OpenBook ? this.#order(open, command, changes) : open;
    });
  }

  /**
   * Gives a participant a turn: `decide` is called when all commands before it have been applied, so what it decides
   * fits the book. Waits until what came of it is stored.
   *
   * @throws IchienError as {@link submit}, but for refused commands, which are returned
   */
  takeTurn(slot: number, participantId: string, decide: Decide): Promise<TurnReceipt> {
    return this.#queue.do(async (changes) => {
      const open = await this.#openBook(slot);
      const receipts: CommandReceipt[] = [];
      const refusals: IchienError[] = [];
      for (const command of decide(this.#position(open, participantId))) {
        try {
          receipts.push(this.#order(open, command, changes));
        } catch (error) {
          if (!(error instanceof IchienError)) throw error;
          refusals.push(error);
        }
      }
      return { receipts, refusals };
    });
  }

  /** Opens a slot for trading; does nothing if it is open or was open already. */
  async open(slot: number): Promise<void> {
    if (this.#books.has(slot) || this.#damaged.has(slot)) return;
    await this.#queue.do(async (changes) => {
      if (this.#books.has(slot) || (await this.store.slot(slot)) !== null) return;
      const { areaId, bookRules } = this.config;
      this.#books.set(slot, OpenBook.create(slot, bookRules));
      const openedAtMs = this.clock.nowMs();
      const row = {
        areaId,
        slot,
        state: 'open',
        rules: JSON.stringify(bookRules),
        openedAtMs,
        closedAtMs: null,
      } as const;
      changes.opened.push(Object.assign(new MarketSlot(), row));
      // Orders are gathered first, so that being early is no advantage, and called at one price.
      if (this.config.gatherMs > 0) this.#operate(slot, 'preOpen', changes);
    });
  }

  /** Calls what was gathered before the opening at one price, and opens the book. */
  async callAndOpen(slot: number): Promise<void> {
    await this.#queue.do(async (changes) => {
      this.#operate(slot, 'call', changes);
      this.#operate(slot, 'open', changes);
    });
  }

  /**
   * Halts a book, or resumes it. Resting orders keep their place; what may be done with them meanwhile: docs/market-rules.md.
   *
   * A slot that was closed off is read anew first: if its rows are what was written again, it goes on as it was.
   *
   * @throws IchienError BOOK_HALTED, BOOK_NOT_HALTED, BOOK_NOT_OPEN, BOOK_DAMAGED, SLOT_UNKNOWN, SLOT_NOT_OPEN, STORE_FAILED
   */
  operate(slot: number, operation: Operation): Promise<CommandReceipt> {
    return this.#queue.do(async (changes) => {
      const wasDamaged = this.#damaged.has(slot);
      if (wasDamaged) await this.#rebuild(slot);
      const { book } = await this.#openBook(slot);
      // No command halted it, so none resumes it: its journal goes on with one that only passes time.
      return this.#operate(slot, wasDamaged && book.phase !== 'halted' ? 'expire' : operation, changes);
    });
  }

  /** Lets the orders of a book expire whose time has come, if there are any. */
  async expire(slot: number): Promise<void> {
    const open = this.#books.get(slot);
    if (open === undefined || open.book.nextExpiryMs > this.clock.nowMs()) return;
    await this.#queue.do(async (changes) => {
      await this.#openBook(slot);
      this.#operate(slot, 'expire', changes);
    });
  }

  /**
   * Gate closure: expires what rests, seals the journal and hands the closed record to the outbox.
   *
   * @throws IchienError BOOK_DAMAGED if the stored journal is not what would be sealed; SLOT_UNKNOWN, SLOT_NOT_OPEN, STORE_FAILED
   */
  async close(slot: number): Promise<void> {
    await this.#queue.do(async (changes) => {
      const open = await this.#openBook(slot);
      await this.store.writeDerived();
      await this.#assertStored(open, changes);
      this.#operate(slot, 'close', changes);
      changes.closed.push(open);
    });
  }

  /** Slots that were closed off, ascending. */
  damagedSlots(): DamagedSlot[] {
    return [...this.#damaged.values()]
      .map(({ slot, sinceMs, message }) => ({ slot, sinceMs, message }))
      .sort((a, b) => a.slot - b.slot);
  }

  /** Slots that take orders now, ascending; those whose book has to be rebuilt first are among them. */
  openSlots(): number[] {
    return [...this.#books.keys(), ...this.#doubtful].sort((a, b) => a - b);
  }

  /** True if the slot was ever opened. */
  async wasOpened(slot: number): Promise<boolean> {
    return this.#books.has(slot) || (await this.store.slot(slot)) !== null;
  }

  /** True while the books in memory have what the database has not: it may still refuse it. */
  get isStoring(): boolean {
    return this.#queue.isStoring;
  }

  /** In which phase the book of an open slot is; one that was closed off is halted. */
  phase(slot: number): BookPhase | undefined {
    if (this.#damaged.has(slot)) return 'halted';
    return this.#books.get(slot)?.book.phase;
  }

  /** An open slot's book. Asked for in turn with the commands: what it shows is stored. @throws IchienError as {@link submit} */
  bookView(slot: number, levels: number): Promise<BookView> {
    return this.#queue.do(async () => {
      await this.#openBook(slot);
      return this.openBookView(slot, levels)!;
    });
  }

  /** {@link bookView} of what is in memory, stored or not ({@link isStoring}); undefined if the slot's book is not open. */
  openBookView(slot: number, levels: number): BookView | undefined {
    const open = this.#books.get(slot);
    if (open === undefined || open.book.closed) return undefined;
    return {
      slot,
      phase: open.book.phase,
      gateClosureMs: gateClosureMs(slot, this.config.gateClosureLeadMs),
      sequence: open.book.sequence,
      buy: open.book.depth('buy', levels),
      sell: open.book.depth('sell', levels),
    };
  }

  /** Rules and journal of an open book, as it grows: the newest commands may not be stored yet. Undefined if it is not open. */
  openJournal(slot: number): { readonly rules: BookRules; readonly entries: readonly JournalEntry[] } | undefined {
    const open = this.#books.get(slot);
    return open === undefined || open.book.closed ? undefined : open;
  }

  /** What a participant has bought, sold and offered in an open slot. @throws IchienError PARTICIPANT_UNKNOWN */
  position(slot: number, participantId: string): Position | undefined {
    const open = this.#books.get(slot);
    return open && this.#position(open, participantId);
  }

  /** What a participant's sell orders in a slot may state. @throws IchienError PARTICIPANT_UNKNOWN */
  registeredOrigin(participantId: string, slot: number): ReturnType<typeof registeredOrigin> {
    const { meterId, quoteWh } = this.participants.get(participantId);
    const { solarOnly } = this.meters.factsAt(meterId, dayOf(slot));
    return registeredOrigin({ areaId: this.config.areaId, meterId, solarOnly, isMarketMaker: quoteWh !== null });
  }

  /** Before a batch: the books that a failed write has left in doubt are read anew. */
  async #prepare(): Promise<void> {
    for (const slot of this.#doubtful) await this.#rebuild(slot);
  }

  async #storeBatch(changes: Changes): Promise<() => void> {
    const trades = await this.store.write(changes);
    for (const { slot } of changes.closed) this.#books.delete(slot);
    return () => this.#tell(changes, trades);
  }

  #discard(changes: Changes, jobs: number, reason: string): void {
    for (const { slot } of [...changes.opened, ...changes.journal]) {
      this.#books.delete(slot);
      this.#doubtful.add(slot);
    }
    this.#logger.error(`A batch of ${jobs} commands could not be stored: ${reason}`);
  }

  /** Dates an order, puts it under the participant's number in the book, makes every check, applies it. */
  #order(open: OpenBook, order: OrderCommand, changes: Changes): CommandReceipt {
    const { slot, rules } = open;
    const atMs = this.#timeOf(open);
    if (atMs >= gateClosureMs(slot, this.config.gateClosureLeadMs)) throw slotClosed(slot);
    const { participantId, clientOrderId, ...terms } = order as Extract<OrderCommand, { type: 'place' }>;
    // What rests may always be taken back.
    if (order.type === 'place' || order.type === 'replace') assertMayTrade(this.participants.get(participantId), slot);
    const pseudonym = this.participants.pseudonymsOf(slot).of(participantId);
    const known = open.numberOf(pseudonym);
    const participant = known ?? open.book.participants;
    const command: Command = { ...terms, participant, atMs };
    const refusal = validateCommand(command, rules);
    if (refusal !== undefined) throw refused(refusal, slot);
    if (command.type === 'place' && command.side === 'sell' && command.origin !== undefined) {
      this.#assertRegistered(command.origin, participantId, slot);
    }
    if (clientOrderId !== undefined) assertNew(open, participant, clientOrderId);
    if (open.book.sentBy(participant) >= MAX_COMMANDS_PER_PARTICIPANT) {
      throw apiError(
        'COMMAND_LIMIT_REACHED',
        `${MAX_COMMANDS_PER_PARTICIPANT} commands were sent for this slot.`,
        'Trade in another slot.',
        { slot },
      );
    }
    if (known === undefined) this.#apply(open, { type: 'enrol', participantId: pseudonym, atMs }, changes);
    return this.#apply(open, command, changes, clientOrderId);
  }

  /** Holds the origin that a seller states against what is registered. @throws IchienError ORIGIN_NOT_REGISTERED */
  #assertRegistered(stated: Origin, participantId: string, slot: number): void {
    const field = unregisteredField(stated, this.registeredOrigin(participantId, slot));
    if (field !== undefined) throw originNotRegistered(stated, field, participantId, slot);
  }

  #position(open: OpenBook, participantId: string): Position {
    return positionOf(open.book, open.numberOf(this.participants.pseudonymsOf(open.slot).of(participantId)));
  }

  #operate(slot: number, type: BookCommand['type'], changes: Changes): CommandReceipt {
    const open = this.#books.get(slot)!;
    return this.#apply(open, { type, atMs: this.#timeOf(open) }, changes);
  }

  /** Now, but never before the command before: a clock that was set back must not look like an order that was dated back. */
  #timeOf({ book }: OpenBook): number {
    return Math.max(this.clock.nowMs(), book.nowMs);
  }

  #apply(open: OpenBook, command: Command, changes: Changes, clientOrderId?: string): CommandReceipt {
    const { slot } = open;
    const { entry, events, trades, receipt } = open.apply(command, clientOrderId);
    changes.journal.push({ slot, entry, receipt });
    for (const trade of trades) changes.trades.push({ slot, trade });
    // What the book refuses stands in the journal too: the auditor sees that it was right.
    const refusal = events.find((event) => event.type === 'rejected');
    if (refusal !== undefined) throw refused(refusal, slot);
    return { slot, ...receipt, events };
  }

  /** Whoever listens may fail: the batch is stored all the same. */
  #tell({ opened, journal }: Changes, trades: StoredBatch['trades']): void {
    const slots = new Set([...opened, ...journal].map(({ slot }) => slot));
    if (slots.size === 0) return;
    try {
      this.stored$.next({ slots, trades });
    } catch (error) {
      this.#logger.error(`A listener failed: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** Reads a slot's book anew. One that cannot be rebuilt is closed off alone; a database that is away changes nothing. */
  async #rebuild(slot: number): Promise<void> {
    const stored = await this.store.book(slot);
    let rebuilt: RebuiltBook | undefined;
    let fault: unknown;
    try {
      if (stored?.row.state === 'open') rebuilt = rebuildBook(stored);
    } catch (error) {
      fault = error;
    }
    if (rebuilt !== undefined) await this.store.restoreTrades(slot, rebuilt.unstored);
    this.#books.delete(slot);
    this.#damaged.delete(slot);
    this.#doubtful.delete(slot);
    if (rebuilt !== undefined) this.#books.set(slot, rebuilt.open);
    else if (fault !== undefined) this.#closeOff(slot, fault);
  }

  #closeOff(slot: number, error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.#books.delete(slot);
    this.#damaged.set(slot, { slot, sinceMs: this.clock.nowMs(), message, error });
    this.#logger.error(`Slot ${slot} is closed off: ${message}`);
  }

  /** What is sealed and anchored must be what is stored: evidence comes from there. @throws IchienError BOOK_DAMAGED */
  async #assertStored({ slot, entries }: OpenBook, changes: Changes): Promise<void> {
    const stored = await this.store.book(slot);
    // It was opened in this very batch.
    if (stored === undefined) return;
    try {
      const [lost] = rebuildBook(stored).unstored;
      if (lost !== undefined) throw damaged(slot, lost.sequence, `trade ${lost.sequence} is missing`);
      const expected = entries.length - changes.journal.filter((change) => change.slot === slot).length;
      if (stored.journal.length !== expected) {
        const at = entries[Math.min(stored.journal.length, expected)]?.sequence ?? 0;
        throw damaged(slot, at, `it has ${stored.journal.length} commands where ${expected} were written`);
      }
    } catch (error) {
      this.#closeOff(slot, error);
      throw error;
    }
  }

  /** The book of a slot that takes orders, or a refusal, which may have to ask the database. */
  #openBook(slot: number): OpenBook | Promise<never> {
    const open = this.#books.get(slot);
    return open === undefined || open.book.closed ? this.#refuseSlot(slot) : open;
  }

  /** @throws IchienError SLOT_UNKNOWN, SLOT_NOT_OPEN, STORE_FAILED */
  async #refuseSlot(slot: number): Promise<never> {
    if (this.#doubtful.has(slot)) {
      throw apiError('STORE_FAILED', 'The book is being rebuilt after a fault.', 'Try again in a second.', { slot });
    }
    const closedOff = this.#damaged.get(slot);
    if (closedOff !== undefined) throw closedOff.error;
    throw (await this.wasOpened(slot)) ? slotClosed(slot) : unknownSlot(slot);
  }
}
