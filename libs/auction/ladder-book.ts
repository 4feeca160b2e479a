import { EventKind, EventLog } from './event-log.js';
import { IdTable } from './id-table.js';
import { EntryCondition, EXPIRY_REASONS, Matcher } from './matcher.js';
import { NONE } from './order-pool.js';
import { phaseRefusal } from './phase-refusal.js';
import { type Rejection, rejectedEvent, rejection } from './rejection.js';
import { assertBookRules } from './rules.js';
import type {
  BookCommand,
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

/** A refusal whose sentence is made only when somebody reads it. */
interface Refusal {
  readonly command: Command;
  readonly code: RejectionCode;
  readonly field: string;
}

/**
 * The order book that the market trades on: price-time priority over ladders of prices ({@link Matcher}), and here its
 * door: checks, ids, participants, phases, and events as objects. Placing, trading and cancelling take constant time,
 * but for the orders that an incoming one must pass over: its own participant's, of which the rules allow only so many,
 * and those whose origin does not suit.
 *
 * Memory: about 130 KB for the default band, and some 40 bytes an order beside its id.
 *
 * @example
 * const book = new LadderBook(DEFAULT_BOOK_RULES);
 * book.apply({ type: 'place', orderId: 's1', participantId: 'solar', side: 'sell', priceSen: 1400, energyWh: 500, atMs });
 */
export class LadderBook implements OrderBook {
  readonly rules: BookRules;
  /** What the last command did, as numbers: for consumers that cannot afford objects. */
  readonly events = new EventLog();
  #phase: BookPhase = 'open';
  #nowMs = 0;
  readonly #matcher: Matcher;
  readonly #handles: IdTable;
  /** Participants are numbered in the order of their first accepted order. */
  readonly #participants = new Map<string, number>();
  readonly #participantIds: string[] = [];
  /** Orders accepted, by participant. */
  readonly #entered: number[] = [];
  #refused: Refusal | Rejection | undefined;
  #lastCommand: unknown;

  /** @throws IchienError BOOK_RULES_INVALID */
  constructor(rules: BookRules) {
    assertBookRules(rules);
    this.rules = Object.freeze({ ...rules });
    this.#matcher = new Matcher(this.rules, this.events);
    this.#handles = new IdTable(this.#matcher.orders.orderIds);
    this.events.begin(1);
  }

  /** The book that had this state. @throws IchienError BOOK_RULES_INVALID */
  static restore(rules: BookRules, state: BookState): LadderBook {
    const book = new LadderBook(rules);
    for (const order of state.orders) book.#restore(order);
    book.#phase = state.phase;
    book.#nowMs = state.nowMs;
    book.events.begin(state.sequence + 1);
    return book;
  }

  get sequence(): number {
    return this.events.firstSequence + this.events.count - 1;
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

  apply(command: Command): readonly BookEvent[] {
    this.submit(command);
    const events: BookEvent[] = [];
    for (let at = 0; at < this.events.count; at += 1) events.push(this.#event(at));
    return events;
  }

  /** Applies one command like {@link apply}, and leaves what it did in {@link events} until the next. */
  submit(command: Command) {
    this.events.begin(this.sequence + 2);
    const refusal = validateCommand(command, this.rules);
    if (refusal !== undefined) return this.#refuse(command, refusal);
    if (command.atMs > this.#nowMs) {
      this.#nowMs = command.atMs;
      this.#matcher.passTime(command.atMs);
    }
    if (this.#phase !== 'open' || command.type !== 'place') {
      const code = phaseRefusal(this.#phase, this.#matcher.orders.count > 0, command);
      if (code !== undefined) return this.#reject(code, 'type', command);
    }
    switch (command.type) {
      case 'place':
        return this.#place(command);
      case 'cancel':
        return this.#cancel(command);
      case 'reduce':
        return this.#reduce(command);
      case 'replace':
        return this.#replace(command);
      default:
        return this.#control(command.type);
    }
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
      const origin = origins[order];
      return {
        ...this.#restingOrder(order),
        ...(untilMs === undefined ? {} : { goodUntilMs: untilMs }),
        ...(origin === undefined ? {} : { origin }),
      };
    });
    return { sequence: this.sequence, phase: this.#phase, nowMs: this.#nowMs, orders };
  }

  // -------------------------------------------------------------------------------------- who stands behind a number

  /** Number of an order's participant; participants are numbered from 0 in order of their first accepted order. */
  participantNumberOf(order: number): number {
    return this.#matcher.orders.participants[order]!;
  }

  /** Id of an order by its number in {@link events}. */
  orderIdOf(order: number): string {
    return this.#matcher.orders.orderIds[order]!;
  }

  // -------------------------------------------------------------------------------------------------------- commands

  #place(command: PlaceCommand) {
    const { orderId, participantId, priceSen, energyWh, timeInForce, goodUntilMs, minimumFillWh } = command;
    if (goodUntilMs !== undefined && goodUntilMs <= this.#nowMs)
      return this.#reject('EXPIRY_PAST', 'goodUntilMs', command);
    if (this.#handles.find(orderId) !== NONE) return this.#reject('ORDER_DUPLICATE', 'orderId', command);
    const participant = this.#participants.get(participantId) ?? this.#participantIds.length;
    if (this.#hasEnteredAll(participant)) return this.#reject('ORDER_LIMIT_REACHED', 'participantId', command);
    const order = this.#add(command, participant);
    this.events.add(EventKind.accepted, order, energyWh, NONE, priceSen);
    if (this.#phase !== 'open') return this.#matcher.rest(order);
    if (minimumFillWh === undefined && timeInForce !== 'immediateOrCancel' && timeInForce !== 'fillOrKill') {
      return this.#matcher.enter(order);
    }
    const condition =
      timeInForce === 'fillOrKill' || timeInForce === 'immediateOrCancel'
        ? EntryCondition[timeInForce]
        : EntryCondition.none;
    this.#matcher.enterOn(order, condition, minimumFillWh ?? 0);
  }

  /** Makes the order, its id just looked for in vain. */
  #add({ orderId, participantId, side, priceSen, energyWh, goodUntilMs, origin }: PlaceCommand, participant: number) {
    if (participant === this.#participantIds.length) {
      this.#participants.set(participantId, participant);
      this.#participantIds.push(participantId);
      this.#entered.push(0);
    }
    this.#entered[participant]! += 1;
    const order = this.#matcher.add(orderId, participant, side === 'buy', priceSen, energyWh, origin);
    this.#handles.set(order);
    if (goodUntilMs !== undefined) this.#matcher.limitTime(order, goodUntilMs);
    return order;
  }

  #cancel(command: CancelCommand): void {
    const order = this.#handles.find(command.orderId);
    if (this.#isOwn(order, command)) this.#matcher.cancel(order);
  }

  #reduce(command: ReduceCommand) {
    const order = this.#handles.find(command.orderId);
    if (!this.#isOwn(order, command)) return;
    if (command.byWh >= this.#matcher.orders.remainingWh[order]!) {
      return this.#reject('REDUCTION_TOO_LARGE', 'byWh', command);
    }
    this.#matcher.reduce(order, command.byWh);
  }

  #replace(command: ReplaceCommand) {
    const { priceSen, energyWh } = command;
    const order = this.#handles.find(command.orderId);
    if (!this.#isOwn(order, command)) return;
    const { participants, origins } = this.#matcher.orders;
    const origin = origins[order];
    if (
      origin !== undefined &&
      'premiumSen' in origin &&
      priceSen + (origin.premiumSen ?? 0) > this.rules.maxPriceSen
    ) {
      return this.#reject('PREMIUM_OUT_OF_BAND', 'priceSen', command);
    }
    const participant = participants[order]!;
    if (this.#hasEnteredAll(participant)) return this.#reject('ORDER_LIMIT_REACHED', 'participantId', command);
    this.#entered[participant]! += 1;
    const anew = this.#matcher.replace(order, priceSen, energyWh);
    this.#handles.set(anew);
    if (this.#phase === 'open') this.#matcher.enter(anew);
    else this.#matcher.rest(anew);
  }

  #control(type: BookCommand['type']) {
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
        return; // the time has passed already
    }
  }

  #change(phase: BookPhase, kind: EventKind): void {
    this.#phase = phase;
    this.events.add(kind);
  }

  // -------------------------------------------------------------------------------------------------------- refusals

  #hasEnteredAll(participant: number): boolean {
    return (this.#entered[participant] ?? 0) >= this.rules.maxOrdersPerParticipant;
  }

  /** True if the order rests and is the sender's; refuses the command if not. */
  #isOwn(order: number, command: CancelCommand | ReduceCommand | ReplaceCommand): boolean {
    const { participants, remainingWh } = this.#matcher.orders;
    if (order === NONE) this.#reject('ORDER_UNKNOWN', 'orderId', command);
    else if (this.#participantIds[participants[order]!] !== command.participantId) {
      this.#reject('ORDER_NOT_YOURS', 'participantId', command);
    } else if (remainingWh[order] === 0) this.#reject('ORDER_NOT_RESTING', 'orderId', command);
    else return true;
    return false;
  }

  #reject(code: RejectionCode, field: string, command: Command): void {
    this.#refuse(command, { code, field, command });
  }

  #refuse(command: unknown, refused: Refusal | Rejection): void {
    this.#lastCommand = command;
    this.#refused = refused;
    this.events.add(EventKind.rejected);
  }

  // ---------------------------------------------------------------------------------------------- numbers to objects

  #event(at: number): BookEvent {
    const { firstSequence, kinds, orders, others, pricesSen, energiesWh } = this.events;
    const { orderIds, participants } = this.#matcher.orders;
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
      case EventKind.rejected: {
        const refused = this.#refused!;
        const { command, code, field } = refused as Refusal;
        const reason =
          'message' in refused ? refused : rejection(code, field, command[field as keyof Command], this.rules);
        return rejectedEvent(sequence, this.#lastCommand as Command, reason);
      }
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
    const { orderIds, participants, queues, remainingWh } = this.#matcher.orders;
    return {
      orderId: orderIds[order]!,
      participantId: this.#participantIds[participants[order]!]!,
      side: queues[order] === 0 ? 'sell' : 'buy',
      priceSen: this.#matcher.limitOf(order),
      remainingWh: remainingWh[order]!,
    };
  }

  #restore(state: OrderState): void {
    const { orderId, participantId, remainingWh } = state;
    this.#handles.find(orderId);
    const participant = this.#participants.get(participantId) ?? this.#participantIds.length;
    const { goodUntilMs, origin, side, priceSen } = state;
    const order = this.#add(
      {
        ...{ type: 'place', orderId, participantId, side, priceSen, energyWh: remainingWh, atMs: 0 },
        ...(goodUntilMs === undefined ? {} : { goodUntilMs }),
        ...(origin === undefined ? {} : { origin }),
      },
      participant,
    );
    if (remainingWh !== 0) this.#matcher.rest(order);
  }
}
