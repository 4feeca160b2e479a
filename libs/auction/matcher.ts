import { callPrice } from './call-price.js';
import { EventKind, type EventLog } from './event-log.js';
import { ExpiryQueue } from './expiry-queue.js';
import { NONE, OrderPool, Queue } from './order-pool.js';
import { pairTerms } from './origin.js';
import { PriceLadder } from './price-ladder.js';
import type { BookRules, ExpiryReason, Origin, OriginPreference, PriceLevel } from './types.js';

/** What an order asks for at the moment of its entry. */
export const EntryCondition = { none: 0, immediateOrCancel: 1, fillOrKill: 2 } as const;
export type EntryCondition = (typeof EntryCondition)[keyof typeof EntryCondition];

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

/** Resting orders that an incoming one meets; for those whose turn needs more than a walk along one ladder. */
interface Meeting {
  readonly order: number;
  readonly priceSen: number;
  /** The lower the better. */
  readonly rank: number;
}

/**
 * The integer core of the {@link LadderBook}: orders and participants are numbers, events are entries of an
 * {@link EventLog}, and nothing is allocated for a plain order. It trusts its caller: whatever comes here was checked.
 *
 * Each side has its own ladder because a book may be crossed with itself: an order that passed over its own
 * participant's orders may come to rest at or beyond their price. Buy orders that prefer an origin stand on a third
 * ladder, by limit and premium together: as long as there are none, nobody has to think of them.
 */
export class Matcher {
  readonly orders = new OrderPool();
  readonly #events: EventLog;
  readonly #asks: PriceLadder;
  readonly #bids: PriceLadder;
  readonly #wishes: PriceLadder;
  /** By {@link Queue}. */
  readonly #ladders: readonly PriceLadder[];
  readonly #expiries = new ExpiryQueue();

  constructor(rules: BookRules, events: EventLog) {
    this.#events = events;
    this.#asks = new PriceLadder(this.orders, 'sell', rules);
    this.#bids = new PriceLadder(this.orders, 'buy', rules);
    this.#wishes = new PriceLadder(this.orders, 'buy', rules);
    this.#ladders = [this.#asks, this.#bids, this.#wishes];
  }

  // ------------------------------------------------------------------------------------------------------- entering

  /** Makes an order that is nowhere yet. @returns its number */
  add(
    participant: number,
    isBuy: boolean,
    priceSen: number,
    energyWh: number,
    origin: Origin | OriginPreference | undefined,
  ): number {
    const queue = !isBuy ? Queue.asks : origin === undefined ? Queue.bids : Queue.wishes;
    const level = this.#ladders[queue]!.levelOf(queue === Queue.wishes ? priceSen + premiumOf(origin) : priceSen);
    return this.orders.add(participant, queue, level, energyWh, origin);
  }

  /** Lets an order stand until a time only. */
  limitTime(order: number, goodUntilMs: number): void {
    this.orders.goodUntilMs.set(order, goodUntilMs);
    this.#expiries.add(goodUntilMs, order);
  }

  /** Lets an order rest without trading. */
  rest(order: number): void {
    this.#ladders[this.orders.queue(order)]!.append(order);
  }

  /** Trades what it can, and lets the rest rest. */
  enter(order: number): void {
    if (this.#isPlain(order)) this.#match(order);
    else this.#meet(order, this.#meetings(order));
    if (this.orders.remainingWh(order) !== 0) this.rest(order);
  }

  /** Enters an order that must trade at once: all of it, or so much of it, or what it can. */
  enterOn(order: number, condition: EntryCondition, minimumFillWh: number) {
    const { orders } = this;
    const meetings = this.#meetings(order);
    const meetableWh = meetings.reduce((sumWh, meeting) => sumWh + orders.remainingWh(meeting.order), 0);
    if (condition === EntryCondition.fillOrKill && meetableWh < orders.remainingWh(order))
      return this.#end(order, FILL_OR_KILL);
    if (meetableWh < minimumFillWh) return this.#end(order, MINIMUM_FILL);
    this.#meet(order, meetings);
    if (orders.remainingWh(order) === 0) return;
    if (condition === EntryCondition.immediateOrCancel) this.#end(order, IMMEDIATE_OR_CANCEL);
    else this.rest(order);
  }

  // --------------------------------------------------------------------------------------------------- while it rests

  cancel(order: number): undefined {
    const remainingWh = this.orders.remainingWh(order);
    this.#withdraw(order);
    this.#events.add(EventKind.cancelled, order, remainingWh);
  }

  reduce(order: number, byWh: number): undefined {
    const remainingWh = this.orders.remainingWh(order) - byWh;
    this.orders.setRemainingWh(order, remainingWh);
    this.#events.add(EventKind.reduced, order, remainingWh);
  }

  /** Withdraws an order and makes another of what it was, but for price and energy. @returns its number */
  replace(order: number, priceSen: number, energyWh: number): number {
    const { orders } = this;
    const withdrawnWh = orders.remainingWh(order);
    this.#withdraw(order);
    const isBuy = orders.queue(order) !== Queue.asks;
    const anew = this.add(orders.participant(order), isBuy, priceSen, energyWh, orders.origins.get(order));
    this.#events.add(EventKind.replaced, anew, energyWh, withdrawnWh, priceSen);
    const untilMs = orders.goodUntilMs.get(order);
    if (untilMs !== undefined) this.limitTime(anew, untilMs);
    return anew;
  }

  /** When the next order is due that rests; Infinity if none is. */
  nextExpiryMs(): number {
    while (this.#expiries.nextMs < Number.POSITIVE_INFINITY && this.orders.remainingWh(this.#expiries.next) === 0) {
      this.#expiries.take();
    }
    return this.#expiries.nextMs;
  }

  /** Orders that were good until some time up to now expire: by that time, then by entry. */
  passTime(nowMs: number): void {
    while (this.#expiries.nextMs <= nowMs) {
      const order = this.#expiries.take();
      if (this.orders.remainingWh(order) !== 0) this.#expire(order, GOOD_UNTIL);
    }
  }

  // -------------------------------------------------------------------------------------------------- the whole book

  /** Everything that rests becomes active in order of entry, as if it came only now. */
  activateAll(): undefined {
    const resting = this.#resting();
    for (const order of resting) this.#ladders[this.orders.queue(order)]!.remove(order);
    for (const order of resting) this.enter(order);
  }

  expireAll(): void {
    for (const order of this.#resting()) this.#expire(order, GATE_CLOSURE);
  }

  /** Trades all that rests at one price, but for buy orders that want one origin only. */
  call(): undefined {
    const { orders } = this;
    const buys = this.restingBuys().filter(
      (order) => orders.queue(order) === Queue.bids || (orders.origins.get(order) as OriginPreference).kind === 'soft',
    );
    const priceSen = callPrice(this.levelsOf(buys), this.askLevels(Number.POSITIVE_INFINITY));
    this.#events.add(EventKind.called, NONE, 0, NONE, priceSen ?? NONE);
    if (priceSen === undefined) return;
    const limit = this.#asks.levelOf(priceSen);
    for (const buy of buys) {
      if (this.limitOf(buy) < priceSen) break;
      for (let level = this.#asks.best(); level !== NONE && level <= limit; level = this.#asks.after(level)) {
        for (let sell = this.#asks.head(level); sell !== NONE; sell = orders.next(sell)) {
          if (orders.remainingWh(buy) === 0 || orders.participant(sell) === orders.participant(buy)) continue;
          this.#trade(buy, sell, priceSen);
          this.#leaveIfFilled(sell);
        }
        if (orders.remainingWh(buy) === 0) break;
      }
      this.#leaveIfFilled(buy);
    }
  }

  // ------------------------------------------------------------------------------------------------------- questions

  /** Limit of an order, without its premium. */
  limitOf(order: number): number {
    return this.#ladders[this.orders.queue(order)]!.priceOf(this.orders.level(order)) - this.premiumOf(order);
  }

  /** What a buyer pays more for the origin that it wants; 0 for every other order. */
  premiumOf(order: number): number {
    return this.orders.queue(order) === Queue.wishes ? premiumOf(this.orders.origins.get(order)) : 0;
  }

  /** Resting sell orders, best price first, then earliest. */
  restingSells(): number[] {
    return this.#along(this.#asks);
  }

  /** Resting buy orders, best limit first, then earliest; a premium counts for nothing here. */
  restingBuys(): number[] {
    const bids = this.#along(this.#bids);
    if (this.#wishes.best() === NONE) return bids;
    return [...bids, ...this.#along(this.#wishes)].sort((a, b) => this.limitOf(b) - this.limitOf(a) || a - b);
  }

  askLevels(most: number): PriceLevel[] {
    return this.#levelsAlong(this.#asks, most);
  }

  bidLevels(most: number): PriceLevel[] {
    return this.#wishes.best() === NONE
      ? this.#levelsAlong(this.#bids, most)
      : this.levelsOf(this.restingBuys()).slice(0, most);
  }

  /** Sums orders that stand best price first, by price. */
  levelsOf(bestFirst: readonly number[]): PriceLevel[] {
    const levels: { priceSen: number; energyWh: number; orders: number }[] = [];
    for (const order of bestFirst) {
      const priceSen = this.limitOf(order);
      if (levels.at(-1)?.priceSen !== priceSen) levels.push({ priceSen, energyWh: 0, orders: 0 });
      const level = levels.at(-1)!;
      level.energyWh += this.orders.remainingWh(order);
      level.orders += 1;
    }
    return levels;
  }

  // -------------------------------------------------------------------------------------------------------- matching

  /** True if an order meets plain orders only, and as many as there are: then a walk along one ladder is enough. */
  #isPlain(order: number): boolean {
    const queue = this.orders.queue(order);
    return queue === Queue.bids || (queue === Queue.asks && this.#wishes.best() === NONE);
  }

  /** Trades an incoming order against the other side, best price first, then earliest, passing over its own participant's. */
  #match(incoming: number): void {
    const { orders } = this;
    const isBuy = orders.queue(incoming) === Queue.bids;
    const opposite = isBuy ? this.#asks : this.#bids;
    const limitSen = (isBuy ? this.#bids : this.#asks).priceOf(orders.level(incoming));
    const limit = opposite.levelOf(limitSen);
    const participant = orders.participant(incoming);
    let openWh = orders.remainingWh(incoming);
    for (let level = opposite.best(); level !== NONE && level <= limit && openWh > 0; level = opposite.after(level)) {
      const priceSen = opposite.priceOf(level);
      for (let resting = opposite.head(level); resting !== NONE && openWh > 0; resting = orders.next(resting)) {
        if (orders.participant(resting) === participant) continue;
        const restingWh = orders.remainingWh(resting);
        const tradedWh = Math.min(openWh, restingWh);
        openWh -= tradedWh;
        orders.setRemainingWh(resting, restingWh - tradedWh);
        if (restingWh === tradedWh) opposite.remove(resting);
        if (isBuy) this.#events.add(EventKind.trade, incoming, tradedWh, resting, priceSen);
        else this.#events.add(EventKind.trade, resting, tradedWh, incoming, priceSen);
      }
    }
    orders.setRemainingWh(incoming, openWh);
  }

  /** Those of the other side that an incoming order may trade with, in the order in which it must, until it is filled. */
  #meetings(incoming: number): Meeting[] {
    const { orders } = this;
    const { origins } = orders;
    const limitSen = this.limitOf(incoming);
    const participant = orders.participant(incoming);
    const energyWh = orders.remainingWh(incoming);
    const meetings: Meeting[] = [];
    if (orders.queue(incoming) !== Queue.asks) {
      const buy = { priceSen: limitSen, origin: origins.get(incoming) };
      // Energy of the wanted origin, and any other: each comes best price first, so each is enough when it fills the order.
      const openWh = [energyWh, energyWh];
      const limit = this.#asks.levelOf(limitSen + premiumOf(buy.origin));
      this.#walk(this.#asks, limit, (order, priceSen) => {
        if (orders.participant(order) === participant) return true;
        const terms = pairTerms(buy, { origin: origins.get(order) });
        if (terms === undefined || terms.buyLimitSen < priceSen) return true;
        const other = terms.matches ? 0 : 1;
        if (openWh[other]! <= 0) return true;
        openWh[other]! -= orders.remainingWh(order);
        // To the buyer, energy of the wanted origin is worth the premium more; at the same worth it comes first.
        const worthSen = priceSen - (terms.buyLimitSen - limitSen);
        meetings.push({ order, priceSen, rank: 2 * worthSen + other });
        return buy.origin !== undefined || openWh[other]! > 0;
      });
    } else {
      const limit = this.#bids.levelOf(limitSen);
      let openWh = energyWh;
      this.#walk(this.#bids, limit, (order, priceSen) => {
        if (orders.participant(order) === participant) return true;
        openWh -= orders.remainingWh(order);
        meetings.push({ order, priceSen, rank: -priceSen });
        return openWh > 0;
      });
      const sell = { origin: origins.get(incoming) };
      this.#walk(this.#wishes, limit, (order) => {
        if (orders.participant(order) === participant) return true;
        const terms = pairTerms({ priceSen: this.limitOf(order), origin: origins.get(order) }, sell);
        if (terms === undefined || terms.buyLimitSen < limitSen) return true;
        meetings.push({ order, priceSen: terms.buyLimitSen, rank: -terms.buyLimitSen });
        return true;
      });
    }
    return meetings.sort((a, b) => a.rank - b.rank || a.order - b.order);
  }

  #meet(incoming: number, meetings: readonly Meeting[]): void {
    const { orders } = this;
    for (const { order, priceSen } of meetings) {
      if (orders.remainingWh(incoming) === 0) return;
      if (orders.queue(incoming) === Queue.asks) this.#trade(order, incoming, priceSen);
      else this.#trade(incoming, order, priceSen);
      this.#leaveIfFilled(order);
    }
  }

  /** Trades what both have left. */
  #trade(buy: number, sell: number, priceSen: number): void {
    const { orders } = this;
    const buyWh = orders.remainingWh(buy);
    const sellWh = orders.remainingWh(sell);
    const energyWh = Math.min(buyWh, sellWh);
    orders.setRemainingWh(buy, buyWh - energyWh);
    orders.setRemainingWh(sell, sellWh - energyWh);
    this.#events.add(EventKind.trade, buy, energyWh, sell, priceSen);
  }

  #leaveIfFilled(order: number): void {
    if (this.orders.remainingWh(order) === 0) this.#ladders[this.orders.queue(order)]!.remove(order);
  }

  /** Goes along the levels up to one, best first, until told to stop. */
  #walk(ladder: PriceLadder, limit: number, visit: (order: number, priceSen: number) => boolean): void {
    for (let level = ladder.best(); level !== NONE && level <= limit; level = ladder.after(level)) {
      for (let order = ladder.head(level); order !== NONE; order = this.orders.next(order)) {
        if (!visit(order, ladder.priceOf(level))) return;
      }
    }
  }

  // -------------------------------------------------------------------------------------------------------- the rest

  #withdraw(order: number): void {
    this.#ladders[this.orders.queue(order)]!.remove(order);
    this.orders.setRemainingWh(order, 0);
  }

  /** A resting order expires. */
  #expire(order: number, reason: number): void {
    this.#ladders[this.orders.queue(order)]!.remove(order);
    this.#end(order, reason);
  }

  /** An order that is nowhere expires. */
  #end(order: number, reason: number): void {
    const remainingWh = this.orders.remainingWh(order);
    this.orders.setRemainingWh(order, 0);
    this.#events.add(EventKind.expired, order, remainingWh, reason);
  }

  /** In order of entry. */
  #resting(): number[] {
    const { orders } = this;
    const resting: number[] = [];
    for (let order = 0; order < orders.count; order += 1) if (orders.remainingWh(order) !== 0) resting.push(order);
    return resting;
  }

  #along(ladder: PriceLadder): number[] {
    const orders: number[] = [];
    this.#walk(ladder, Number.POSITIVE_INFINITY, (order) => {
      orders.push(order);
      return true;
    });
    return orders;
  }

  #levelsAlong(ladder: PriceLadder, most: number): PriceLevel[] {
    const { orders } = this;
    const levels: PriceLevel[] = [];
    for (let level = ladder.best(); level !== NONE && levels.length < most; level = ladder.after(level)) {
      const sum = { priceSen: ladder.priceOf(level), energyWh: 0, orders: 0 };
      for (let order = ladder.head(level); order !== NONE; order = orders.next(order)) {
        sum.energyWh += orders.remainingWh(order);
        sum.orders += 1;
      }
      levels.push(sum);
    }
    return levels;
  }
}

function premiumOf(origin: Origin | OriginPreference | undefined): number {
  return (origin as OriginPreference | undefined)?.premiumSen ?? 0;
}
