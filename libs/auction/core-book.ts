import { EventKind, EventLog } from './event-log.js';
import { EntryCondition, Matcher } from './matcher.js';
import { phaseRefusal } from './phase-refusal.js';
import { assertBookRules } from './rules.js';
import type { BookCommand, BookPhase, BookRules, Origin, OriginPreference, RejectionCode } from './types.js';

/** What an order may leave out, in numbers. */
export interface CoreTerms {
  readonly condition: EntryCondition;
  /** 0 for none. */
  readonly minimumFillWh: number;
  readonly goodUntilMs?: number | undefined;
  readonly origin?: Origin | OriginPreference | undefined;
}

const INITIAL_PARTICIPANTS = 256;

/**
 * The order book in numbers: participants are numbered as they enrol, orders as they enter. An order's number is given by
 * the book, so that none can be used twice, and every later command names it. Whoever speaks in texts comes in by the
 * door that is laid over it, the {@link LadderBook}; whoever has the numbers, and 200 ns for an order, comes in here.
 *
 * Every command is begun with {@link begin}, then given with one call; both answer undefined if it was taken, and with the
 * code if it was refused. What it did stands in {@link events} until the next one. Each number is checked.
 *
 * @example
 * const core = new CoreBook(DEFAULT_BOOK_RULES);
 * const solar = core.enrol();
 * if (core.begin(atMs) === undefined) core.place(solar, false, 1400, 500);
 */
export class CoreBook {
  readonly rules: BookRules;
  readonly events = new EventLog();
  readonly matcher: Matcher;
  phase: BookPhase = 'open';
  /** Latest time of a command. */
  nowMs = 0;
  #participants = 0;
  /** Orders accepted, by participant. */
  #entered = new Int32Array(INITIAL_PARTICIPANTS);

  /** @throws IchienError BOOK_RULES_INVALID */
  constructor(rules: BookRules) {
    assertBookRules(rules);
    this.rules = Object.freeze({ ...rules });
    this.matcher = new Matcher(this.rules, this.events);
    this.events.begin(1);
  }

  /** Sequence of the last command or event; 0 in a new book. */
  get sequence(): number {
    return this.events.firstSequence + this.events.count - 1;
  }

  /** Number of the participants that have enrolled. */
  get participants(): number {
    return this.#participants;
  }

  /** Number of an order's participant. */
  participantOf(order: number): number {
    return this.matcher.orders.participants[order]!;
  }

  /** @returns the number of a new participant */
  enrol(): number {
    if (this.#participants === this.#entered.length) {
      const entered = new Int32Array(2 * this.#entered.length);
      entered.set(this.#entered);
      this.#entered = entered;
    }
    this.#participants += 1;
    return this.#participants - 1;
  }

  // -------------------------------------------------------------------------------------------------------- commands

  /** A command has come: it takes its sequence, and time passes. */
  begin(atMs: number): RejectionCode | undefined {
    this.events.begin(this.sequence + 2);
    if (!Number.isSafeInteger(atMs) || atMs < 0) return this.refuse('COMMAND_INVALID');
    if (atMs > this.nowMs) {
      this.nowMs = atMs;
      this.matcher.passTime(atMs);
    }
    return undefined;
  }

  /** Enters an order, whose number stands in the `accepted` event. Without terms it is a plain one until gate closure. */
  place(
    participant: number,
    isBuy: boolean,
    priceSen: number,
    energyWh: number,
    terms?: CoreTerms,
  ): RejectionCode | undefined {
    const refusal = this.#offerRefusal(priceSen, energyWh) ?? this.#entryRefusal(participant, terms);
    if (refusal !== undefined) return this.refuse(refusal);
    this.#entered[participant]! += 1;
    const order = this.matcher.add(participant, isBuy, priceSen, energyWh, terms?.origin);
    this.events.add(EventKind.accepted, order, energyWh, participant, priceSen);
    if (terms?.goodUntilMs !== undefined) this.matcher.limitTime(order, terms.goodUntilMs);
    if (this.phase !== 'open') this.matcher.rest(order);
    else if (terms === undefined || (terms.condition === EntryCondition.none && terms.minimumFillWh === 0)) {
      this.matcher.enter(order);
    } else this.matcher.enterOn(order, terms.condition, terms.minimumFillWh);
    return undefined;
  }

  cancel(participant: number, order: number): RejectionCode | undefined {
    const refusal = this.#changeRefusal(participant, order);
    if (refusal !== undefined) return this.refuse(refusal);
    this.matcher.cancel(order);
    return undefined;
  }

  reduce(participant: number, order: number, byWh: number): RejectionCode | undefined {
    const refusal = this.#energyRefusal(byWh) ?? this.#changeRefusal(participant, order);
    if (refusal !== undefined) return this.refuse(refusal);
    if (byWh >= this.matcher.orders.remainingWh[order]!) return this.refuse('REDUCTION_TOO_LARGE');
    this.matcher.reduce(order, byWh);
    return undefined;
  }

  /** The order has a new number afterwards, which stands in the `replaced` event. */
  replace(participant: number, order: number, priceSen: number, energyWh: number): RejectionCode | undefined {
    let refusal = this.#offerRefusal(priceSen, energyWh);
    if (refusal === undefined && this.phase === 'halted') refusal = 'BOOK_HALTED';
    refusal ??= this.#changeRefusal(participant, order);
    if (refusal !== undefined) return this.refuse(refusal);
    if (priceSen + this.matcher.premiumOf(order) > this.rules.maxPriceSen) return this.refuse('PREMIUM_OUT_OF_BAND');
    if (this.#entered[participant]! >= this.rules.maxOrdersPerParticipant) return this.refuse('ORDER_LIMIT_REACHED');
    this.#entered[participant]! += 1;
    const anew = this.matcher.replace(order, priceSen, energyWh);
    if (this.phase === 'open') this.matcher.enter(anew);
    else this.matcher.rest(anew);
    return undefined;
  }

  /** What the operator does to the whole book. */
  control(type: BookCommand['type']): RejectionCode | undefined {
    const refusal = phaseRefusal(this.phase, this.matcher.orders.count > 0, type);
    if (refusal !== undefined) return this.refuse(refusal);
    switch (type) {
      case 'preOpen':
        this.#change('preOpen', EventKind.preOpened);
        break;
      case 'call':
        this.matcher.call();
        break;
      case 'open':
        this.#change('open', EventKind.opened);
        this.matcher.activateAll();
        break;
      case 'halt':
        this.#change('halted', EventKind.halted);
        break;
      case 'resume':
        this.#change('open', EventKind.resumed);
        break;
      case 'close':
        this.matcher.expireAll();
        this.#change('closed', EventKind.closed);
        break;
      case 'expire':
        break; // the time has passed already
    }
    return undefined;
  }

  /** Answers the command that was begun with a refusal. */
  refuse(code: RejectionCode): RejectionCode {
    this.events.add(EventKind.rejected);
    return code;
  }

  /** Puts back an order of a stored state. @returns its number */
  restore(participant: number, isBuy: boolean, priceSen: number, remainingWh: number, terms: CoreTerms): number {
    this.#entered[participant]! += 1;
    const order = this.matcher.add(participant, isBuy, priceSen, remainingWh, terms.origin);
    if (terms.goodUntilMs !== undefined) this.matcher.limitTime(order, terms.goodUntilMs);
    if (remainingWh !== 0) this.matcher.rest(order);
    return order;
  }

  // -------------------------------------------------------------------------------------------------------- refusals

  #offerRefusal(priceSen: number, energyWh: number): RejectionCode | undefined {
    if (!Number.isInteger(priceSen)) return 'PRICE_OFF_TICK';
    if (priceSen < this.rules.minPriceSen || priceSen > this.rules.maxPriceSen) return 'PRICE_OUT_OF_BAND';
    return this.#energyRefusal(energyWh);
  }

  #energyRefusal(energyWh: number): RejectionCode | undefined {
    if (!Number.isInteger(energyWh)) return 'ENERGY_NOT_WHOLE';
    if (energyWh <= 0) return 'ENERGY_NOT_POSITIVE';
    return energyWh > this.rules.maxOrderWh ? 'ENERGY_TOO_LARGE' : undefined;
  }

  #entryRefusal(participant: number, terms: CoreTerms | undefined): RejectionCode | undefined {
    if (!this.#isParticipant(participant)) return 'PARTICIPANT_ID_INVALID';
    const refusal = this.entryRefusal(terms);
    if (refusal !== undefined) return refusal;
    return this.#entered[participant]! >= this.rules.maxOrdersPerParticipant ? 'ORDER_LIMIT_REACHED' : undefined;
  }

  /** Why no order with these terms may be entered now, whoever enters it. */
  entryRefusal(terms: CoreTerms | undefined): RejectionCode | undefined {
    if (this.phase !== 'open') {
      if (this.phase === 'closed') return 'BOOK_CLOSED';
      if (this.phase === 'halted') return 'BOOK_HALTED';
      if (terms !== undefined && (terms.condition !== EntryCondition.none || terms.minimumFillWh !== 0)) {
        return 'BOOK_NOT_OPEN';
      }
    }
    return terms?.goodUntilMs !== undefined && terms.goodUntilMs <= this.nowMs ? 'EXPIRY_PAST' : undefined;
  }

  #changeRefusal(participant: number, order: number): RejectionCode | undefined {
    const { participants, remainingWh, count } = this.matcher.orders;
    if (this.phase === 'closed') return 'BOOK_CLOSED';
    if (!Number.isInteger(order) || order < 0 || order >= count) return 'ORDER_UNKNOWN';
    if (participants[order] !== participant) return 'ORDER_NOT_YOURS';
    return remainingWh[order] === 0 ? 'ORDER_NOT_RESTING' : undefined;
  }

  #isParticipant(participant: number): boolean {
    return Number.isInteger(participant) && participant >= 0 && participant < this.#participants;
  }

  #change(phase: BookPhase, kind: EventKind): void {
    this.phase = phase;
    this.events.add(kind);
  }
}
