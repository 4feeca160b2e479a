import { EventKind, EventLog } from './event-log.js';
import { eventAt } from './event-row.js';
import { EntryCondition, Matcher } from './matcher.js';
import { NONE, Queue } from './order-pool.js';
import { hasEntryCondition, phaseRefusal } from './phase-refusal.js';
import { type Rejection, rejection } from './rejection.js';
import { assertBookRules } from './rules.js';
import {
  type BookCommand,
  type BookEvent,
  type BookPhase,
  type BookRules,
  type BookState,
  type CancelCommand,
  type Command,
  type OrderBook,
  type OrderState,
  type PlaceCommand,
  type PriceLevel,
  REJECTION_CODES,
  type ReduceCommand,
  type RejectionCode,
  type ReplaceCommand,
  type RestingOrder,
  type Side,
} from './types.js';
import { validateCommand } from './validate-command.js';

/** The field of a command that a book which knows it to be well formed refuses it for, if not the type. */
const REFUSED_FIELDS: Readonly<Partial<Record<RejectionCode, string>>> = {
  PARTICIPANT_ENROLLED: 'participantId',
  PARTICIPANT_NOT_ENROLLED: 'participant',
  ORDER_LIMIT_REACHED: 'participant',
  ORDER_UNKNOWN: 'orderId',
  ORDER_NOT_YOURS: 'participant',
  ORDER_NOT_RESTING: 'orderId',
  REDUCTION_TOO_LARGE: 'byWh',
  EXPIRY_PAST: 'goodUntilMs',
  PREMIUM_OUT_OF_BAND: 'priceSen',
};

const INITIAL_PARTICIPANTS = 256;

/**
 * The order book that the market trades on: price-time priority over ladders of prices, in numbers throughout. Placing,
 * trading and cancelling take constant time, but for the orders that an incoming one must pass over: its own participant's,
 * of which the rules allow only so many, and those whose origin does not suit. Nothing is allocated for a plain order.
 *
 * Memory: about 130 KB for the default band, and some 40 bytes an order.
 *
 * @example
 * const book = new LadderBook(DEFAULT_BOOK_RULES);
 * book.apply({ type: 'enrol', participantId: 'solar', atMs });
 * book.apply({ type: 'place', participant: 0, side: 'sell', priceSen: 1400, energyWh: 500, atMs });
 */
export class LadderBook implements OrderBook {
  readonly rules: BookRules;
  /** What the last command did, as numbers: for consumers that do without objects. */
  readonly events = new EventLog();
  readonly #matcher: Matcher;
  #phase: BookPhase = 'open';
  #nowMs = 0;
  /** Ids of those that enrolled, by number; and all of them. */
  readonly #participantIds: string[] = [];
  readonly #enrolled = new Set<string>();
  /** By participant, side by side as they are always used together: how many orders were accepted, and the last of them. */
  #accounts = new Int32Array(2 * INITIAL_PARTICIPANTS).fill(NONE);
  /** Why the last command was refused, if it was. */
  #refusal: Rejection | RejectionCode | undefined;

  /** @throws IchienError BOOK_RULES_INVALID */
  constructor(rules: BookRules) {
    assertBookRules(rules);
    this.rules = Object.freeze({ ...rules });
    this.#matcher = new Matcher(this.rules, this.events);
    this.events.begin(1);
  }

  /** The book that had this state. @throws IchienError BOOK_RULES_INVALID */
  static restore(rules: BookRules, state: BookState): LadderBook {
    const book = new LadderBook(rules);
    for (const participantId of state.participants) book.#addParticipant(participantId);
    for (const order of state.orders) book.#restore(order);
    book.#phase = state.phase;
    book.#nowMs = state.nowMs;
    book.events.begin(state.sequence + 1);
    return book;
  }

  get sequence(): number {
    return this.events.lastSequence;
  }

  get phase(): BookPhase {
    return this.#phase;
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  get closed(): boolean {
    return this.#phase === 'closed';
  }

  /** How many have enrolled; the number of the next. */
  get participants(): number {
    return this.#participantIds.length;
  }

  apply(command: Command): readonly BookEvent[] {
    this.submit(command);
    return this.eventsOf(command);
  }

  /** Applies one command like {@link apply}, and leaves what it did in {@link events} until the next. */
  submit(command: Command): void {
    this.events.begin(this.events.lastSequence + 2);
    this.#refusal = validateCommand(command, this.rules);
    if (this.#refusal === undefined) {
      const { atMs } = command;
      if (atMs > this.#nowMs) {
        this.#nowMs = atMs;
        this.#matcher.passTime(atMs);
      }
      this.#refusal = this.#execute(command);
    }
    if (this.#refusal !== undefined) {
      const code = typeof this.#refusal === 'string' ? this.#refusal : this.#refusal.code;
      this.events.add(EventKind.rejected, NONE, 0, REJECTION_CODES.indexOf(code));
    }
  }

  /** {@link events} as objects. @param command the last one */
  eventsOf(command: Command): readonly BookEvent[] {
    const message = this.#refusal === undefined ? '' : this.#rejection(command).message;
    const { count } = this.events;
    const events: BookEvent[] = [];
    for (let at = 0; at < count; at += 1) events.push(eventAt(this.events, at, message));
    return events;
  }

  // ------------------------------------------------------------------------------------------------------- questions

  participantIdOf(orderId: number): string {
    return this.#participantIds[this.participantOf(orderId)]!;
  }

  /** Number of an order's participant. */
  participantOf(orderId: number): number {
    return this.#matcher.orders.participants[orderId]!;
  }

  /** How many orders of a participant the book has accepted, whatever became of them. */
  enteredBy(participant: number): number {
    return this.#accounts[2 * participant]!;
  }

  /** Resting orders of one participant, in order of entry: linear in the orders that it entered. */
  restingOf(participant: number): RestingOrder[] {
    const { earlier, remainingWh } = this.#matcher.orders;
    const orders: RestingOrder[] = [];
    for (let order = this.#accounts[2 * participant + 1]!; order !== NONE; order = earlier[order]!) {
      if (remainingWh[order] !== 0) orders.push(this.#restingOrder(order));
    }
    return orders.reverse();
  }

  /** When the next order expires that rests; Infinity if none does before gate closure. */
  get nextExpiryMs(): number {
    return this.#matcher.nextExpiryMs();
  }

  resting(side: Side): readonly RestingOrder[] {
    const orders = side === 'buy' ? this.#matcher.restingBuys() : this.#matcher.restingSells();
    return orders.map((order) => this.#restingOrder(order));
  }

  depth(side: Side, limit: number): readonly PriceLevel[] {
    return side === 'buy' ? this.#matcher.bidLevels(limit) : this.#matcher.askLevels(limit);
  }

  state(): BookState {
    const { count, origins, goodUntilMs } = this.#matcher.orders;
    const orders = Array.from({ length: count }, (_, order): OrderState => {
      const untilMs = goodUntilMs.get(order);
      const origin = origins.get(order);
      return {
        ...this.#restingOrder(order),
        ...(untilMs === undefined ? {} : { goodUntilMs: untilMs }),
        ...(origin === undefined ? {} : { origin }),
      };
    });
    const { sequence, phase, nowMs } = this;
    return { sequence, phase, nowMs, participants: [...this.#participantIds], orders };
  }

  // -------------------------------------------------------------------------------------------------------- commands

  #execute(command: Command): RejectionCode | undefined {
    switch (command.type) {
      case 'place':
        return this.#place(command);
      case 'cancel':
        return this.#changeRefusal(command) ?? this.#matcher.cancel(command.orderId);
      case 'reduce':
        return this.#reduce(command);
      case 'replace':
        return this.#replace(command);
      case 'enrol':
        return this.#enrol(command.participantId);
      default:
        return this.#control(command.type);
    }
  }

  #enrol(participantId: string): RejectionCode | undefined {
    if (this.#phase === 'closed') return 'BOOK_CLOSED';
    if (this.#enrolled.has(participantId)) return 'PARTICIPANT_ENROLLED';
    this.events.add(EventKind.enrolled, NONE, 0, this.participants);
    this.#addParticipant(participantId);
    return undefined;
  }

  #place(command: PlaceCommand): RejectionCode | undefined {
    const { participant, priceSen, energyWh, goodUntilMs, minimumFillWh } = command;
    if (this.#phase !== 'open') {
      const refusal = phaseRefusal(this.#phase, true, 'place');
      if (refusal !== undefined) return refusal;
      if (hasEntryCondition(command)) return 'BOOK_NOT_OPEN';
    }
    if (goodUntilMs !== undefined && goodUntilMs <= this.#nowMs) return 'EXPIRY_PAST';
    if (participant >= this.#participantIds.length) return 'PARTICIPANT_NOT_ENROLLED';
    if (this.#accounts[2 * participant]! >= this.rules.maxOrdersPerParticipant) return 'ORDER_LIMIT_REACHED';
    const order = this.#matcher.add(participant, command.side === 'buy', priceSen, energyWh, command.origin);
    this.#count(participant, order);
    this.events.add(EventKind.accepted, order);
    if (goodUntilMs !== undefined) this.#matcher.limitTime(order, goodUntilMs);
    if (this.#phase !== 'open') this.#matcher.rest(order);
    else if (!hasEntryCondition(command)) this.#matcher.enter(order);
    else this.#matcher.enterOn(order, conditionOf(command), minimumFillWh ?? 0);
    return undefined;
  }

  #reduce(command: ReduceCommand): RejectionCode | undefined {
    const { orderId, byWh } = command;
    const refusal = this.#changeRefusal(command);
    if (refusal !== undefined) return refusal;
    if (byWh >= this.#matcher.orders.remainingWh[orderId]!) return 'REDUCTION_TOO_LARGE';
    return this.#matcher.reduce(orderId, byWh);
  }

  #replace(command: ReplaceCommand): RejectionCode | undefined {
    const { participant, orderId, priceSen, energyWh } = command;
    const refusal = phaseRefusal(this.#phase, true, 'replace') ?? this.#changeRefusal(command);
    if (refusal !== undefined) return refusal;
    if (priceSen + this.#matcher.premiumOf(orderId) > this.rules.maxPriceSen) return 'PREMIUM_OUT_OF_BAND';
    if (this.#accounts[2 * participant]! >= this.rules.maxOrdersPerParticipant) return 'ORDER_LIMIT_REACHED';
    const anew = this.#matcher.replace(orderId, priceSen, energyWh);
    this.#count(participant, anew);
    if (this.#phase === 'open') this.#matcher.enter(anew);
    else this.#matcher.rest(anew);
    return undefined;
  }

  /** What the operator does to the whole book. */
  #control(type: BookCommand['type']): RejectionCode | undefined {
    const refusal = phaseRefusal(this.#phase, this.#matcher.orders.count > 0, type);
    if (refusal !== undefined) return refusal;
    switch (type) {
      case 'preOpen':
        return this.#change('preOpen', EventKind.preOpened);
      case 'call':
        return this.#matcher.call();
      case 'open':
        this.#change('open', EventKind.opened);
        return this.#matcher.activateAll();
      case 'halt':
        return this.#change('halted', EventKind.halted);
      case 'resume':
        return this.#change('open', EventKind.resumed);
      case 'close':
        this.#matcher.expireAll();
        return this.#change('closed', EventKind.closed);
      case 'expire':
        return undefined; // the time has passed already
    }
  }

  #changeRefusal({ participant, orderId }: CancelCommand | ReduceCommand | ReplaceCommand): RejectionCode | undefined {
    const { participants, remainingWh, count } = this.#matcher.orders;
    if (this.#phase === 'closed') return 'BOOK_CLOSED';
    if (orderId >= count) return 'ORDER_UNKNOWN';
    if (participants[orderId] !== participant) return 'ORDER_NOT_YOURS';
    return remainingWh[orderId] === 0 ? 'ORDER_NOT_RESTING' : undefined;
  }

  #change(phase: BookPhase, kind: EventKind): undefined {
    this.#phase = phase;
    this.events.add(kind);
  }

  // -------------------------------------------------------------------------------------------------------- the rest

  #addParticipant(participantId: string): void {
    const participant = this.#participantIds.push(participantId) - 1;
    this.#enrolled.add(participantId);
    if (2 * participant === this.#accounts.length) {
      const accounts = new Int32Array(2 * this.#accounts.length).fill(NONE);
      accounts.set(this.#accounts);
      this.#accounts = accounts;
    }
    this.#accounts[2 * participant] = 0;
  }

  /** Counts an order among those of its participant. */
  #count(participant: number, order: number): void {
    const at = 2 * participant;
    this.#matcher.orders.earlier[order] = this.#accounts[at + 1]!;
    this.#accounts[at]! += 1;
    this.#accounts[at + 1] = order;
  }

  #restore({ participant, side, priceSen, remainingWh, goodUntilMs, origin }: OrderState): void {
    const order = this.#matcher.add(participant, side === 'buy', priceSen, remainingWh, origin);
    this.#count(participant, order);
    if (goodUntilMs !== undefined) this.#matcher.limitTime(order, goodUntilMs);
    if (remainingWh !== 0) this.#matcher.rest(order);
  }

  #restingOrder(order: number): RestingOrder {
    const { participants, queues, remainingWh } = this.#matcher.orders;
    return {
      orderId: order,
      participant: participants[order]!,
      side: queues[order] === Queue.asks ? 'sell' : 'buy',
      priceSen: this.#matcher.limitOf(order),
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

function conditionOf({ timeInForce }: PlaceCommand): EntryCondition {
  return timeInForce === 'immediateOrCancel' || timeInForce === 'fillOrKill'
    ? EntryCondition[timeInForce]
    : EntryCondition.none;
}
