import { type LimitOrderOptions, OrderBook as NodeJsOrderBook, Side as NodeJsSide } from 'nodejs-order-book';
import matchEngine from 'orderbook-match-engine';
import {
  type Command,
  CoreBook,
  DEFAULT_BOOK_RULES,
  EventKind,
  type EventLog,
  type JournalEntry,
  LadderBook,
} from '#auction';
import { BUY, CANCEL, type Flow } from './auction-flows.js';

/** A trade as every engine tells it: numbers of the orders in the flow. */
export interface TapedTrade {
  readonly taker: number;
  readonly maker: number;
  readonly priceSen: number;
  readonly energyWh: number;
}

/** An engine that a flow is fed to. What it takes in is made before the clock starts. */
export interface Engine {
  /** Applies messages from `first` up to, without, `end`. */
  run(first: number, end: number): void;
  /** Wh traded so far, as a consumer of the engine's answers counts them. */
  readonly tradedWh: number;
}

/** Makes an engine with empty books. With a tape every trade is noted on it, which costs time. */
export type EngineMaker = (flow: Flow, tape?: TapedTrade[]) => Engine;

/** Our book with ids of text, and its core without. */
export const ICHIEN = 'ichien';
export const ICHIEN_CORE = 'ichien-core';

export const ENGINES: Readonly<Record<string, EngineMaker>> = {
  [ICHIEN]: (flow, tape) => new Ichien(flow, tape),
  [ICHIEN_CORE]: (flow, tape) => new IchienCore(flow, tape),
  'nodejs-order-book': (flow, tape) => new NodeJs(flow, tape),
  'orderbook-match-engine': (flow, tape) => new MatchEngine(flow, tape),
};

/** Time of the first message. */
const FIRST_MS = 1_700_000_000_000;
/** Commands that the market service stores in one transaction. */
const BATCH = 1000;
/** Numbers in one gathered trade. */
const TRADE_NUMBERS = 4;

/** Who reads the events of our books: adds up what everybody bought and sold, and gathers the trades to be stored. */
class Consumer {
  tradedWh = 0;
  readonly #boughtWh: Float64Array;
  readonly #soldWh: Float64Array;
  /** By book and order. */
  readonly #participants: readonly Int32Array[];
  /** Orders, price and Wh of each trade of the batch, one after the other. */
  #trades = new Int32Array(4 * TRADE_NUMBERS * BATCH);
  #gathered = 0;

  constructor(flow: Flow, ordersOf: readonly (readonly number[])[]) {
    this.#boughtWh = new Float64Array(flow.participants.length);
    this.#soldWh = new Float64Array(flow.participants.length);
    this.#participants = ordersOf.map((orders) => new Int32Array(orders.length));
  }

  /**
   * Reads what one command did to a book.
   *
   * @param orderOf what the flow calls each order of this book
   */
  read(book: number, events: EventLog, tape: TapedTrade[] | undefined, orderOf: readonly number[]): void {
    const { count, kinds, orders, others, pricesSen, energiesWh } = events;
    const participants = this.#participants[book]!;
    for (let at = 0; at < count; at++) {
      if (kinds[at] === EventKind.accepted) {
        participants[orders[at]!] = others[at]!;
      } else if (kinds[at] === EventKind.trade) {
        const buy = orders[at]!;
        const sell = others[at]!;
        const priceSen = pricesSen[at]!;
        const energyWh = energiesWh[at]!;
        this.tradedWh += energyWh;
        this.#boughtWh[participants[buy]!]! += energyWh;
        this.#soldWh[participants[sell]!]! += energyWh;
        this.#gather(buy, sell, priceSen, energyWh);
        if (tape !== undefined) this.#note(orderOf[buy]!, orderOf[sell]!, priceSen, energyWh, tape);
      } else if (kinds[at] === EventKind.rejected) {
        throw new Error('An order was refused: the flow should hold none such.');
      }
    }
  }

  /** The batch is stored. */
  flush(): void {
    this.#gathered = 0;
  }

  #gather(buy: number, sell: number, priceSen: number, energyWh: number): void {
    if (this.#gathered === this.#trades.length) {
      const larger = new Int32Array(2 * this.#trades.length);
      larger.set(this.#trades);
      this.#trades = larger;
    }
    const trades = this.#trades;
    trades[this.#gathered++] = buy;
    trades[this.#gathered++] = sell;
    trades[this.#gathered++] = priceSen;
    trades[this.#gathered++] = energyWh;
  }

  /** The order that was entered later is the taker. */
  #note(buy: number, sell: number, priceSen: number, energyWh: number, tape: TapedTrade[]): void {
    tape.push({ taker: Math.max(buy, sell), maker: Math.min(buy, sell), priceSen, energyWh });
  }
}

/**
 * Our book as the market service uses it: commands with ids of text, each checked and journalled, each event read. What
 * was stored is dropped after each batch.
 */
class Ichien implements Engine {
  readonly #flow: Flow;
  readonly #tape: TapedTrade[] | undefined;
  readonly #commands: readonly Command[];
  readonly #books: readonly LadderBook[];
  readonly #consumer: Consumer;
  readonly #ordersOf: readonly number[][];
  #journal: JournalEntry[] = [];

  constructor(flow: Flow, tape?: TapedTrade[]) {
    this.#flow = flow;
    this.#tape = tape;
    this.#commands = commandsOf(flow, orderIds(flow));
    this.#books = Array.from({ length: flow.books }, () => new LadderBook(DEFAULT_BOOK_RULES));
    this.#ordersOf = ordersByBook(flow);
    this.#consumer = new Consumer(flow, this.#ordersOf);
  }

  get tradedWh(): number {
    return this.#consumer.tradedWh;
  }

  run(first: number, end: number): void {
    const { bookOf } = this.#flow;
    for (let message = first; message < end; message++) {
      const at = bookOf[message]!;
      const book = this.#books[at]!;
      const command = this.#commands[message]!;
      this.#journal.push({ sequence: book.sequence + 1, command });
      book.submit(command);
      this.#consumer.read(at, book.events, this.#tape, this.#ordersOf[at]!);
      if (this.#journal.length === BATCH) {
        this.#journal = [];
        this.#consumer.flush();
      }
    }
  }
}

/** Numbers in one record of the core's journal: sequence, kind and time, then participant, order, price and energy. */
const RECORD_NUMBERS = 7;

/** The core below it, where participants and orders have come in as numbers; all else as above. */
class IchienCore implements Engine {
  readonly #flow: Flow;
  readonly #tape: TapedTrade[] | undefined;
  readonly #books: readonly CoreBook[];
  readonly #consumer: Consumer;
  readonly #ordersOf: readonly number[][];
  readonly #journal = new Float64Array(BATCH * RECORD_NUMBERS);
  #journalled = 0;

  constructor(flow: Flow, tape?: TapedTrade[]) {
    this.#flow = flow;
    this.#tape = tape;
    this.#books = Array.from({ length: flow.books }, () => new CoreBook(DEFAULT_BOOK_RULES));
    const participants = flow.participants.reduce((most, participant) => Math.max(most, participant), 0) + 1;
    for (const book of this.#books) while (book.participants < participants) book.enrol();
    this.#ordersOf = ordersByBook(flow);
    this.#consumer = new Consumer(flow, this.#ordersOf);
  }

  get tradedWh(): number {
    return this.#consumer.tradedWh;
  }

  run(first: number, end: number): void {
    const { kinds, bookOf, orderOf, sides, participants, pricesSen, energiesWh } = this.#flow;
    for (let message = first; message < end; message++) {
      const at = bookOf[message]!;
      const book = this.#books[at]!;
      const order = orderOf[message]!;
      const participant = participants[order]!;
      const kind = kinds[message]!;
      const atMs = FIRST_MS + message;
      const priceSen = pricesSen[order]!;
      const energyWh = energiesWh[order]!;
      this.#record(book.sequence + 1, kind, atMs, participant, order, priceSen, energyWh);
      book.begin(atMs);
      // Only flows of one book have cancels: there the flow and the book number orders alike.
      if (kind === CANCEL) book.cancel(participant, order);
      else book.place(participant, sides[order] === BUY, priceSen, energyWh);
      this.#consumer.read(at, book.events, this.#tape, this.#ordersOf[at]!);
    }
  }

  #record(
    sequence: number,
    kind: number,
    atMs: number,
    participant: number,
    order: number,
    priceSen: number,
    energyWh: number,
  ): void {
    if (this.#journalled === BATCH) {
      this.#journalled = 0;
      this.#consumer.flush();
    }
    const at = RECORD_NUMBERS * this.#journalled++;
    const journal = this.#journal;
    journal[at] = sequence;
    journal[at + 1] = kind;
    journal[at + 2] = atMs;
    journal[at + 3] = participant;
    journal[at + 4] = order;
    journal[at + 5] = priceSen;
    journal[at + 6] = energyWh;
  }
}

/** What the flow calls each order of a book, in the book's order of entry. */
function ordersByBook(flow: Flow): number[][] {
  const orders = Array.from({ length: flow.books }, (): number[] => []);
  for (const [message, kind] of flow.kinds.entries()) {
    if (kind !== CANCEL) orders[flow.bookOf[message]!]!.push(flow.orderOf[message]!);
  }
  return orders;
}

/** Its answers carry no list of trades: filled makers are in `done`, one that was filled in part is `partial`. */
class NodeJs implements Engine {
  tradedWh = 0;
  readonly #flow: Flow;
  readonly #tape: TapedTrade[] | undefined;
  readonly #options: readonly LimitOrderOptions[];
  readonly #ids: readonly string[];
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #books: readonly NodeJsOrderBook[];

  constructor(flow: Flow, tape?: TapedTrade[]) {
    this.#flow = flow;
    this.#tape = tape;
    this.#ids = orderIds(flow);
    this.#numbers = tape === undefined ? new Map() : new Map(this.#ids.map((id, order) => [id, order]));
    this.#options = this.#ids.map((id, order) => ({
      id,
      side: flow.sides[order] === BUY ? NodeJsSide.BUY : NodeJsSide.SELL,
      size: flow.energiesWh[order]!,
      price: flow.pricesSen[order]!,
    }));
    this.#books = Array.from({ length: flow.books }, () => new NodeJsOrderBook());
  }

  run(first: number, end: number): void {
    const { kinds, bookOf, orderOf, energiesWh } = this.#flow;
    for (let message = first; message < end; message++) {
      const book = this.#books[bookOf[message]!]!;
      const order = orderOf[message]!;
      if (kinds[message] === CANCEL) {
        if (book.cancel(this.#ids[order]!) === undefined) throw new Error(`Message ${message}: nothing to cancel`);
        continue;
      }
      const answer = book.limit(this.#options[order]!);
      if (answer.err !== null) throw new Error(`Message ${message} was refused: ${answer.err.message}`);
      if (answer.done.length === 0 && answer.partial === null) continue;
      this.tradedWh += energiesWh[order]! - answer.quantityLeft;
      if (this.#tape !== undefined) this.#note(answer, order, this.#tape);
    }
  }

  #note(answer: ReturnType<NodeJsOrderBook['limit']>, taker: number, tape: TapedTrade[]): void {
    const takerId = this.#ids[taker]!;
    let openWh = this.#flow.energiesWh[taker]! - answer.quantityLeft;
    for (const maker of [...answer.done, answer.partial]) {
      if (maker === null || maker.id === takerId) continue;
      const energyWh = maker === answer.partial ? answer.partialQuantityProcessed : maker.size;
      openWh -= energyWh;
      const order = this.#numbers.get(maker.id)!;
      tape.push({ taker, maker: order, priceSen: this.#flow.pricesSen[order]!, energyWh });
    }
    if (openWh !== 0) throw new Error(`Order ${taker}: the answer leaves ${openWh} Wh unexplained`);
  }
}

/** Its ids are numbers; prices and quantities become decimals of its own. */
class MatchEngine implements Engine {
  tradedWh = 0;
  readonly #flow: Flow;
  readonly #tape: TapedTrade[] | undefined;
  readonly #books: readonly InstanceType<typeof matchEngine.Orderbook>[];

  constructor(flow: Flow, tape?: TapedTrade[]) {
    this.#flow = flow;
    this.#tape = tape;
    this.#books = Array.from({ length: flow.books }, () => new matchEngine.Orderbook());
  }

  run(first: number, end: number): void {
    const { kinds, bookOf, orderOf, sides, pricesSen, energiesWh } = this.#flow;
    const { ASK, BID } = matchEngine.TRADE_SIDE;
    for (let message = first; message < end; message++) {
      const book = this.#books[bookOf[message]!]!;
      const order = orderOf[message]!;
      if (kinds[message] === CANCEL) {
        book.cancel(order);
        continue;
      }
      const { trades } = book.add(order, sides[order] === BUY ? BID : ASK, pricesSen[order]!, energiesWh[order]!);
      for (const trade of trades) {
        const energyWh = Number(trade.tradeQuantity);
        this.tradedWh += energyWh;
        this.#tape?.push({ taker: order, maker: trade.makerOrderId, priceSen: Number(trade.tradePrice), energyWh });
      }
    }
  }
}

/** A participant's pseudonym of the slot, as the market service hands it in. */
function pseudonym(participant: number): string {
  const digits = (Math.imul(participant + 1, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0');
  return flat(`${digits}${String(participant).padStart(8, '0')}`.repeat(2));
}

/** Ids as the agents make them: twelve digits of the pseudonym and a count. */
export function orderIds(flow: Flow): string[] {
  const entered = new Map<number, number>();
  return Array.from({ length: ordersIn(flow) }, (_, order) => {
    const participant = flow.participants[order]!;
    const count = (entered.get(participant) ?? 0) + 1;
    entered.set(participant, count);
    return flat(`${pseudonym(participant).slice(0, 12)}-${count}`);
  });
}

/** The flow as commands. A cancel names its order with a text of its own, as a request that was read from the wire does. */
export function commandsOf(flow: Flow, ids: readonly string[]): Command[] {
  const pseudonyms = new Map<number, string>();
  const pseudonymOf = (participant: number): string => {
    const known = pseudonyms.get(participant) ?? pseudonym(participant);
    pseudonyms.set(participant, known);
    return known;
  };
  return Array.from(flow.kinds, (kind, message): Command => {
    const order = flow.orderOf[message]!;
    const participantId = pseudonymOf(flow.participants[order]!);
    const atMs = FIRST_MS + message;
    if (kind === CANCEL) return { type: 'cancel', orderId: flat(ids[order]!), participantId, atMs };
    return {
      type: 'place',
      orderId: ids[order]!,
      participantId,
      side: flow.sides[order] === BUY ? 'buy' : 'sell',
      priceSen: flow.pricesSen[order]!,
      energyWh: flow.energiesWh[order]!,
      atMs,
    };
  });
}

function ordersIn(flow: Flow): number {
  return flow.kinds.reduce((count, kind) => (kind === CANCEL ? count : count + 1), 0);
}

/** A text of its own in one piece, as JSON.parse makes them, not a chain of the pieces that it was made of. */
function flat(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}
