import { CoreBook, type CoreTerms } from './core-book.js';
import { EventKind, type EventLog } from './event-log.js';
import { IdTable, NO_ID } from './id-table.js';
import { EntryCondition, EXPIRY_REASONS } from './matcher.js';
import { NONE, Queue } from './order-pool.js';
import { hasEntryCondition } from './phase-refusal.js';
import { type Rejection, rejectedEvent, rejection } from './rejection.js';
import type {
  BookEvent,
  BookPhase,
  BookRules,
  BookState,
  CancelCommand,
  Command,
  OrderBook,
  OrderState,
  PlaceCommand,
  PriceLevel,
  ReduceCommand,
  RejectionCode,
  ReplaceCommand,
  RestingOrder,
  Side,
} from './types.js';
import { validateCommand } from './validate-command.js';

/** The field of a command that a book which knows it to be well formed refuses it for, if not the type. */
const REFUSED_FIELDS: Readonly<Partial<Record<RejectionCode, string>>> = {
  ORDER_DUPLICATE: 'orderId',
  ORDER_LIMIT_REACHED: 'participantId',
  ORDER_UNKNOWN: 'orderId',
  ORDER_NOT_YOURS: 'participantId',
  ORDER_NOT_RESTING: 'orderId',
  REDUCTION_TOO_LARGE: 'byWh',
  EXPIRY_PAST: 'goodUntilMs',
  PREMIUM_OUT_OF_BAND: 'priceSen',
};

/**
 * The order book that the market trades on: price-time priority over ladders of prices. The book itself is a
 * {@link CoreBook}, in numbers; here is its door, where ids are texts and events are objects. Placing, trading and
 * cancelling take constant time, but for the orders that an incoming one must pass over: its own participant's, of which
 * the rules allow only so many, and those whose origin does not suit.
 *
 * Memory: about 130 KB for the default band, and some 40 bytes an order beside its id.
 *
 * @example
 * const book = new LadderBook(DEFAULT_BOOK_RULES);
 * book.apply({ type: 'place', orderId: 's1', participantId: 'solar', side: 'sell', priceSen: 1400, energyWh: 500, atMs });
 */
export class LadderBook implements OrderBook {
  readonly #core: CoreBook;
  /** Id of every order, by its number. */
  readonly #orderIds: string[] = [];
  readonly #numbers = new IdTable(this.#orderIds);
  /** Participants are numbered in the order of their first accepted order. */
  readonly #participants = new Map<string, number>();
  readonly #participantIds: string[] = [];
  /** Whom and what the last command named, in numbers; {@link NONE} if unknown. */
  #participant = NONE;
  #order = NONE;
  /** Why the last command was refused, if it was. */
  #refusal: Rejection | RejectionCode | undefined;

  /** @throws IchienError BOOK_RULES_INVALID */
  constructor(rules: BookRules) {
    this.#core = new CoreBook(rules);
  }

  /** The book that had this state. @throws IchienError BOOK_RULES_INVALID */
  static restore(rules: BookRules, state: BookState): LadderBook {
    const book = new LadderBook(rules);
    for (const order of state.orders) book.#restore(order);
    book.#core.phase = state.phase;
    book.#core.nowMs = state.nowMs;
    book.#core.events.begin(state.sequence + 1);
    return book;
  }

  get rules(): BookRules {
    return this.#core.rules;
  }

  get sequence(): number {
    return this.#core.sequence;
  }

  get phase(): BookPhase {
    return this.#core.phase;
  }

  get nowMs(): number {
    return this.#core.nowMs;
  }

  get closed(): boolean {
    return this.#core.phase === 'closed';
  }

  /** What the last command did, as numbers: for consumers that do without objects. */
  get events(): EventLog {
    return this.#core.events;
  }

  apply(command: Command): readonly BookEvent[] {
    this.submit(command);
    const { count } = this.#core.events;
    const events: BookEvent[] = [];
    for (let at = 0; at < count; at += 1) events.push(this.#event(at, command));
    return events;
  }

  /** Applies one command like {@link apply}, and leaves what it did in {@link events} until the next. */
  submit(command: Command): void {
    const refusal = validateCommand(command, this.rules, this.#lookUp(command));
    if (refusal === undefined) {
      this.#core.begin(command.atMs);
      this.#refusal = this.#execute(command);
    } else {
      this.#core.begin(this.nowMs);
      this.#core.refuse(refusal.code);
      this.#refusal = refusal;
    }
  }

  resting(side: Side): readonly RestingOrder[] {
    const orders = side === 'buy' ? this.#core.matcher.restingBuys() : this.#core.matcher.restingSells();
    return orders.map((order) => this.#restingOrder(order));
  }

  depth(side: Side, limit: number): readonly PriceLevel[] {
    return side === 'buy' ? this.#core.matcher.bidLevels(limit) : this.#core.matcher.askLevels(limit);
  }

  state(): BookState {
    const { count, origins, goodUntilMs } = this.#core.matcher.orders;
    const orders = Array.from({ length: count }, (_, order): OrderState => {
      const untilMs = goodUntilMs.get(order);
      const origin = origins.get(order);
      return {
        ...this.#restingOrder(order),
        ...(untilMs === undefined ? {} : { goodUntilMs: untilMs }),
        ...(origin === undefined ? {} : { origin }),
      };
    });
    return { sequence: this.sequence, phase: this.phase, nowMs: this.nowMs, orders };
  }

  /** Number of an order's participant, in {@link events}. */
  participantNumberOf(order: number): number {
    return this.#core.matcher.orders.participants[order]!;
  }

  // -------------------------------------------------------------------------------------------------------- commands

  #execute(command: Command): RejectionCode | undefined {
    switch (command.type) {
      case 'place':
        return this.#place(command);
      case 'cancel':
      case 'reduce':
      case 'replace':
        return this.#change(command);
      default:
        return this.#core.control(command.type);
    }
  }

  /** Finds whom and what a command names. @returns true if both ids are known to be well formed */
  #lookUp(command: Command): boolean {
    const { orderId, participantId } = (command ?? {}) as { orderId?: unknown; participantId?: unknown };
    if (typeof orderId !== 'string' || typeof participantId !== 'string') return false;
    this.#order = this.#numbers.find(orderId);
    // Those that are numbered were checked when they came the first time.
    this.#participant = this.#participants.get(participantId) ?? NONE;
    return this.#order !== NO_ID && this.#participant !== NONE;
  }

  #place(command: PlaceCommand): RejectionCode | undefined {
    const { orderId, participantId, side, priceSen, energyWh } = command;
    const core = this.#core;
    const terms = termsOf(command);
    const isKnown = this.#order !== NONE;
    if (isKnown || this.#participant === NONE) {
      const refusal = core.entryRefusal(terms) ?? (isKnown ? 'ORDER_DUPLICATE' : undefined);
      if (refusal !== undefined) return core.refuse(refusal);
      this.#participant = this.#enrol(participantId);
    }
    const refusal = core.place(this.#participant, side === 'buy', priceSen, energyWh, terms);
    if (refusal === undefined) this.#name(orderId);
    return refusal;
  }

  #change(command: CancelCommand | ReduceCommand | ReplaceCommand): RejectionCode | undefined {
    const { type, orderId } = command;
    if (type === 'cancel') return this.#core.cancel(this.#participant, this.#order);
    if (type === 'reduce') return this.#core.reduce(this.#participant, this.#order, command.byWh);
    const refusal = this.#core.replace(this.#participant, this.#order, command.priceSen, command.energyWh);
    if (refusal === undefined) this.#name(orderId);
    return refusal;
  }

  /** Gives the id that was just looked for to the order that was just made. */
  #name(orderId: string): void {
    this.#orderIds.push(orderId);
    this.#numbers.set(this.#orderIds.length - 1);
  }

  #enrol(participantId: string): number {
    const participant = this.#core.enrol();
    this.#participants.set(participantId, participant);
    this.#participantIds.push(participantId);
    return participant;
  }

  #restore({ orderId, participantId, side, priceSen, remainingWh, goodUntilMs, origin }: OrderState): void {
    const terms = { condition: EntryCondition.none, minimumFillWh: 0, goodUntilMs, origin };
    const participant = this.#participants.get(participantId) ?? this.#enrol(participantId);
    this.#core.restore(participant, side === 'buy', priceSen, remainingWh, terms);
    this.#numbers.find(orderId);
    this.#name(orderId);
  }

  // ---------------------------------------------------------------------------------------------- numbers to objects

  #event(at: number, command: Command): BookEvent {
    const { firstSequence, kinds, orders, others, pricesSen, energiesWh } = this.#core.events;
    const { participants } = this.#core.matcher.orders;
    const orderIds = this.#orderIds;
    const sequence = firstSequence + at;
    const order = orders[at]!;
    const orderId = orderIds[order]!;
    const energyWh = energiesWh[at]!;
    const priceSen = pricesSen[at]!;
    switch (kinds[at] as EventKind) {
      case EventKind.accepted:
        return { type: 'accepted', sequence, orderId };
      case EventKind.trade: {
        const sell = others[at]!;
        return {
          type: 'trade',
          sequence,
          buyOrderId: orderId,
          sellOrderId: orderIds[sell]!,
          buyerId: this.#participantIds[participants[order]!]!,
          sellerId: this.#participantIds[participants[sell]!]!,
          priceSen,
          energyWh,
        };
      }
      case EventKind.rejected:
        return rejectedEvent(sequence, command, this.#rejection(command));
      case EventKind.cancelled:
        return { type: 'cancelled', sequence, orderId, remainingWh: energyWh };
      case EventKind.reduced:
        return { type: 'reduced', sequence, orderId, remainingWh: energyWh };
      case EventKind.replaced:
        return { type: 'replaced', sequence, orderId, withdrawnWh: others[at]!, priceSen, energyWh };
      case EventKind.expired: {
        const reason = EXPIRY_REASONS[others[at]!];
        return {
          type: 'expired',
          sequence,
          orderId,
          remainingWh: energyWh,
          ...(reason === undefined ? {} : { reason }),
        };
      }
      case EventKind.called:
        return { type: 'called', sequence, priceSen: priceSen === NONE ? null : priceSen };
      case EventKind.preOpened:
        return { type: 'preOpened', sequence };
      case EventKind.opened:
        return { type: 'opened', sequence };
      case EventKind.halted:
        return { type: 'halted', sequence };
      case EventKind.resumed:
        return { type: 'resumed', sequence };
      case EventKind.closed:
        return { type: 'closed', sequence };
    }
  }

  #restingOrder(order: number): RestingOrder {
    const { participants, queues, remainingWh } = this.#core.matcher.orders;
    return {
      orderId: this.#orderIds[order]!,
      participantId: this.#participantIds[participants[order]!]!,
      side: queues[order] === Queue.asks ? 'sell' : 'buy',
      priceSen: this.#core.matcher.limitOf(order),
      remainingWh: remainingWh[order]!,
    };
  }

  #rejection(command: Command): Rejection {
    if (typeof this.#refusal === 'object') return this.#refusal;
    const code = this.#refusal!;
    const field = REFUSED_FIELDS[code] ?? 'type';
    return rejection(code, field, command[field as keyof Command], this.rules);
  }
}

/** Undefined for a plain order. */
function termsOf(command: PlaceCommand): CoreTerms | undefined {
  const { timeInForce, goodUntilMs, origin } = command;
  if (goodUntilMs === undefined && origin === undefined && !hasEntryCondition(command)) return undefined;
  const condition =
    timeInForce === 'immediateOrCancel' || timeInForce === 'fillOrKill'
      ? EntryCondition[timeInForce]
      : EntryCondition.none;
  return { condition, minimumFillWh: command.minimumFillWh ?? 0, goodUntilMs, origin };
}
