import { callPrice } from './call-price.js';
import { pairTerms } from './origin.js';
import { hasEntryCondition, phaseRefusal } from './phase-refusal.js';
import { type Rejection, rejection } from './rejection.js';
import { assertBookRules } from './rules.js';
import type {
  BookEvent,
  BookPhase,
  BookRules,
  BookState,
  Command,
  ExpiryReason,
  OrderBook,
  OrderState,
  PlaceCommand,
  PriceLevel,
  ReduceCommand,
  ReplaceCommand,
  RestingOrder,
  Side,
  TradeEvent,
} from './types.js';
import { validateCommand } from './validate-command.js';

interface Order extends OrderState {
  remainingWh: number;
  /** False while the order waits for the opening of the book. */
  active: boolean;
}

/** An order that another meets: at which price they trade, and how well it stands (the lower the better). */
interface Meeting {
  readonly resting: Order;
  readonly priceSen: number;
  readonly rank: number;
}

type Unnumbered<Event> = Event extends BookEvent ? Omit<Event, 'sequence'> : never;

/**
 * The market's rules written down as plainly as they can be: one list of orders in order of entry, searched and sorted
 * anew for every command. An order's number is its place in that list. The reference that {@link LadderBook} is tested
 * against; far too slow to trade with.
 */
export class NaiveBook implements OrderBook {
  readonly rules: BookRules;
  sequence = 0;
  phase: BookPhase = 'open';
  nowMs = 0;
  /** By number. */
  readonly #participantIds: string[] = [];
  readonly #orders: Order[] = [];
  #events: BookEvent[] = [];

  /** @throws IchienError BOOK_RULES_INVALID */
  constructor(rules: BookRules) {
    assertBookRules(rules);
    this.rules = Object.freeze({ ...rules });
  }

  get closed(): boolean {
    return this.phase === 'closed';
  }

  apply(command: Command): readonly BookEvent[] {
    this.sequence += 1;
    this.#events = [];
    let refusal = validateCommand(command, this.rules);
    if (refusal === undefined) {
      this.#passTime(command.atMs);
      refusal = this.#refusal(command);
    }
    if (refusal === undefined) this.#execute(command);
    else this.#say({ type: 'rejected', ...refusal });
    return this.#events;
  }

  participantIdOf(orderId: number): string {
    return this.#participantIds[this.#orders[orderId]!.participant]!;
  }

  resting(side: Side): readonly RestingOrder[] {
    return this.#restingBestFirst(side).map(({ orderId, participant, priceSen, remainingWh }) => ({
      orderId,
      participant,
      side,
      priceSen,
      remainingWh,
    }));
  }

  depth(side: Side, limit: number): readonly PriceLevel[] {
    return levelsOf(this.#restingBestFirst(side)).slice(0, limit);
  }

  state(): BookState {
    return {
      sequence: this.sequence,
      phase: this.phase,
      nowMs: this.nowMs,
      participants: [...this.#participantIds],
      orders: this.#orders.map(({ active: _, ...order }) => order),
    };
  }

  // ------------------------------------------------------------------------------------------------ what is refused

  /** The checks that need the book. */
  #refusal(command: Command): Rejection | undefined {
    const { rules } = this;
    const isEarly = this.phase === 'preOpen' && command.type === 'place' && hasEntryCondition(command);
    const code = isEarly ? 'BOOK_NOT_OPEN' : phaseRefusal(this.phase, this.#orders.length > 0, command.type);
    if (code !== undefined) return rejection(code, 'type', command.type, rules);
    if (command.type === 'enrol') {
      const { participantId } = command;
      return this.#participantIds.includes(participantId)
        ? rejection('PARTICIPANT_ENROLLED', 'participantId', participantId, rules)
        : undefined;
    }
    if (!('participant' in command)) return undefined;
    const { participant } = command;
    if (command.type === 'place') {
      const { goodUntilMs } = command;
      if (goodUntilMs !== undefined && goodUntilMs <= this.nowMs) {
        return rejection('EXPIRY_PAST', 'goodUntilMs', goodUntilMs, rules);
      }
      if (this.#participantIds[participant] === undefined) {
        return rejection('PARTICIPANT_NOT_ENROLLED', 'participant', participant, rules);
      }
      return this.#limitRefusal(participant);
    }
    const { orderId } = command;
    const order = this.#orders[orderId];
    if (order === undefined) return rejection('ORDER_UNKNOWN', 'orderId', orderId, rules);
    if (order.participant !== participant) return rejection('ORDER_NOT_YOURS', 'participant', participant, rules);
    if (order.remainingWh === 0) return rejection('ORDER_NOT_RESTING', 'orderId', orderId, rules);
    if (command.type === 'reduce' && command.byWh >= order.remainingWh) {
      return rejection('REDUCTION_TOO_LARGE', 'byWh', command.byWh, rules);
    }
    if (command.type !== 'replace') return undefined;
    if (command.priceSen + premiumOf(order) > rules.maxPriceSen) {
      return rejection('PREMIUM_OUT_OF_BAND', 'priceSen', command.priceSen, rules);
    }
    return this.#limitRefusal(participant);
  }

  #limitRefusal(participant: number): Rejection | undefined {
    const entered = this.#orders.filter((order) => order.participant === participant).length;
    return entered >= this.rules.maxOrdersPerParticipant
      ? rejection('ORDER_LIMIT_REACHED', 'participant', participant, this.rules)
      : undefined;
  }

  // ------------------------------------------------------------------------------------------------- what is done

  #passTime(atMs: number): void {
    this.nowMs = Math.max(this.nowMs, atMs);
    const due = this.#resting().filter((order) => order.goodUntilMs !== undefined && order.goodUntilMs <= this.nowMs);
    for (const order of due.toSorted((a, b) => a.goodUntilMs! - b.goodUntilMs!)) this.#expire(order, 'goodUntil');
  }

  #execute(command: Command) {
    switch (command.type) {
      case 'enrol':
        this.#participantIds.push(command.participantId);
        return this.#say({ type: 'enrolled', participant: this.#participantIds.length - 1 });
      case 'place':
        return this.#place(command);
      case 'cancel': {
        const order = this.#orders[command.orderId]!;
        const { orderId, remainingWh } = order;
        order.remainingWh = 0;
        return this.#say({ type: 'cancelled', orderId, remainingWh });
      }
      case 'reduce':
        return this.#reduce(command);
      case 'replace':
        return this.#replace(command);
      case 'preOpen':
        return this.#enter('preOpen', 'preOpened');
      case 'call':
        return this.#call();
      case 'open': {
        this.#enter('open', 'opened');
        for (const order of this.#resting()) this.#activate(order);
        return;
      }
      case 'halt':
        return this.#enter('halted', 'halted');
      case 'resume':
        return this.#enter('open', 'resumed');
      case 'close':
        for (const order of this.#resting()) this.#expire(order);
        return this.#enter('closed', 'closed');
    }
  }

  #place(command: PlaceCommand) {
    const { participant, side, priceSen, energyWh, timeInForce, minimumFillWh = 0 } = command;
    const orderId = this.#orders.length;
    const order: Order = {
      ...{ orderId, participant, side, priceSen, remainingWh: energyWh },
      ...(command.goodUntilMs === undefined ? {} : { goodUntilMs: command.goodUntilMs }),
      ...(command.origin === undefined ? {} : { origin: command.origin }),
      active: false,
    };
    this.#say({ type: 'accepted', orderId });
    const meetableWh = this.#meetings(order).reduce((sumWh, { resting }) => sumWh + resting.remainingWh, 0);
    this.#orders.push(order);
    if (timeInForce === 'fillOrKill' && meetableWh < energyWh) return this.#expire(order, 'fillOrKill');
    if (meetableWh < minimumFillWh) return this.#expire(order, 'minimumFill');
    if (this.phase === 'open') this.#activate(order);
    if (timeInForce === 'immediateOrCancel' && order.remainingWh > 0) this.#expire(order, 'immediateOrCancel');
  }

  #reduce({ orderId, byWh }: ReduceCommand): void {
    const order = this.#orders[orderId]!;
    order.remainingWh -= byWh;
    this.#say({ type: 'reduced', orderId, remainingWh: order.remainingWh });
  }

  #replace({ orderId, priceSen, energyWh }: ReplaceCommand): void {
    const order = this.#orders[orderId]!;
    const anew: Order = { ...order, orderId: this.#orders.length, priceSen, remainingWh: energyWh, active: false };
    this.#say({ type: 'replaced', orderId: anew.orderId, withdrawnWh: order.remainingWh, priceSen, energyWh });
    order.remainingWh = 0;
    this.#orders.push(anew);
    if (this.phase === 'open') this.#activate(anew);
  }

  /** An order enters the trading: it meets what is active, best first, until it is filled. */
  #activate(incoming: Order): void {
    for (const { resting, priceSen } of this.#meetings(incoming)) this.#trade(incoming, resting, priceSen);
    incoming.active = true;
  }

  /** All orders that an incoming one may trade with, in the order in which it must. */
  #meetings(incoming: Order): Meeting[] {
    const meetings: Meeting[] = [];
    for (const resting of this.#resting()) {
      if (!resting.active || resting.side === incoming.side) continue;
      if (resting.participant === incoming.participant) continue;
      const [buy, sell] = incoming.side === 'buy' ? [incoming, resting] : [resting, incoming];
      const terms = pairTerms(buy, sell);
      if (terms === undefined || terms.buyLimitSen < sell.priceSen) continue;
      if (incoming.side === 'sell') {
        meetings.push({ resting, priceSen: terms.buyLimitSen, rank: -terms.buyLimitSen });
      } else {
        // To the buyer, energy of the wanted origin is worth the premium more; at the same worth it comes first.
        const worthSen = sell.priceSen - (terms.buyLimitSen - buy.priceSen);
        meetings.push({ resting, priceSen: sell.priceSen, rank: 2 * worthSen + (terms.matches ? 0 : 1) });
      }
    }
    return meetings.toSorted((a, b) => a.rank - b.rank);
  }

  /** All that the book has gathered trades at one price, but for orders that want one origin only. */
  #call(): void {
    const sells = this.#restingBestFirst('sell');
    const buys = this.#restingBestFirst('buy').filter(({ origin }) => (origin as { kind?: string })?.kind !== 'hard');
    const priceSen = callPrice(levelsOf(buys), levelsOf(sells));
    this.#say({ type: 'called', priceSen: priceSen ?? null });
    if (priceSen === undefined) return;
    for (const buy of buys.filter((order) => order.priceSen >= priceSen)) {
      for (const sell of sells.filter((order) => order.priceSen <= priceSen)) {
        if (sell.participant !== buy.participant) this.#trade(buy, sell, priceSen);
      }
    }
  }

  #trade(incoming: Order, resting: Order, priceSen: number): void {
    const energyWh = Math.min(incoming.remainingWh, resting.remainingWh);
    if (energyWh === 0) return;
    incoming.remainingWh -= energyWh;
    resting.remainingWh -= energyWh;
    const [buy, sell] = incoming.side === 'buy' ? [incoming, resting] : [resting, incoming];
    const trade: Omit<TradeEvent, 'sequence'> = {
      type: 'trade',
      buyOrderId: buy.orderId,
      sellOrderId: sell.orderId,
      priceSen,
      energyWh,
    };
    this.#say(trade);
  }

  #expire(order: Order, reason?: ExpiryReason): void {
    const { orderId, remainingWh } = order;
    order.remainingWh = 0;
    this.#say({ type: 'expired', orderId, remainingWh, ...(reason === undefined ? {} : { reason }) });
  }

  #enter(phase: BookPhase, type: 'preOpened' | 'opened' | 'halted' | 'resumed' | 'closed'): void {
    this.phase = phase;
    this.#say({ type });
  }

  // ------------------------------------------------------------------------------------------------------- the rest

  #resting(): Order[] {
    return this.#orders.filter((order) => order.remainingWh > 0);
  }

  /** One side's orders by price; the sort is stable, so equal prices stay in order of entry. */
  #restingBestFirst(side: Side): Order[] {
    const orders = this.#resting().filter((order) => order.side === side);
    return orders.toSorted((a, b) => (side === 'sell' ? a.priceSen - b.priceSen : b.priceSen - a.priceSen));
  }

  /** Events carry their sequence second, after the type. */
  #say({ type, ...rest }: Unnumbered<BookEvent>): void {
    this.#events.push({ type, sequence: this.#next(), ...rest } as BookEvent);
  }

  #next(): number {
    this.sequence += 1;
    return this.sequence;
  }
}

function premiumOf({ origin }: Order): number {
  return (origin as { premiumSen?: number } | undefined)?.premiumSen ?? 0;
}

function levelsOf(bestFirst: readonly Order[]): PriceLevel[] {
  const prices = [...new Set(bestFirst.map((order) => order.priceSen))];
  return prices.map((priceSen) => {
    const orders = bestFirst.filter((order) => order.priceSen === priceSen);
    return {
      priceSen,
      energyWh: orders.reduce((sumWh, order) => sumWh + order.remainingWh, 0),
      orders: orders.length,
    };
  });
}
