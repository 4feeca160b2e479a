import {
  type BookCommand,
  type BookEvent,
  type BookPhase,
  type CancelCommand,
  type Command,
  isId,
  MatchHistory,
  type OrderBook,
  type PairReason,
  type PlaceCommand,
  type PriceLevel,
  type ReduceCommand,
  type RejectedEvent,
  type RejectionCode,
  type ReplaceCommand,
  type RestingOrder,
  reasonText,
  type Side,
  shownValue,
  type Trade,
} from '#auction';

type Named<Stated> = Stated extends unknown
  ? Omit<Stated, 'orderId' | 'participant'> & { readonly orderId: string; readonly participantId: string }
  : never;

/** A command as people write it: orders and participants under names that they choose. */
export type NamedCommand = Named<PlaceCommand | CancelCommand | ReduceCommand | ReplaceCommand> | BookCommand;

/** An event in the same names. `orderId` of a refusal is what the command gave, cut to 64 characters, or empty. */
export type NamedEvent =
  | Exclude<BookEvent, { readonly orderId: number } | { readonly type: 'trade' | 'rejected' | 'enrolled' }>
  | NamedOrderEvent
  | (Omit<Trade, 'buyOrderId' | 'sellOrderId'> & {
      readonly type: 'trade';
      readonly buyOrderId: string;
      readonly sellOrderId: string;
    })
  | (Omit<RejectedEvent, 'code'> & { readonly orderId: string; readonly code: NamedRejectionCode });

type NamedOrderEvent = OfOrder<Extract<BookEvent, { readonly orderId: number }>>;
type OfOrder<Event> = Event extends unknown ? Omit<Event, 'orderId'> & { readonly orderId: string } : never;
export type NamedRejectionCode = RejectionCode | 'ORDER_DUPLICATE';
export type NamedOrder = Omit<RestingOrder, 'orderId' | 'participant'> & {
  readonly orderId: string;
  readonly participantId: string;
};

/** A question of people about two orders by name. An order that was replaced is asked about as it stands since. */
export interface WhyNotQuestion {
  readonly type: 'whyNot';
  readonly buyOrderId: string;
  readonly sellOrderId: string;
}

/** Why the two did not trade with each other; null: they did. No event of the book: it has no number in the sequence. */
export interface WhyNotAnswer extends WhyNotQuestion {
  readonly reason: PairReason | null;
  readonly message: string;
}

/** A number that no order and no participant has. */
const NOBODY = 2 ** 32 - 1;
const MAX_SHOWN_LENGTH = 64;
const ORDER_COMMANDS: ReadonlySet<unknown> = new Set(['place', 'cancel', 'reduce', 'replace']);
const ID_FIX = 'Give an id of 1 to 64 of A-Z a-z 0-9 . _ : and -.';
const DUPLICATE_FIX = 'This book has accepted that id before: choose one that was never used in it.';
/** Codes that a book gives about a number which here is a name, and the field that the name stands in. */
const NAMED_FIELDS: Readonly<Partial<Record<RejectionCode, 'orderId' | 'participantId'>>> = {
  ORDER_UNKNOWN: 'orderId',
  ORDER_NOT_RESTING: 'orderId',
  ORDER_NOT_YOURS: 'participantId',
  ORDER_LIMIT_REACHED: 'participantId',
};

/**
 * A book for people who write commands by hand: it speaks in names, has them enrolled as they come, and puts numbers to the
 * book behind it. Enrolments are left out of the sequence. An order that was replaced keeps its name.
 */
export class NamedBook {
  readonly #orders = new Map<string, number>();
  readonly #participants = new Map<string, number>();
  /** Name of each order, by number. */
  readonly #orderIds: string[] = [];
  /** What was put to the book since the last question, for the history that answers the next. */
  #untold: Command[] = [];
  #history: MatchHistory | undefined;
  /** Numbers of the sequence that were spent on enrolments. */
  #hidden = 0;

  constructor(private readonly book: OrderBook) {}

  get sequence(): number {
    return this.book.sequence - this.#hidden;
  }

  get phase(): BookPhase {
    return this.book.phase;
  }

  get closed(): boolean {
    return this.book.closed;
  }

  get nowMs(): number {
    return this.book.nowMs;
  }

  depth(side: Side, limit: number): readonly PriceLevel[] {
    return this.book.depth(side, limit);
  }

  resting(side: Side): NamedOrder[] {
    return this.book.resting(side).map(({ orderId, participant: _, ...terms }) => ({
      orderId: this.#orderIds[orderId]!,
      participantId: this.book.participantIdOf(orderId),
      ...terms,
    }));
  }

  /** Applies a command, which may be anything: the book refuses and numbers what is none like any other. */
  apply(command: NamedCommand): NamedEvent[] {
    const { type, orderId, participantId } = (command ?? {}) as { [field: string]: unknown };
    // Who enrols here does so by a first order.
    if (type === 'enrol') return this.#put({ ...(command as object), type: undefined } as never, command);
    if (!ORDER_COMMANDS.has(type)) return this.#put(command as BookCommand, command);
    const { orderId: _, participantId: __, ...terms } = command as Exclude<NamedCommand, BookCommand>;
    // A book refuses a participant that is no number before time passes, and one that is nobody's after.
    if (!isId(orderId) || !isId(participantId)) {
      return this.#put({ ...terms, orderId: 0, participant: -1 } as Command, command);
    }
    if (type !== 'place') {
      const order = this.#orders.get(orderId) ?? NOBODY;
      const participant = this.#participants.get(participantId) ?? NOBODY;
      return this.#put({ ...terms, orderId: order, participant } as Command, command);
    }
    const participant = this.#orders.has(orderId) ? NOBODY : this.#numberOf(participantId);
    return this.#put({ ...terms, participant } as Command, command);
  }

  /** Tells why two orders did not trade with each other so far. The book does not notice. */
  whyNot({ buyOrderId, sellOrderId }: WhyNotQuestion): WhyNotAnswer {
    this.#history ??= new MatchHistory(this.book.rules);
    for (const command of this.#untold) this.#history.take(command);
    this.#untold = [];
    const [buy, sell] = [buyOrderId, sellOrderId].map((orderId) => this.#orders.get(orderId) ?? NOBODY);
    const reason = this.#history.whyNot(buy!, sell!) ?? null;
    return { type: 'whyNot', buyOrderId, sellOrderId, reason, message: reasonText(reason) };
  }

  #put(command: Command, stated: NamedCommand): NamedEvent[] {
    return this.#apply(command).map((event) => this.#named(event, stated));
  }

  #apply(command: Command): readonly BookEvent[] {
    this.#untold.push(command);
    return this.book.apply(command);
  }

  /** The number of a participant, who is enrolled if need be; a closed book enrols nobody. */
  #numberOf(participantId: string): number {
    const known = this.#participants.get(participantId);
    if (known !== undefined) return known;
    const before = this.book.sequence;
    const [event] = this.#apply({ type: 'enrol', participantId, atMs: this.book.nowMs });
    this.#hidden += this.book.sequence - before;
    if (event?.type !== 'enrolled') return NOBODY;
    this.#participants.set(participantId, event.participant);
    return event.participant;
  }

  #named(event: BookEvent, stated: NamedCommand): NamedEvent {
    const sequence = event.sequence - this.#hidden;
    switch (event.type) {
      case 'trade': {
        const { type, buyOrderId, sellOrderId, priceSen, energyWh } = event;
        return {
          ...{ type, sequence, buyOrderId: this.#orderIds[buyOrderId]!, sellOrderId: this.#orderIds[sellOrderId]! },
          ...{ buyerId: this.book.participantIdOf(buyOrderId), sellerId: this.book.participantIdOf(sellOrderId) },
          ...{ priceSen, energyWh },
        };
      }
      case 'rejected':
        return { ...this.#refusal(event, stated), sequence };
      case 'accepted':
      case 'replaced': {
        const { orderId } = stated as { orderId: string };
        this.#orders.set(orderId, event.orderId);
        this.#orderIds[event.orderId] = orderId;
        return { ...event, sequence, orderId };
      }
      case 'cancelled':
      case 'reduced':
      case 'expired':
        return { ...event, sequence, orderId: this.#orderIds[event.orderId]! };
      default:
        return { ...event, sequence } as NamedEvent;
    }
  }

  /** A refusal that names what was named, not the number that was put to the book. */
  #refusal({ type, sequence, code, message }: RejectedEvent, stated: NamedCommand): NamedEvent {
    const names = (stated ?? {}) as { orderId?: unknown; participantId?: unknown };
    const orderId = typeof names.orderId === 'string' ? names.orderId.slice(0, MAX_SHOWN_LENGTH) : '';
    const refuse = (code: NamedRejectionCode, field: 'orderId' | 'participantId', fix: string): NamedEvent => {
      return { type, sequence, orderId, code, message: `${field} is ${shownValue(names[field])}. ${fix}` };
    };
    if (code === 'PARTICIPANT_INVALID') {
      return isId(names.orderId)
        ? refuse('PARTICIPANT_ID_INVALID', 'participantId', ID_FIX)
        : refuse('ORDER_ID_INVALID', 'orderId', ID_FIX);
    }
    if (code === 'PARTICIPANT_NOT_ENROLLED') return refuse('ORDER_DUPLICATE', 'orderId', DUPLICATE_FIX);
    const field = NAMED_FIELDS[code];
    if (field !== undefined) return refuse(code, field, message.slice(message.indexOf('. ') + 2));
    // It was kept from the book, which has seen no type.
    const isEnrol = (stated as { type?: unknown } | null | undefined)?.type === 'enrol';
    return { type, sequence, orderId, code, message: isEnrol ? message.replace('is missing', 'is "enrol"') : message };
  }
}
