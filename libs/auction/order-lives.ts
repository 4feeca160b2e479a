import { LadderBook } from './ladder-book.js';
import type { BookEvent, BookRules, Command, ExpiryReason, Side } from './types.js';

/** How an order ended. `gateClosure`: it expired there; the other reasons of expiry as the book names them. */
export type OrderEndReason = 'filled' | 'cancelled' | 'replaced' | 'gateClosure' | ExpiryReason;

/** An order from its entry to its end. */
export interface OrderLife {
  readonly orderId: number;
  readonly side: Side;
  readonly priceSen: number;
  /** Offered at entry. */
  readonly energyWh: number;
  readonly enteredAtMs: number;
  readonly tradedWh: number;
  /** Taken back of it while it stood. */
  readonly reducedWh: number;
  /** Null while it stands. */
  readonly end: { readonly reason: OrderEndReason; readonly atMs: number; readonly unfilledWh: number } | null;
}

type Living = { -readonly [Key in keyof OrderLife]: OrderLife[Key] };

/** The orders that one participant entered in a slot, from its journal: it plays the commands in a book of its own. */
export class OrderLives {
  readonly #book: LadderBook;
  readonly #lives = new Map<number, Living>();
  #participant: number | undefined;

  /** @param participantId as it enrolled in this book. @throws IchienError BOOK_RULES_INVALID */
  constructor(
    rules: BookRules,
    private readonly participantId: string,
  ) {
    this.#book = new LadderBook(rules);
  }

  /** Takes the next command of the journal. */
  observe(command: Command): void {
    for (const event of this.#book.apply(command)) this.#follow(command, event);
  }

  /** By number, which is in order of entry. */
  all(): readonly OrderLife[] {
    return [...this.#lives.values()];
  }

  #follow(command: Command, event: BookEvent): void {
    switch (event.type) {
      case 'enrolled':
        if (command.type === 'enrol' && command.participantId === this.participantId) {
          this.#participant = event.participant;
        }
        break;
      case 'accepted':
        if (command.type === 'place' && command.participant === this.#participant) {
          this.#begin(event.orderId, command, command.side);
        }
        break;
      case 'replaced':
        if (command.type === 'replace' && command.participant === this.#participant) {
          const { side } = this.#lives.get(command.orderId)!;
          this.#end(command.orderId, 'replaced', command.atMs);
          this.#begin(event.orderId, command, side);
        }
        break;
      case 'trade':
        for (const orderId of [event.buyOrderId, event.sellOrderId]) this.#trade(orderId, event.energyWh, command.atMs);
        break;
      case 'reduced': {
        const life = this.#lives.get(event.orderId);
        if (life !== undefined) life.reducedWh += leftOf(life) - event.remainingWh;
        break;
      }
      case 'cancelled':
        this.#end(event.orderId, 'cancelled', command.atMs);
        break;
      case 'expired':
        this.#end(event.orderId, event.reason ?? 'gateClosure', command.atMs);
        break;
    }
  }

  #begin(
    orderId: number,
    { priceSen, energyWh, atMs }: Pick<OrderLife, 'priceSen' | 'energyWh'> & { readonly atMs: number },
    side: Side,
  ): void {
    const nothingYet = { tradedWh: 0, reducedWh: 0, end: null };
    this.#lives.set(orderId, { orderId, side, priceSen, energyWh, enteredAtMs: atMs, ...nothingYet });
  }

  #trade(orderId: number, energyWh: number, atMs: number): void {
    const life = this.#lives.get(orderId);
    if (life === undefined) return;
    life.tradedWh += energyWh;
    if (leftOf(life) === 0) this.#end(orderId, 'filled', atMs);
  }

  #end(orderId: number, reason: OrderEndReason, atMs: number): void {
    const life = this.#lives.get(orderId);
    if (life !== undefined) life.end = { reason, atMs, unfilledWh: leftOf(life) };
  }
}

function leftOf({ energyWh, tradedWh, reducedWh }: OrderLife): number {
  return energyWh - tradedWh - reducedWh;
}
