import { callPrice } from './call-price.js';
import { EventKind, type EventLog } from './event-log.js';
import { ExpiryQueue } from './expiry-queue.js';
import { type Meeting, meetingsOf } from './meetings.js';
import { NONE, type OrderPool, Queue } from './order-pool.js';
import type { ParticipantAccounts } from './participant-accounts.js';
import { NO_LEVEL, type PriceLadder } from './price-ladder.js';
import { premiumOf, RestingOrders } from './resting-orders.js';
import type { BookRules, ExpiryReason, Origin, OriginPreference } from './types.js';

/** What an order asks for at the moment of its entry. */
export const EntryCondition = { none: 0, immediateOrCancel: 1, fillOrKill: 2 } as const;
export type EntryCondition = (typeof EntryCondition)[keyof typeof EntryCondition];

/** Constants of this file cost nothing where an order passes; those of others are looked up. */
const { accepted: ACCEPTED, trade: TRADE } = EventKind;

/** By the number that stands for them in the log of events; 0 is gate closure. */
export const EXPIRY_REASONS: readonly (ExpiryReason | undefined)[] = [
  undefined,
  'goodUntil',
  'immediateOrCancel',
  'fillOrKill',
  'minimumFill',
];
const GATE_CLOSURE = 0;
const GOOD_UNTIL = 1;
const IMMEDIATE_OR_CANCEL = 2;
const FILL_OR_KILL = 3;
const MINIMUM_FILL = 4;

/**
 * What commands do to the orders of a {@link LadderBook}: all in numbers, events being entries of an {@link EventLog}, and
 * nothing allocated for a plain order. It trusts its caller: whatever comes here was checked.
 */
export class Matcher {
  readonly resting: RestingOrders;
  readonly #orders: OrderPool;
  readonly #asks: PriceLadder;
  readonly #bids: PriceLadder;
  readonly #wishes: PriceLadder;
  readonly #events: EventLog;
  readonly #participants: ParticipantAccounts;
  /** As long as no order was to expire, there is no queue to look at. */
  #expiries: ExpiryQueue | undefined;

  constructor(rules: BookRules, events: EventLog, participants: ParticipantAccounts) {
    this.resting = new RestingOrders(rules);
    this.#orders = this.resting.orders;
    this.#asks = this.resting.asks;
    this.#bids = this.resting.bids;
    this.#wishes = this.resting.wishes;
    this.#events = events;
    this.#participants = participants;
  }

  // ------------------------------------------------------------------------------------------------------- entering

  /**
   * Enters a plain order into an open book, trades what it can, and lets the rest rest: what nearly all orders do. It has a
   * row only if something of it rests.
   */
  place(participant: number, isBuy: boolean, priceSen: number, energyWh: number, earlier: number): void {
    const queue = isBuy ? Queue.bids : Queue.asks;
    const ladder = isBuy ? this.#bids : this.#asks;
    const level = ladder.levelOf(priceSen);
    const order = this.#orders.enter(participant, queue, level, earlier);
    this.#events.mark(ACCEPTED, order);
    if (!isBuy && this.#wishes.best !== NO_LEVEL) {
      this.#orders.take(participant, energyWh);
      this.enter(order);
      return;
    }
    const openWh = this.#match(order, participant, isBuy, priceSen, energyWh);
    if (openWh !== 0) ladder.append(this.#orders.take(participant, openWh), level);
  }

  /** Makes an order that is in no queue yet. @returns its number */
  add(
    participant: number,
    isBuy: boolean,
    priceSen: number,
    energyWh: number,
    earlier: number,
    origin: Origin | OriginPreference | undefined,
  ): number {
    const queue = !isBuy ? Queue.asks : origin === undefined ? Queue.bids : Queue.wishes;
    const ladder = this.resting.ladder(queue);
    const level = ladder.levelOf(queue === Queue.wishes ? priceSen + premiumOf(origin) : priceSen);
    const order = this.#orders.enter(participant, queue, level, earlier);
    if (energyWh !== 0) this.#orders.take(participant, energyWh);
    if (origin !== undefined) this.#orders.origins.set(order, origin);
    return order;
  }

  /** Lets an order stand until a time only. */
  limitTime(order: number, goodUntilMs: number): void {
    this.#orders.goodUntilMs.set(order, goodUntilMs);
    this.#expiries ??= new ExpiryQueue();
    this.#expiries.add(goodUntilMs, order);
  }

  /** Lets an order rest without trading. */
  rest(order: number): void {
    this.resting.append(this.#orders.row(order));
  }

  /** Trades what it can, and lets the rest rest. */
  enter(order: number): void {
    const orders = this.#orders;
    const row = orders.row(order);
    const queue = orders.queue(order);
    // It meets plain orders only, and as many as there are: then a walk along one ladder is enough.
    if (queue === Queue.bids || (queue === Queue.asks && this.#wishes.best === NO_LEVEL)) {
      const limitSen = this.resting.limitOf(order);
      const energyWh = orders.remainingWhAt(row);
      const openWh = this.#match(order, orders.participantAt(row), queue === Queue.bids, limitSen, energyWh);
      orders.setRemainingWhAt(row, openWh);
    } else {
      this.#meet(row, meetingsOf(this.resting, row));
    }
    if (orders.remainingWhAt(row) === 0) orders.free(row);
    else this.resting.append(row);
  }

  /** Enters an order that must trade at once: all of it, or so much of it, or what it can. */
  enterOn(order: number, condition: EntryCondition, minimumFillWh: number): void {
    const orders = this.#orders;
    const row = orders.row(order);
    const meetings = meetingsOf(this.resting, row);
    const meetableWh = meetings.reduce((sumWh, meeting) => sumWh + orders.remainingWhAt(meeting.row), 0);
    if (condition === EntryCondition.fillOrKill && meetableWh < orders.remainingWhAt(row)) {
      this.#end(row, FILL_OR_KILL);
    } else if (meetableWh < minimumFillWh) {
      this.#end(row, MINIMUM_FILL);
    } else {
      this.#meet(row, meetings);
      if (orders.remainingWhAt(row) === 0) orders.free(row);
      else if (condition === EntryCondition.immediateOrCancel) this.#end(row, IMMEDIATE_OR_CANCEL);
      else this.resting.append(row);
    }
  }

  // --------------------------------------------------------------------------------------------------- while it rests

  /** @param row of the order */
  cancel(order: number, row: number): void {
    const remainingWh = this.#orders.remainingWhAt(row);
    this.#withdraw(row);
    this.#events.add(EventKind.cancelled, order, remainingWh, NONE, NONE);
  }

  /** @param row of the order */
  reduce(order: number, row: number, byWh: number): void {
    const remainingWh = this.#orders.remainingWhAt(row) - byWh;
    this.#orders.setRemainingWhAt(row, remainingWh);
    this.#events.add(EventKind.reduced, order, remainingWh, NONE, NONE);
  }

  /** Withdraws an order and makes another of what it was, but for price and energy. @returns its number */
  replace(order: number, row: number, priceSen: number, energyWh: number, earlier: number): number {
    const orders = this.#orders;
    const withdrawnWh = orders.remainingWhAt(row);
    const isBuy = orders.queue(order) !== Queue.asks;
    this.#withdraw(row);
    const anew = this.add(orders.participant(order), isBuy, priceSen, energyWh, earlier, orders.origins.get(order));
    this.#events.add(EventKind.replaced, anew, energyWh, withdrawnWh, priceSen);
    const untilMs = orders.goodUntilMs.get(order);
    if (untilMs !== undefined) this.limitTime(anew, untilMs);
    return anew;
  }

  /** When the next order is due that rests; Infinity if none is. */
  nextExpiryMs(): number {
    const expiries = this.#expiries;
    if (expiries === undefined) return Number.POSITIVE_INFINITY;
    while (expiries.nextMs < Number.POSITIVE_INFINITY && this.#orders.row(expiries.next) === NONE) expiries.take();
    return expiries.nextMs;
  }

  /** Orders that were good until some time up to now expire: by that time, then by entry. */
  passTime(nowMs: number): void {
    if (this.#expiries !== undefined) this.#expireUntil(nowMs, this.#expiries);
  }

  // -------------------------------------------------------------------------------------------------- the whole book

  /** Everything that rests becomes active in order of entry, as if it came only now. */
  activateAll(): void {
    const orders = this.#orders;
    const waiting = this.resting.byEntry().map((row) => {
      const order = orders.orderAt(row);
      this.resting.remove(row);
      return order;
    });
    for (const order of waiting) this.enter(order);
  }

  expireAll(): void {
    for (const row of this.resting.byEntry()) this.#expire(row, GATE_CLOSURE);
  }

  /** Trades all that rests at one price, but for buy orders that want one origin only. */
  call(): void {
    const { resting } = this;
    const orders = this.#orders;
    const asks = this.#asks;
    const buys = resting.buys().filter((order) => {
      const wanted = orders.origins.get(order) as OriginPreference | undefined;
      return wanted?.kind !== 'hard';
    });
    const priceSen = callPrice(resting.levelsOf(buys), resting.askLevels(Number.POSITIVE_INFINITY));
    this.#events.add(EventKind.called, NONE, 0, NONE, priceSen ?? NONE);
    if (priceSen === undefined) return;
    const limit = asks.levelOf(priceSen);
    for (const order of buys) {
      if (resting.limitOf(order) < priceSen) break;
      const buy = orders.row(order);
      for (let level = asks.best; level <= limit && orders.remainingWhAt(buy) > 0; level = asks.after(level)) {
        for (let sell = asks.head(level), next = NONE; sell !== NONE; sell = next) {
          next = orders.nextAt(sell);
          if (orders.remainingWhAt(buy) === 0 || orders.participantAt(sell) === orders.participantAt(buy)) continue;
          this.#trade(buy, sell, priceSen);
          this.#leaveIfFilled(sell);
        }
      }
      this.#leaveIfFilled(buy);
    }
  }

  // -------------------------------------------------------------------------------------------------------- matching

  /**
   * Trades an incoming order against the plain orders of the other side, best price first, then earliest, passing over its
   * own participant's. @returns what is left of it
   */
  #match(order: number, participant: number, isBuy: boolean, limitSen: number, energyWh: number): number {
    const orders = this.#orders;
    const opposite = isBuy ? this.#asks : this.#bids;
    const limit = opposite.levelOf(limitSen);
    let openWh = energyWh;
    for (let level = opposite.best; level <= limit; level = opposite.after(level)) {
      const priceSen = opposite.priceOf(level);
      for (let row = opposite.head(level), next = NONE; row !== NONE && openWh > 0; row = next) {
        next = orders.nextAt(row);
        const counterparty = orders.participantAt(row);
        if (counterparty === participant) continue;
        const resting = orders.orderAt(row);
        const restingWh = orders.remainingWhAt(row);
        let tradedWh = openWh;
        if (restingWh <= openWh) {
          tradedWh = restingWh;
          opposite.remove(row, level);
          orders.free(row);
        } else {
          orders.setRemainingWhAt(row, restingWh - openWh);
        }
        openWh -= tradedWh;
        if (isBuy) this.#tell(order, resting, participant, counterparty, priceSen, tradedWh);
        else this.#tell(resting, order, counterparty, participant, priceSen, tradedWh);
      }
      if (openWh === 0) break;
    }
    return openWh;
  }

  #meet(incoming: number, meetings: readonly Meeting[]): void {
    const orders = this.#orders;
    const isSell = orders.queueAt(incoming) === Queue.asks;
    for (const { row, priceSen } of meetings) {
      if (orders.remainingWhAt(incoming) === 0) return;
      if (isSell) this.#trade(row, incoming, priceSen);
      else this.#trade(incoming, row, priceSen);
      this.#leaveIfFilled(row);
    }
  }

  /** Trades what both rows have left. */
  #trade(buy: number, sell: number, priceSen: number): void {
    const orders = this.#orders;
    const buyWh = orders.remainingWhAt(buy);
    const sellWh = orders.remainingWhAt(sell);
    const energyWh = Math.min(buyWh, sellWh);
    orders.setRemainingWhAt(buy, buyWh - energyWh);
    orders.setRemainingWhAt(sell, sellWh - energyWh);
    const [buyer, seller] = [orders.participantAt(buy), orders.participantAt(sell)];
    this.#tell(orders.orderAt(buy), orders.orderAt(sell), buyer, seller, priceSen, energyWh);
  }

  #tell(buy: number, sell: number, buyer: number, seller: number, priceSen: number, energyWh: number): void {
    this.#events.add(TRADE, buy, energyWh, sell, priceSen);
    this.#participants.trade(buyer, seller, energyWh);
  }

  // -------------------------------------------------------------------------------------------------------- the rest

  #leaveIfFilled(row: number): void {
    if (this.#orders.remainingWhAt(row) === 0) this.#withdraw(row);
  }

  #withdraw(row: number): void {
    this.resting.remove(row);
    this.#orders.free(row);
  }

  #expireUntil(nowMs: number, expiries: ExpiryQueue): void {
    while (expiries.nextMs <= nowMs) {
      const row = this.#orders.row(expiries.take());
      if (row !== NONE) this.#expire(row, GOOD_UNTIL);
    }
  }

  /** A resting order expires. */
  #expire(row: number, reason: number): void {
    this.resting.remove(row);
    this.#end(row, reason);
  }

  /** An order that is in no queue expires. */
  #end(row: number, reason: number): void {
    this.#events.add(EventKind.expired, this.#orders.orderAt(row), this.#orders.remainingWhAt(row), reason, NONE);
    this.#orders.free(row);
  }
}
