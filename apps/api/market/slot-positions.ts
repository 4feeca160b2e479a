import type { BookEvent, Command, Side } from '#auction';

/** What one participant has in one slot. */
export interface Position {
  boughtWh: number;
  soldWh: number;
  /** Orders the book has accepted from it, of any state. */
  ordersEntered: number;
  /** Commands the book has taken from it, refused ones as well. */
  commands: number;
  /** Resting orders by id. */
  readonly orders: Map<string, PositionOrder>;
}

export interface PositionOrder {
  readonly side: Side;
  readonly priceSen: number;
  remainingWh: number;
  /** When it expires, unix ms; undefined for gate closure. */
  readonly goodUntilMs: number | undefined;
}

/**
 * Who holds what in a slot: a projection of the book's events, so that nobody has to search the book.
 * Participants appear as the book names them (pseudonyms).
 */
export class SlotPositions {
  readonly #positions = new Map<string, Position>();
  readonly #owners = new Map<string, string>();
  /** Orders that were entered with an expiry; those that no longer rest are dropped when they are looked at. */
  readonly #expiring = new Set<string>();

  /** Takes in one command and the events that it caused. */
  apply(command: Command, events: readonly BookEvent[]): void {
    if ('participantId' in command) this.#positionOf(command.participantId).commands++;
    for (const event of events) {
      switch (event.type) {
        case 'accepted':
          if (command.type === 'place') this.#place(command);
          break;
        case 'trade':
          this.#fill(event.buyOrderId, event.energyWh).boughtWh += event.energyWh;
          this.#fill(event.sellOrderId, event.energyWh).soldWh += event.energyWh;
          break;
        case 'reduced':
          this.#ownerOf(event.orderId).orders.get(event.orderId)!.remainingWh = event.remainingWh;
          break;
        case 'replaced':
          this.#replace(event.orderId, event.priceSen, event.energyWh);
          break;
        case 'cancelled':
        case 'expired':
          this.#ownerOf(event.orderId).orders.delete(event.orderId);
          break;
      }
    }
  }

  /** True if an order rests whose time has come. */
  hasExpired(nowMs: number): boolean {
    for (const orderId of this.#expiring) {
      const order = this.#ownerOf(orderId).orders.get(orderId);
      if (order === undefined) this.#expiring.delete(orderId);
      else if (order.goodUntilMs! <= nowMs) return true;
    }
    return false;
  }

  /** The position of one participant; nothing traded and nothing resting if it is unknown here. */
  of(participantId: string): Readonly<Position> {
    return this.#positions.get(participantId) ?? emptyPosition();
  }

  #place(command: Extract<Command, { type: 'place' }>): void {
    const position = this.#positionOf(command.participantId);
    position.ordersEntered++;
    position.orders.set(command.orderId, {
      side: command.side,
      priceSen: command.priceSen,
      remainingWh: command.energyWh,
      goodUntilMs: command.goodUntilMs,
    });
    if (command.goodUntilMs !== undefined) this.#expiring.add(command.orderId);
    this.#owners.set(command.orderId, command.participantId);
  }

  #replace(orderId: string, priceSen: number, energyWh: number): void {
    const position = this.#ownerOf(orderId);
    position.ordersEntered++;
    position.orders.set(orderId, { ...position.orders.get(orderId)!, priceSen, remainingWh: energyWh });
  }

  #fill(orderId: string, energyWh: number): Position {
    const position = this.#ownerOf(orderId);
    const order = position.orders.get(orderId)!;
    order.remainingWh -= energyWh;
    if (order.remainingWh === 0) position.orders.delete(orderId);
    return position;
  }

  #positionOf(participantId: string): Position {
    let position = this.#positions.get(participantId);
    if (position === undefined) {
      position = emptyPosition();
      this.#positions.set(participantId, position);
    }
    return position;
  }

  #ownerOf(orderId: string): Position {
    return this.#positions.get(this.#owners.get(orderId)!)!;
  }
}

function emptyPosition(): Position {
  return { boughtWh: 0, soldWh: 0, ordersEntered: 0, commands: 0, orders: new Map() };
}
