import { NONE, OrderPool, Queue } from './order-pool.js';
import { NO_LEVEL, PriceLadder } from './price-ladder.js';
import type {
  BookRules,
  OrderState,
  Origin,
  OriginPreference,
  PriceLevel,
  RestingOrder,
  StatedOrder,
} from './types.js';

/**
 * What rests in a {@link LadderBook}, and all that can be asked of it.
 *
 * Each side has its own ladder because a book may be crossed with itself: an order that passed over its own
 * participant's orders may come to rest at or beyond their price. Buy orders that prefer an origin stand on a third
 * ladder, by limit and premium together: as long as there are none, nobody has to think of them.
 */
export class RestingOrders {
  readonly orders = new OrderPool();
  readonly asks: PriceLadder;
  readonly bids: PriceLadder;
  readonly wishes: PriceLadder;
  /** By {@link Queue}. */
  readonly #ladders: readonly PriceLadder[];

  constructor(rules: BookRules) {
    this.asks = new PriceLadder(this.orders, 'sell', rules);
    this.bids = new PriceLadder(this.orders, 'buy', rules);
    this.wishes = new PriceLadder(this.orders, 'buy', rules);
    this.#ladders = [this.asks, this.bids, this.wishes];
  }

  ladder(queue: Queue): PriceLadder {
    return this.#ladders[queue]!;
  }

  /** Puts an order at the end of its queue. */
  append(row: number): void {
    this.ladder(this.orders.queueAt(row)).append(row, this.orders.levelAt(row));
  }

  /** Takes an order out of its queue. */
  remove(row: number): void {
    this.ladder(this.orders.queueAt(row)).remove(row, this.orders.levelAt(row));
  }

  // ------------------------------------------------------------------------------------------- of an order, any state

  /** Limit of an order, without its premium. */
  limitOf(order: number): number {
    const { orders } = this;
    return this.ladder(orders.queue(order)).priceOf(orders.level(order)) - this.premiumOf(order);
  }

  /** What a buyer pays more for the origin that it wants; 0 for every other order. */
  premiumOf(order: number): number {
    return this.orders.queue(order) === Queue.wishes ? premiumOf(this.orders.origins.get(order)) : 0;
  }

  // --------------------------------------------------------------------------------------------------- of what rests

  /** Rows of all orders, in order of entry. */
  byEntry(): number[] {
    const { orders } = this;
    const rows: number[] = [];
    for (let order = 0; order < orders.count; order += 1) {
      const row = orders.row(order);
      if (row !== NONE) rows.push(row);
    }
    return rows;
  }

  /** Resting sell orders, best price first, then earliest. */
  sells(): number[] {
    return this.#along(this.asks);
  }

  /** Resting buy orders, best limit first, then earliest; a premium counts for nothing here. */
  buys(): number[] {
    const bids = this.#along(this.bids);
    if (this.wishes.best === NO_LEVEL) return bids;
    return [...bids, ...this.#along(this.wishes)].sort((a, b) => this.limitOf(b) - this.limitOf(a) || a - b);
  }

  askLevels(most: number): PriceLevel[] {
    return this.#levelsAlong(this.asks, most);
  }

  bidLevels(most: number): PriceLevel[] {
    return this.wishes.best === NO_LEVEL
      ? this.#levelsAlong(this.bids, most)
      : this.levelsOf(this.buys()).slice(0, most);
  }

  /** An order in any state, as queries show it. */
  describe(order: number): RestingOrder {
    const { orders } = this;
    return {
      orderId: order,
      participant: orders.participant(order),
      side: orders.queue(order) === Queue.asks ? 'sell' : 'buy',
      priceSen: this.limitOf(order),
      remainingWh: orders.remainingWh(order),
    };
  }

  /** {@link describe} with the origin that the order states or wants. */
  stated(order: number): StatedOrder {
    const origin = this.orders.origins.get(order);
    return { ...this.describe(order), ...(origin === undefined ? {} : { origin }) };
  }

  /** Every order that was ever entered. */
  states(): OrderState[] {
    const { count, goodUntilMs } = this.orders;
    return Array.from({ length: count }, (_, order) => {
      const untilMs = goodUntilMs.get(order);
      const { origin, ...terms } = this.stated(order);
      return {
        ...terms,
        ...(untilMs === undefined ? {} : { goodUntilMs: untilMs }),
        ...(origin === undefined ? {} : { origin }),
      };
    });
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

  /** Goes along the levels of a ladder up to one, best first, from row to row until told to stop. */
  walk(ladder: PriceLadder, limit: number, visit: (row: number, priceSen: number) => boolean): void {
    for (let level = ladder.best; level <= limit; level = ladder.after(level)) {
      for (let row = ladder.head(level); row !== NONE; row = this.orders.nextAt(row)) {
        if (!visit(row, ladder.priceOf(level))) return;
      }
    }
  }

  #along(ladder: PriceLadder): number[] {
    const orders: number[] = [];
    this.walk(ladder, NO_LEVEL - 1, (row) => {
      orders.push(this.orders.orderAt(row));
      return true;
    });
    return orders;
  }

  #levelsAlong(ladder: PriceLadder, most: number): PriceLevel[] {
    const { orders } = this;
    const levels: PriceLevel[] = [];
    for (let level = ladder.best; level !== NO_LEVEL && levels.length < most; level = ladder.after(level)) {
      const sum = { priceSen: ladder.priceOf(level), energyWh: 0, orders: 0 };
      for (let row = ladder.head(level); row !== NONE; row = orders.nextAt(row)) {
        sum.energyWh += orders.remainingWhAt(row);
        sum.orders += 1;
      }
      levels.push(sum);
    }
    return levels;
  }
}

/** @internal */
export function premiumOf(origin: Origin | OriginPreference | undefined): number {
  return (origin as OriginPreference | undefined)?.premiumSen ?? 0;
}
