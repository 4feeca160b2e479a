import { setImmediate } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import {
  BookObserver,
  type BookStatistics,
  enrolledIn,
  type JournalEntry,
  MatchHistory,
  type OrderLife,
  OrderLives,
  type PairReason,
  reasonText,
} from '#auction';
import { apiError } from '../errors.js';
import { ParticipantsService } from '../participants/participants.service.js';
import { MarketService } from './market.service.js';
import { MarketStore } from './market-store.js';

/** Commands taken in between two turns of the event loop: some milliseconds. */
const CHUNK = 2000;
/** Books whose statistics are kept: a day's that are open, and as many closed. */
const MAX_OBSERVED = 128;
/** Closed books whose history is kept. */
const MAX_HISTORIES = 8;

/** What is asked of a book of its whole life. */
interface Observed {
  /** The book's own journal, which grows. */
  readonly entries: readonly JournalEntry[];
  readonly observer: BookObserver;
  taken: number;
  reading: Promise<BookStatistics>;
}

/** One price and volume, sen/kWh and Wh; no price where no two orders met. */
export interface CalledOnce {
  readonly priceSen: number | null;
  readonly energyWh: number;
}

/** A slot's statistics, and for comparison what one call of the same orders would have given; null before gate closure. */
export interface SlotStatistics extends BookStatistics {
  readonly called: CalledOnce | null;
}

/** Why two orders did not trade with each other; null: they did. */
export interface PairAnswer {
  readonly reason: PairReason | null;
  readonly text: string;
}

/** Answers what needs a book's whole journal, without keeping the market waiting for it. */
@Injectable()
export class BookQuestionsService {
  readonly #open = new Map<number, Observed>();
  readonly #closed = new Map<number, Promise<SlotStatistics>>();
  readonly #histories = new Map<number, Promise<{ history: MatchHistory; enrolled: readonly string[] }>>();

  constructor(
    private readonly market: MarketService,
    private readonly store: MarketStore,
    private readonly participants: ParticipantsService,
  ) {}

  /**
   * How well a slot was quoted and served: spread, depth, fill rate (SET-21). Of an open book only the commands since the last
   * question are looked at; of a closed one the answer is kept.
   *
   * @throws IchienError SLOT_UNKNOWN, BOOK_DAMAGED
   */
  async statistics(slot: number): Promise<SlotStatistics> {
    const open = this.market.openJournal(slot);
    if (open === undefined) return kept(this.#closed, slot, MAX_OBSERVED, () => this.#statisticsOfStored(slot));
    let observed = this.#open.get(slot);
    // A book that was rebuilt has another journal: what was observed of the old one may never have been stored.
    if (observed === undefined || observed.entries !== open.entries) {
      const observer = new BookObserver(open.rules);
      const reading = Promise.resolve(observer.statistics());
      observed = { entries: open.entries, observer, taken: 0, reading };
    }
    const own = observed;
    own.reading = own.reading.then(() => catchUp(own));
    keep(this.#open, slot, MAX_OBSERVED, own);
    return { ...(await own.reading), called: null };
  }

  /**
   * Why a buy and a sell order of a closed slot did not trade with each other.
   *
   * @param ofParticipants one of the two must be theirs, else neither is known; undefined: anybody's
   * @throws IchienError SLOT_UNKNOWN, BOOK_DAMAGED; EVIDENCE_NOT_READY before gate closure
   */
  async whyNot(
    slot: number,
    buyOrderId: number,
    sellOrderId: number,
    ofParticipants?: readonly string[],
  ): Promise<PairAnswer> {
    const { history, enrolled } = await kept(this.#histories, slot, MAX_HISTORIES, () => this.#historyOf(slot));
    const names = ofParticipants?.map((participantId) => this.participants.pseudonymsOf(slot).of(participantId));
    const isShown =
      names === undefined ||
      [buyOrderId, sellOrderId].some((orderId) => names.includes(enrolled[history.participantOf(orderId) ?? -1] ?? ''));
    const reason = isShown ? (history.whyNot(buyOrderId, sellOrderId) ?? null) : 'ORDER_UNKNOWN';
    return { reason, text: reasonText(reason) };
  }

  /** The orders that a participant entered in a slot that was opened, and their ends. @throws IchienError SLOT_UNKNOWN, BOOK_DAMAGED */
  async ordersOf(slot: number, participantId: string): Promise<readonly OrderLife[]> {
    const name = this.participants.pseudonymsOf(slot).find(participantId);
    const { rules, entries } = this.market.openJournal(slot) ?? (await this.store.wholeJournal(slot));
    if (name === undefined || !enrolledIn(entries).includes(name)) return [];
    const lives = new OrderLives(rules, name);
    for (const [index, { command }] of [...entries].entries()) {
      lives.observe(command);
      if (index % CHUNK === CHUNK - 1) await setImmediate();
    }
    return lives.all();
  }

  async #statisticsOfStored(slot: number): Promise<SlotStatistics> {
    const { rules, closed, entries } = await this.store.wholeJournal(slot);
    const observer = new BookObserver(rules);
    const statistics = await catchUp({ entries, observer, taken: 0 });
    // Not open and not closed: it waits to be rebuilt or restored, and goes on then.
    if (!closed) {
      this.#closed.delete(slot);
      return { ...statistics, called: null };
    }
    await setImmediate();
    const call = observer.calledOnce();
    const energyWh = call?.trades.reduce((sumWh, trade) => sumWh + trade.energyWh, 0) ?? 0;
    return { ...statistics, called: { priceSen: call?.priceSen ?? null, energyWh } };
  }

  async #historyOf(slot: number) {
    const { rules, closed, entries } = await this.store.wholeJournal(slot);
    if (!closed) {
      const fix = 'Ask again after its gate closure.';
      throw apiError('EVIDENCE_NOT_READY', `Slot ${slot} is not closed.`, fix, { slot });
    }
    return { history: new MatchHistory(rules, entries), enrolled: enrolledIn(entries) };
  }
}

async function catchUp(observed: Omit<Observed, 'reading'>): Promise<BookStatistics> {
  const { entries, observer } = observed;
  while (observed.taken < entries.length) {
    const until = Math.min(entries.length, observed.taken + CHUNK);
    while (observed.taken < until) {
      observer.observe(entries[observed.taken]!.command);
      observed.taken += 1;
    }
    if (observed.taken < entries.length) await setImmediate();
  }
  return observer.statistics();
}

/** What is kept of a slot, or made once for all who ask at the same time; what fails is not kept. */
function kept<Value>(
  answers: Map<number, Promise<Value>>,
  slot: number,
  most: number,
  make: () => Promise<Value>,
): Promise<Value> {
  const answer = answers.get(slot) ?? make();
  keep(answers, slot, most, answer);
  answer.catch(() => answers.delete(slot));
  return answer;
}

/** Keeps a value as the newest, and forgets the oldest beyond `most`. */
function keep<Value>(values: Map<number, Value>, slot: number, most: number, value: Value): void {
  values.delete(slot);
  values.set(slot, value);
  if (values.size > most) values.delete(values.keys().next().value!);
}
