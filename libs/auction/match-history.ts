import { LadderBook } from './ladder-book.js';
import { pairTerms } from './origin.js';
import type {
  BookEvent,
  BookRules,
  Command,
  JournalEntry,
  Origin,
  OriginPreference,
  ReplaceCommand,
  Side,
} from './types.js';

/** Why a buy and a sell order did not trade with each other: the closed set, the farthest apart first. */
export type PairReason =
  | 'ORDER_UNKNOWN'
  | 'NOT_BUY_AND_SELL'
  | 'SAME_PARTICIPANT'
  | 'NEVER_TOGETHER'
  | 'ORIGIN_NOT_WANTED'
  | 'PRICE_NOT_MET'
  | 'NOT_OPEN'
  | 'CONDITION_NOT_MET'
  | 'OTHERS_FIRST';

/** Each reason as a sentence for the people behind the two orders. */
export const PAIR_REASONS: Readonly<Record<PairReason, string>> = {
  ORDER_UNKNOWN: 'The book has never accepted one of the two orders.',
  NOT_BUY_AND_SELL: 'The first is no buy order, or the second no sell order.',
  SAME_PARTICIPANT: 'Both are of one participant, and nobody trades with themselves.',
  NEVER_TOGETHER: 'The earlier was filled, cancelled or had expired when the later came.',
  ORIGIN_NOT_WANTED: 'The buyer wants another origin only.',
  PRICE_NOT_MET: 'The buyer, with any premium for the origin, pays less than the seller asks.',
  NOT_OPEN: 'One of them was gone, or was replaced, before the book opened, and in no call could they trade.',
  CONDITION_NOT_MET: 'Too little could trade at once for the fill or the minimum that the later one demanded.',
  OTHERS_FIRST: 'Orders with a better price, or as good and earlier, came first, and filled one of the two.',
};

/** A reason as a sentence, or that there is none. @param reason null: the two traded with each other */
export function reasonText(reason: PairReason | null): string {
  return reason === null ? 'They traded with each other.' : PAIR_REASONS[reason];
}

/** The time that an order stood in the book; in sequences, from and until without. */
interface Stay {
  readonly participant: number;
  readonly side: Side;
  readonly priceSen: number;
  readonly origin: Origin | OriginPreference | undefined;
  readonly from: number;
  readonly beforeOpening: boolean;
  remainingWh: number;
  until: number;
  /** It ended because all of it had traded. */
  isFilled: boolean;
  /** It expired at entry because a condition was not met. */
  isKilled: boolean;
}

/**
 * What became of every order of a journal, so that for any two that did not trade the reason can be told. Time and memory
 * are linear in the journal; a question takes constant time.
 *
 * @example
 * const reason = new MatchHistory(rules, entries).whyNot(1, 0);
 */
export class MatchHistory {
  readonly #book: LadderBook;
  /** By number of the order. */
  readonly #stays: Stay[] = [];
  readonly #traded = new Map<number, Set<number>>();
  /** Sequence at which the book opened after its orders had gathered; before it, no two meet. */
  #openedAt = Number.POSITIVE_INFINITY;

  /** @throws IchienError BOOK_RULES_INVALID */
  constructor(rules: BookRules, entries: Iterable<JournalEntry> = []) {
    this.#book = new LadderBook(rules);
    for (const { command } of entries) this.take(command);
  }

  /** Takes in the next command of a journal that grows. */
  take(command: Command): void {
    const beforeOpening = this.#book.phase === 'preOpen';
    for (const event of this.#book.apply(command)) this.#note(event, command, beforeOpening);
  }

  /** Number of the participant whose order it is; undefined if there is none. */
  participantOf(orderId: number): number | undefined {
    return this.#stays[orderId]?.participant;
  }

  /**
   * An order that was replaced is another one afterwards: each of its numbers has reasons of its own.
   *
   * @returns undefined if the two traded with each other
   */
  whyNot(buyOrderId: number, sellOrderId: number): PairReason | undefined {
    const buy = this.#stays[buyOrderId];
    const sell = this.#stays[sellOrderId];
    if (buy === undefined || sell === undefined) return 'ORDER_UNKNOWN';
    if (buy.side !== 'buy' || sell.side !== 'sell') return 'NOT_BUY_AND_SELL';
    return this.#traded.get(buyOrderId)?.has(sellOrderId) ? undefined : this.#whyNotThen(buy, sell);
  }

  /** The reason for two orders that did not trade. */
  #whyNotThen(buy: Stay, sell: Stay): PairReason {
    if (buy.participant === sell.participant) return 'SAME_PARTICIPANT';
    const [earlier, later] = buy.from < sell.from ? [buy, sell] : [sell, buy];
    if (earlier.until <= later.from) return 'NEVER_TOGETHER';
    const terms = pairTerms(buy, sell);
    if (terms === undefined) return 'ORIGIN_NOT_WANTED';
    if (terms.buyLimitSen < sell.priceSen) return 'PRICE_NOT_MET';
    const first = earlier.until < later.until ? earlier : later;
    if (later.beforeOpening && first.until <= this.#openedAt) {
      // Before the opening only a call fills, and it knows neither premiums nor hard preferences.
      return first.isFilled && meetsInCall(buy, sell) ? 'OTHERS_FIRST' : 'NOT_OPEN';
    }
    return later.isKilled ? 'CONDITION_NOT_MET' : 'OTHERS_FIRST';
  }

  #note(event: BookEvent, command: Command, beforeOpening: boolean): void {
    switch (event.type) {
      case 'accepted':
        if (command.type !== 'place') return;
        this.#stays.push(stayOf(command, command.origin, event.sequence, beforeOpening));
        return;
      case 'replaced': {
        const before = this.#end((command as ReplaceCommand).orderId, event.sequence);
        const terms = { ...before, priceSen: event.priceSen, energyWh: event.energyWh };
        this.#stays.push(stayOf(terms, before.origin, event.sequence, beforeOpening));
        return;
      }
      case 'trade': {
        const sells = this.#traded.get(event.buyOrderId) ?? new Set();
        this.#traded.set(event.buyOrderId, sells.add(event.sellOrderId));
        for (const orderId of [event.buyOrderId, event.sellOrderId]) {
          const stay = this.#stays[orderId]!;
          stay.remainingWh -= event.energyWh;
          if (stay.remainingWh > 0) continue;
          stay.until = event.sequence;
          stay.isFilled = true;
        }
        return;
      }
      case 'reduced':
        this.#stays[event.orderId]!.remainingWh = event.remainingWh;
        return;
      case 'cancelled':
        this.#end(event.orderId, event.sequence);
        return;
      case 'expired': {
        const isKilled = event.reason === 'fillOrKill' || event.reason === 'minimumFill';
        this.#end(event.orderId, event.sequence).isKilled = isKilled;
        return;
      }
      case 'opened':
        this.#openedAt = event.sequence;
        return;
    }
  }

  #end(orderId: number, sequence: number): Stay {
    const stay = this.#stays[orderId]!;
    stay.until = sequence;
    return stay;
  }
}

function stayOf(
  terms: { participant: number; side: Side; priceSen: number; energyWh: number },
  origin: Origin | OriginPreference | undefined,
  from: number,
  beforeOpening: boolean,
): Stay {
  const { participant, side, priceSen, energyWh } = terms;
  return {
    ...{ participant, side, priceSen, origin, from, beforeOpening },
    ...{ remainingWh: energyWh, until: Number.POSITIVE_INFINITY, isFilled: false, isKilled: false },
  };
}

/** True if a call can bring the two together. */
function meetsInCall(buy: Stay, sell: Stay): boolean {
  const isHard = (buy.origin as OriginPreference | undefined)?.kind === 'hard';
  return !isHard && buy.priceSen >= sell.priceSen;
}
