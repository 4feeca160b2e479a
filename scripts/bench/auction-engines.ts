import { type LimitOrderOptions, OrderBook as NodeJsOrderBook, Side as NodeJsSide } from 'nodejs-order-book';
import matchEngine from 'orderbook-match-engine';
import { ByteWriter, type Command, DEFAULT_BOOK_RULES, EventKind, type EventLog, LadderBook } from '#auction';
import { BUY, CANCEL, FIRST_MS, type Flow } from './auction-flows.js';

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

/** Ours. */
export const ICHIEN = 'ichien';

export const ENGINES: Readonly<Record<string, EngineMaker>> = {
  [ICHIEN]: (flow, tape) => new Ichien(flow, tape),
  'nodejs-order-book': (flow, tape) => new NodeJs(flow, tape),
  'orderbook-match-engine': (flow, tape) => new MatchEngine(flow, tape),
};

/**
 * Our book as the market service drives it (`OpenBook`): each command, an object as a request gives it, is submitted with
 * every check; the positions of the slot are kept from the events; the journal's record is built, which is what its chain
 * hashes. Left out are what the service does to the edges of it: the request, the hash itself, rows of the database, objects
 * of the answer.
 */
class Ichien implements Engine {
  readonly #bookOf: Uint8Array;
  readonly #commands: readonly Command[];
  readonly #tape: TapedTrade[] | undefined;
  readonly #books: readonly LadderBook[];
  readonly #ordersOf: readonly number[][];

  constructor(flow: Flow, tape?: TapedTrade[]) {
    this.#bookOf = flow.bookOf;
    this.#commands = Array.from(flow.kinds, (_, message) => commandOf(flow, message));
    this.#tape = tape;
    this.#books = booksOf(flow);
    this.#ordersOf = tape === undefined ? [] : ordersByBook(flow);
  }

  /** As the positions tell it: every Wh has one buyer. */
  get tradedWh(): number {
    let sumWh = 0;
    for (const book of this.#books) {
      for (let home = 0; home < book.participants; home++) sumWh += book.boughtBy(home);
    }
    return sumWh;
  }

  run(first: number, end: number): void {
    for (let message = first; message < end; message++) {
      const at = this.#bookOf[message]!;
      const book = this.#books[at]!;
      const refusal = book.submit(this.#commands[message]!);
      if (refusal !== undefined) throw new Error(`Message ${message} was refused: ${refusal}.`);
      if (this.#tape !== undefined) this.#note(book.events, this.#ordersOf[at]!, this.#tape);
    }
  }

  #note(events: EventLog, orderOf: readonly number[], tape: TapedTrade[]): void {
    for (let at = 0; at < events.count; at++) {
      if (events.kindAt(at) !== EventKind.trade) continue;
      const [buy, sell] = [orderOf[events.orderAt(at)]!, orderOf[events.otherAt(at)]!];
      // The order that was entered later is the taker.
      const sides = { taker: Math.max(buy, sell), maker: Math.min(buy, sell) };
      tape.push({ ...sides, priceSen: events.priceSenAt(at), energyWh: events.energyWhAt(at) });
    }
  }
}

/** The books of a flow, with everybody enrolled. */
export function booksOf(flow: Flow): LadderBook[] {
  const participants = flow.participants.reduce((most, participant) => Math.max(most, participant), 0) + 1;
  const record = new ByteWriter();
  return Array.from({ length: flow.books }, () => {
    const book = new LadderBook(DEFAULT_BOOK_RULES, record);
    for (let home = 0; home < participants; home++) {
      book.enrol(`home-${home}`, FIRST_MS);
    }
    return book;
  });
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

/** Ids for the engine that wants texts. */
function orderIds(flow: Flow): string[] {
  return Array.from({ length: ordersIn(flow) }, (_, order) => flat(`${flow.participants[order]}-${order}`));
}

/** A message as a command. Orders are cancelled in flows of one book only: there the flow and the book number them alike. */
export function commandOf(flow: Flow, message: number): Command {
  const orderId = flow.orderOf[message]!;
  const participant = flow.participants[orderId]!;
  const atMs = FIRST_MS + message;
  if (flow.kinds[message] === CANCEL) return { type: 'cancel', orderId, participant, atMs };
  const side = flow.sides[orderId] === BUY ? 'buy' : 'sell';
  return {
    type: 'place',
    participant,
    side,
    priceSen: flow.pricesSen[orderId]!,
    energyWh: flow.energiesWh[orderId]!,
    atMs,
  };
}

function ordersIn(flow: Flow): number {
  return flow.kinds.reduce((count, kind) => (kind === CANCEL ? count : count + 1), 0);
}

/** A text of its own in one piece, as JSON.parse makes them, not a chain of the pieces that it was made of. */
function flat(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}
