import { type LimitOrderOptions, OrderBook as NodeJsOrderBook, Side as NodeJsSide } from 'nodejs-order-book';
import matchEngine from 'orderbook-match-engine';
import {
  type BookEvent,
  type Command,
  DEFAULT_BOOK_RULES,
  type JournalEntry,
  LadderBook,
  type TradeEvent,
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

export const ICHIEN = 'ichien';

export const ENGINES: Readonly<Record<string, EngineMaker>> = {
  [ICHIEN]: (flow, tape) => new Ichien(flow, tape),
  'nodejs-order-book': (flow, tape) => new NodeJs(flow, tape),
  'orderbook-match-engine': (flow, tape) => new MatchEngine(flow, tape),
};

/** Commands that the market service stores in one transaction. */
const BATCH = 1000;

/**
 * Our book as the market service uses it: commands with ids of text, each checked and journalled, each event read by
 * who stores the trades. What was stored is dropped after each batch.
 */
class Ichien implements Engine {
  tradedWh = 0;
  readonly #flow: Flow;
  readonly #tape: TapedTrade[] | undefined;
  readonly #commands: readonly Command[];
  readonly #books: readonly LadderBook[];
  readonly #numbers: ReadonlyMap<string, number>;
  #journal: JournalEntry[] = [];
  #trades: TradeEvent[] = [];

  constructor(flow: Flow, tape?: TapedTrade[]) {
    this.#flow = flow;
    this.#tape = tape;
    const ids = orderIds(flow);
    this.#commands = commandsOf(flow, ids);
    this.#books = Array.from({ length: flow.books }, () => new LadderBook(DEFAULT_BOOK_RULES));
    this.#numbers = tape === undefined ? new Map() : new Map(ids.map((id, order) => [id, order]));
  }

  run(first: number, end: number): void {
    const { bookOf } = this.#flow;
    for (let message = first; message < end; message++) {
      const book = this.#books[bookOf[message]!]!;
      const command = this.#commands[message]!;
      this.#journal.push({ sequence: book.sequence + 1, command });
      this.#consume(book.apply(command), message);
      if (this.#journal.length === BATCH) {
        this.#journal = [];
        this.#trades = [];
      }
    }
  }

  #consume(events: readonly BookEvent[], message: number): void {
    for (const event of events) {
      switch (event.type) {
        case 'trade':
          this.tradedWh += event.energyWh;
          this.#trades.push(event);
          if (this.#tape !== undefined) this.#note(event, message, this.#tape);
          break;
        case 'rejected':
          throw new Error(`Message ${message} was refused: ${event.code}: ${event.message}`);
      }
    }
  }

  #note(trade: TradeEvent, message: number, tape: TapedTrade[]): void {
    const { sides, orderOf } = this.#flow;
    const taker = orderOf[message]!;
    const maker = this.#numbers.get(sides[taker] === BUY ? trade.sellOrderId : trade.buyOrderId)!;
    tape.push({ taker, maker, priceSen: trade.priceSen, energyWh: trade.energyWh });
  }
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
    const atMs = 1_700_000_000_000 + message;
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
