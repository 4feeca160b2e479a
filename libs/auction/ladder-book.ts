import type { ByteWriter } from './byte-writer.js';
import { callFor } from './call-for.js';
import { EventKind, EventLog } from './event-log.js';
import { eventAt } from './event-row.js';
import { EntryCondition, Matcher } from './matcher.js';
import { NONE, type OrderPool } from './order-pool.js';
import { ParticipantAccounts } from './participant-accounts.js';
import { hasEntryCondition, phaseRefusal } from './phase-refusal.js';
import {
  isBookCommand,
  writeCancel,
  writeControl,
  writeEnrol,
  writePlace,
  writeReduce,
  writeReplace,
} from './record-bytes.js';
import { refusalOf } from './rejection.js';
import type { RestingOrders } from './resting-orders.js';
import { assertBookRules } from './rules.js';
import {
  type BookCommand,
  type BookEvent,
  type BookPhase,
  type BookRules,
  type BookState,
  type Command,
  type OrderBook,
  type OrderState,
  type OrderTerms,
  type PriceLevel,
  REJECTION_CODES,
  type RejectionCode,
  type RestingOrder,
  type Side,
  type StatedOrder,
} from './types.js';
import {
  energyRefusal,
  isId,
  isTime,
  ownRefusal,
  priceRefusal,
  senderRefusal,
  termsRejection,
  validateCommand,
} from './validate-command.js';

/**
 * The order book that the market trades on: price-time priority over ladders of prices, in numbers throughout. Placing,
 * trading and cancelling take constant time, but for the orders that an incoming one must pass over: its own participant's,
 * of which the rules allow only so many, and those whose origin does not suit. Nothing is allocated for a plain order.
 *
 * A command is a call; each checks all that it is given, applies it, and leaves the command with what it did in
 * {@link events} as the bytes of its journal record, until the next. It answers with the code if it refuses. Commands as
 * objects exist at the edges only, where they come from a wire or a journal: {@link submit} calls for them.
 *
 * Memory: about 150 KB for the default band, 16 bytes an order, and 24 more while it rests.
 *
 * @example
 * const book = new LadderBook(DEFAULT_BOOK_RULES);
 * book.enrol('solar', atMs);
 * book.place(0, 'sell', 1400, 500, atMs);
 */
export class LadderBook implements OrderBook {
  readonly rules: BookRules;
  /** The last command and what it did. */
  readonly events: EventLog;
  readonly #matcher: Matcher;
  readonly #resting: RestingOrders;
  readonly #orders: OrderPool;
  readonly #participants = new ParticipantAccounts();
  #phase: BookPhase = 'open';
  #nowMs = 0;

  /**
   * @param record where {@link events} writes; books whose events are read before the next command to any may share it
   * @throws IchienError BOOK_RULES_INVALID
   */
  constructor(rules: BookRules, record?: ByteWriter) {
    assertBookRules(rules);
    this.events = new EventLog(record);
    this.rules = Object.freeze({ ...rules });
    this.#matcher = new Matcher(this.rules, this.events, this.#participants);
    this.#resting = this.#matcher.resting;
    this.#orders = this.#resting.orders;
    this.events.begin(0);
  }

  /** The book that had this state. @throws IchienError BOOK_RULES_INVALID */
  static restore(rules: BookRules, state: BookState): LadderBook {
    const book = new LadderBook(rules);
    for (const participantId of state.participants) book.#participants.add(participantId);
    for (const order of state.orders) book.#restore(order);
    book.#phase = state.phase;
    book.#nowMs = state.nowMs;
    book.events.begin(state.sequence);
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
    return this.#participants.count;
  }

  // -------------------------------------------------------------------------------------------------------- commands

  /** Gives a participant its number, which stands in the `enrolled` event. */
  enrol(participantId: string, atMs: number): RejectionCode | undefined {
    const sequence = this.#begin();
    if (!isTime(atMs)) return this.#refuse('COMMAND_INVALID');
    if (!isId(participantId)) return this.#refuse('PARTICIPANT_ID_INVALID');
    writeEnrol(this.events.record, sequence, atMs, participantId);
    this.#passTime(atMs);
    if (this.#phase === 'closed') return this.#refuse('BOOK_CLOSED');
    if (this.#participants.has(participantId)) return this.#refuse('PARTICIPANT_ENROLLED');
    const participant = this.#participants.add(participantId);
    this.events.add(EventKind.enrolled, NONE, 0, participant, NONE);
    return undefined;
  }

  /** Enters an order, whose number stands in the `accepted` event. Without terms it is a plain one until gate closure. */
  place(
    participant: number,
    side: Side,
    priceSen: number,
    energyWh: number,
    atMs: number,
    terms?: OrderTerms,
  ): RejectionCode | undefined {
    const sequence = this.#begin();
    const malformed =
      senderRefusal(atMs, participant) ??
      (side !== 'buy' && side !== 'sell' ? 'SIDE_INVALID' : undefined) ??
      priceRefusal(priceSen, this.rules) ??
      energyRefusal(energyWh, this.rules) ??
      (terms && termsRejection({ ...terms, side, priceSen, energyWh, atMs }, this.rules)?.code);
    if (malformed !== undefined) return this.#refuse(malformed);
    writePlace(this.events.record, sequence, atMs, participant, side, priceSen, energyWh, terms);
    this.#participants.send(participant);
    this.#passTime(atMs);
    const refusal = this.#entryRefusal(participant, terms);
    if (refusal !== undefined) return this.#refuse(refusal);
    const isBuy = side === 'buy';
    const earlier = this.#participants.enter(participant, this.#orders.count);
    if (terms === undefined && this.#phase === 'open') {
      this.#matcher.place(participant, isBuy, priceSen, energyWh, earlier);
      return undefined;
    }
    const order = this.#matcher.add(participant, isBuy, priceSen, energyWh, earlier, terms?.origin);
    this.events.mark(EventKind.accepted, order);
    if (terms?.goodUntilMs !== undefined) this.#matcher.limitTime(order, terms.goodUntilMs);
    if (this.#phase !== 'open') this.#matcher.rest(order);
    else if (terms === undefined || !hasEntryCondition(terms)) this.#matcher.enter(order);
    else this.#matcher.enterOn(order, conditionOf(terms), terms.minimumFillWh ?? 0);
    return undefined;
  }

  cancel(participant: number, orderId: number, atMs: number): RejectionCode | undefined {
    const sequence = this.#begin();
    const malformed = ownRefusal(atMs, participant, orderId);
    if (malformed !== undefined) return this.#refuse(malformed);
    writeCancel(this.events.record, sequence, atMs, participant, orderId);
    this.#participants.send(participant);
    this.#passTime(atMs);
    const row = this.#rowOf(orderId);
    const refusal = this.#changeRefusal(participant, orderId, row);
    if (refusal !== undefined) return this.#refuse(refusal);
    this.#matcher.cancel(orderId, row);
    return undefined;
  }

  reduce(participant: number, orderId: number, byWh: number, atMs: number): RejectionCode | undefined {
    const sequence = this.#begin();
    const malformed = ownRefusal(atMs, participant, orderId) ?? energyRefusal(byWh, this.rules);
    if (malformed !== undefined) return this.#refuse(malformed);
    writeReduce(this.events.record, sequence, atMs, participant, orderId, byWh);
    this.#participants.send(participant);
    this.#passTime(atMs);
    const row = this.#rowOf(orderId);
    const refusal = this.#changeRefusal(participant, orderId, row);
    if (refusal !== undefined) return this.#refuse(refusal);
    if (byWh >= this.#orders.remainingWhAt(row)) return this.#refuse('REDUCTION_TOO_LARGE');
    this.#matcher.reduce(orderId, row, byWh);
    return undefined;
  }

  /** Enters an order in place of another; its number stands in the `replaced` event. */
  replace(
    participant: number,
    orderId: number,
    priceSen: number,
    energyWh: number,
    atMs: number,
  ): RejectionCode | undefined {
    const sequence = this.#begin();
    const malformed =
      ownRefusal(atMs, participant, orderId) ??
      priceRefusal(priceSen, this.rules) ??
      energyRefusal(energyWh, this.rules);
    if (malformed !== undefined) return this.#refuse(malformed);
    writeReplace(this.events.record, sequence, atMs, participant, orderId, priceSen, energyWh);
    this.#participants.send(participant);
    this.#passTime(atMs);
    const row = this.#rowOf(orderId);
    const refusal = phaseRefusal(this.#phase, true, 'replace') ?? this.#changeRefusal(participant, orderId, row);
    if (refusal !== undefined) return this.#refuse(refusal);
    if (priceSen + this.#resting.premiumOf(orderId) > this.rules.maxPriceSen) {
      return this.#refuse('PREMIUM_OUT_OF_BAND');
    }
    if (this.#participants.entered(participant) >= this.rules.maxOrdersPerParticipant) {
      return this.#refuse('ORDER_LIMIT_REACHED');
    }
    const earlier = this.#participants.enter(participant, this.#orders.count);
    const anew = this.#matcher.replace(orderId, row, priceSen, energyWh, earlier);
    if (this.#phase === 'open') this.#matcher.enter(anew);
    else this.#matcher.rest(anew);
    return undefined;
  }

  /** What the operator does to the whole book. */
  operate(type: BookCommand['type'], atMs: number): RejectionCode | undefined {
    const sequence = this.#begin();
    if (!isTime(atMs) || !isBookCommand(type)) return this.#refuse('COMMAND_INVALID');
    writeControl(this.events.record, sequence, atMs, type);
    this.#passTime(atMs);
    const refusal = phaseRefusal(this.#phase, this.#orders.count > 0, type);
    if (refusal !== undefined) return this.#refuse(refusal);
    switch (type) {
      case 'preOpen':
        return this.#change('preOpen', EventKind.preOpened);
      case 'call':
        this.#matcher.call();
        return undefined;
      case 'open':
        this.#change('open', EventKind.opened);
        this.#matcher.activateAll();
        return undefined;
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

  /** Applies a command that may be anything at all: the call that it stands for, which checks all that it is given. */
  submit(command: Command): RejectionCode | undefined {
    if (typeof command === 'object' && command !== null) return callFor(this, command);
    this.#begin();
    return this.#refuse('COMMAND_INVALID');
  }

  apply(command: Command): readonly BookEvent[] {
    this.submit(command);
    return this.eventsOf(command);
  }

  /** {@link events} as objects. @param command the last one */
  eventsOf(command: Command): readonly BookEvent[] {
    const { events } = this;
    const messageOf = (code: RejectionCode) =>
      (validateCommand(command, this.rules) ?? refusalOf(command, code, this.rules)).message;
    return Array.from({ length: events.count }, (_, at) => eventAt(events, at, messageOf));
  }

  // ------------------------------------------------------------------------------------------------------- questions

  participantIdOf(orderId: number): string {
    return this.#participants.ids[this.participantOf(orderId)]!;
  }

  /** Number of an order's participant. */
  participantOf(orderId: number): number {
    return this.#orders.participant(orderId);
  }

  /** Limit of an order in any state, without its premium, sen/kWh. */
  limitOf(orderId: number): number {
    return this.#resting.limitOf(orderId);
  }

  /** Wh that a participant has bought since the book was made or restored. */
  boughtBy(participant: number): number {
    return this.#participants.boughtWh(participant);
  }

  /** Wh that a participant has sold since the book was made or restored. */
  soldBy(participant: number): number {
    return this.#participants.soldWh(participant);
  }

  /** Commands about its orders that the book has taken from a participant since then, refused ones as well. */
  sentBy(participant: number): number {
    return this.#participants.sent(participant);
  }

  /** How many orders of a participant the book has accepted, whatever became of them. */
  enteredBy(participant: number): number {
    return this.#participants.entered(participant);
  }

  /** Resting orders of one participant, in order of entry: linear in the orders that it entered. */
  restingOf(participant: number): StatedOrder[] {
    const orders = this.#orders;
    const resting: StatedOrder[] = [];
    for (let order = this.#participants.last(participant); order !== NONE; order = orders.earlier(order)) {
      if (orders.remainingWh(order) !== 0) resting.push(this.#resting.stated(order));
    }
    return resting.reverse();
  }

  /** When the next order expires that rests; Infinity if none does before gate closure. */
  get nextExpiryMs(): number {
    return this.#matcher.nextExpiryMs();
  }

  resting(side: Side): readonly RestingOrder[] {
    const orders = side === 'buy' ? this.#resting.buys() : this.#resting.sells();
    return orders.map((order) => this.#resting.describe(order));
  }

  depth(side: Side, limit: number): readonly PriceLevel[] {
    return side === 'buy' ? this.#resting.bidLevels(limit) : this.#resting.askLevels(limit);
  }

  state(): BookState {
    const { sequence, phase, nowMs } = this;
    return { sequence, phase, nowMs, participants: [...this.#participants.ids], orders: this.#resting.states() };
  }

  // -------------------------------------------------------------------------------------------------------- the rest

  /** A command has come. @returns its sequence */
  #begin(): number {
    const sequence = this.events.lastSequence + 1;
    this.events.begin(sequence);
    return sequence;
  }

  /** The command is well formed and in the record: time passes, and its events follow. */
  #passTime(atMs: number): void {
    this.events.endCommand();
    if (atMs <= this.#nowMs) return;
    this.#nowMs = atMs;
    this.#matcher.passTime(atMs);
  }

  #refuse(code: RejectionCode): RejectionCode {
    this.events.add(EventKind.rejected, NONE, 0, REJECTION_CODES.indexOf(code), NONE);
    return code;
  }

  #entryRefusal(participant: number, terms: OrderTerms | undefined): RejectionCode | undefined {
    if (this.#phase !== 'open' || terms !== undefined) {
      const refusal = this.#termsRefusal(terms);
      if (refusal !== undefined) return refusal;
    }
    if (participant >= this.#participants.count) return 'PARTICIPANT_NOT_ENROLLED';
    return this.#participants.entered(participant) >= this.rules.maxOrdersPerParticipant
      ? 'ORDER_LIMIT_REACHED'
      : undefined;
  }

  /** Why an order cannot be entered now, whoever sent it. */
  #termsRefusal(terms: OrderTerms | undefined): RejectionCode | undefined {
    if (this.#phase !== 'open') {
      const refusal = phaseRefusal(this.#phase, true, 'place');
      if (refusal !== undefined) return refusal;
      if (terms !== undefined && hasEntryCondition(terms)) return 'BOOK_NOT_OPEN';
    }
    return terms?.goodUntilMs !== undefined && terms.goodUntilMs <= this.#nowMs ? 'EXPIRY_PAST' : undefined;
  }

  /** The row of an order that may be none; NONE if it does not rest. */
  #rowOf(orderId: number): number {
    return orderId < this.#orders.count ? this.#orders.row(orderId) : NONE;
  }

  #changeRefusal(participant: number, orderId: number, row: number): RejectionCode | undefined {
    if (this.#phase === 'closed') return 'BOOK_CLOSED';
    if (row !== NONE && this.#orders.participantAt(row) === participant) return undefined;
    if (orderId >= this.#orders.count) return 'ORDER_UNKNOWN';
    return this.#orders.participant(orderId) === participant ? 'ORDER_NOT_RESTING' : 'ORDER_NOT_YOURS';
  }

  #change(phase: BookPhase, kind: EventKind): undefined {
    this.#phase = phase;
    this.events.mark(kind, NONE);
  }

  #restore({ participant, side, priceSen, remainingWh, goodUntilMs, origin }: OrderState): void {
    const earlier = this.#participants.enter(participant, this.#orders.count);
    const order = this.#matcher.add(participant, side === 'buy', priceSen, remainingWh, earlier, origin);
    if (goodUntilMs !== undefined) this.#matcher.limitTime(order, goodUntilMs);
    if (remainingWh !== 0) this.#matcher.rest(order);
  }
}

function conditionOf({ timeInForce }: OrderTerms): EntryCondition {
  return timeInForce === 'immediateOrCancel' || timeInForce === 'fillOrKill'
    ? EntryCondition[timeInForce]
    : EntryCondition.none;
}
