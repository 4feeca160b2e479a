import { type Rejection, rejectedEvent, rejection } from './rejection.js';
import { assertBookRules } from './rules.js';
import type {
  BookEvent,
  BookRules,
  CancelCommand,
  Command,
  OrderBook,
  PlaceCommand,
  PriceLevel,
  RestingOrder,
  Side,
} from './types.js';
import { validateCommand } from './validate-command.js';

interface Order {
  readonly orderId: string;
  readonly participantId: string;
  readonly side: Side;
  readonly priceSen: number;
  /** 0 once the order was filled, cancelled or has expired. */
  remainingWh: number;
}

/**
 * The market's rules written down as plainly as they can be: one list of orders in order of entry, searched and sorted
 * anew for every command. The reference that {@link LadderBook} is tested against; far too slow to trade with.
 */
export class NaiveBook implements OrderBook {
  readonly rules: BookRules;
  sequence = 0;
  closed = false;
  readonly #orders: Order[] = [];

  /** @throws IchienError BOOK_RULES_INVALID */
  constructor(rules: BookRules) {
    assertBookRules(rules);
    this.rules = Object.freeze({ ...rules });
  }

  apply(command: Command): readonly BookEvent[] {
    this.sequence += 1;
    const refusal = validateCommand(command, this.rules) ?? this.#refusal(command);
    if (refusal !== undefined) return [rejectedEvent(this.#next(), command, refusal)];
    switch (command.type) {
      case 'place':
        return this.#place(command);
      case 'cancel':
        return this.#cancel(command);
      case 'close':
        return this.#close();
    }
  }

  resting(side: Side): readonly RestingOrder[] {
    const orders = this.#orders.filter((order) => order.side === side && order.remainingWh > 0);
    return bestFirst(orders).map((order) => ({ ...order }));
  }

  depth(side: Side, limit: number): readonly PriceLevel[] {
    const resting = this.resting(side);
    const prices = [...new Set(resting.map((order) => order.priceSen))];
    return prices.slice(0, limit).map((priceSen) => {
      const orders = resting.filter((order) => order.priceSen === priceSen);
      return {
        priceSen,
        energyWh: orders.reduce((sumWh, order) => sumWh + order.remainingWh, 0),
        orders: orders.length,
      };
    });
  }

  /** The checks that need the book. */
  #refusal(command: Command): Rejection | undefined {
    if (this.closed) return rejection('BOOK_CLOSED', 'type', command.type, this.rules);
    if (command.type === 'close') return undefined;
    const { orderId, participantId } = command;
    const order = this.#find(orderId);
    if (command.type === 'place') {
      if (order !== undefined) return rejection('ORDER_DUPLICATE', 'orderId', orderId, this.rules);
      const entered = this.#orders.filter((other) => other.participantId === participantId).length;
      return entered >= this.rules.maxOrdersPerParticipant
        ? rejection('ORDER_LIMIT_REACHED', 'participantId', participantId, this.rules)
        : undefined;
    }
    if (order === undefined) return rejection('ORDER_UNKNOWN', 'orderId', orderId, this.rules);
    if (order.participantId !== participantId) {
      return rejection('ORDER_NOT_YOURS', 'participantId', participantId, this.rules);
    }
    return order.remainingWh === 0 ? rejection('ORDER_NOT_RESTING', 'orderId', orderId, this.rules) : undefined;
  }

  #place({ orderId, participantId, side, priceSen, energyWh }: PlaceCommand): BookEvent[] {
    const incoming: Order = { orderId, participantId, side, priceSen, remainingWh: energyWh };
    const events: BookEvent[] = [{ type: 'accepted', sequence: this.#next(), orderId }];
    const eligible = this.#orders.filter(
      (order) =>
        order.remainingWh > 0 &&
        order.side !== side &&
        order.participantId !== participantId &&
        (side === 'buy' ? order.priceSen <= priceSen : order.priceSen >= priceSen),
    );
    for (const resting of bestFirst(eligible)) {
      const tradedWh = Math.min(incoming.remainingWh, resting.remainingWh);
      if (tradedWh === 0) break;
      incoming.remainingWh -= tradedWh;
      resting.remainingWh -= tradedWh;
      const [buy, sell] = side === 'buy' ? [incoming, resting] : [resting, incoming];
      events.push({
        type: 'trade',
        sequence: this.#next(),
        buyOrderId: buy.orderId,
        sellOrderId: sell.orderId,
        buyerId: buy.participantId,
        sellerId: sell.participantId,
        priceSen: resting.priceSen,
        energyWh: tradedWh,
      });
    }
    this.#orders.push(incoming);
    return events;
  }

  #cancel({ orderId }: CancelCommand): BookEvent[] {
    const order = this.#find(orderId)!;
    const { remainingWh } = order;
    order.remainingWh = 0;
    return [{ type: 'cancelled', sequence: this.#next(), orderId, remainingWh }];
  }

  #close(): BookEvent[] {
    const events: BookEvent[] = [];
    for (const order of this.#orders) {
      const { orderId, remainingWh } = order;
      if (remainingWh === 0) continue;
      events.push({ type: 'expired', sequence: this.#next(), orderId, remainingWh });
      order.remainingWh = 0;
    }
    this.closed = true;
    events.push({ type: 'closed', sequence: this.#next() });
    return events;
  }

  #find(orderId: string): Order | undefined {
    return this.#orders.find((order) => order.orderId === orderId);
  }

  #next(): number {
    this.sequence += 1;
    return this.sequence;
  }
}

/** One side's orders by price; the sort is stable, so equal prices stay in order of entry. */
function bestFirst(orders: readonly Order[]): Order[] {
  return orders.toSorted((a, b) => (a.side === 'sell' ? a.priceSen - b.priceSen : b.priceSen - a.priceSen));
}
