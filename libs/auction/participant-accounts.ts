import { NONE } from './order-pool.js';

const INITIAL_PARTICIPANTS = 256;

/** An account takes 32 bytes, so that each command meets it in one piece of memory: two sums, then four counts. */
const SUMS = 4;
const BOUGHT_WH = 0;
const SOLD_WH = 1;
const COUNTS = 8;
const ENTERED = 4;
const LAST = 5;
const SENT = 6;

/** Who takes part in a book: the id of each by its number, what it bought and sold, and how much it has asked for. */
export class ParticipantAccounts {
  /** How many have enrolled; the number of the next. */
  count = 0;
  readonly ids: string[] = [];
  readonly #enrolled = new Set<string>();
  #sums = new Float64Array(SUMS * INITIAL_PARTICIPANTS);
  /** The same memory. */
  #counts = new Int32Array(this.#sums.buffer);

  has(participantId: string): boolean {
    return this.#enrolled.has(participantId);
  }

  /** @returns its number */
  add(participantId: string): number {
    const participant = this.count;
    this.count = this.ids.push(participantId);
    this.#enrolled.add(participantId);
    if (SUMS * participant === this.#sums.length) {
      const sums = new Float64Array(2 * this.#sums.length);
      sums.set(this.#sums);
      this.#sums = sums;
      this.#counts = new Int32Array(sums.buffer);
    }
    this.#counts[COUNTS * participant + LAST] = NONE;
    return participant;
  }

  /** Wh bought so far. */
  boughtWh(participant: number): number {
    return this.#sums[SUMS * participant + BOUGHT_WH]!;
  }

  /** Wh sold so far. */
  soldWh(participant: number): number {
    return this.#sums[SUMS * participant + SOLD_WH]!;
  }

  /** Commands about its orders, also those that were refused; 0 of one that has not enrolled. */
  sent(participant: number): number {
    return participant < this.count ? this.#counts[COUNTS * participant + SENT]! : 0;
  }

  /** Orders that a participant has entered, whatever became of them. */
  entered(participant: number): number {
    return this.#counts[COUNTS * participant + ENTERED]!;
  }

  /** The last order that a participant has entered, or {@link NONE}. */
  last(participant: number): number {
    return this.#counts[COUNTS * participant + LAST]!;
  }

  /** Counts a command. @param participant who sent it, enrolled or not */
  send(participant: number): void {
    if (participant < this.count) this.#counts[COUNTS * participant + SENT]! += 1;
  }

  /** Counts an order. @returns the last one before it */
  enter(participant: number, order: number): number {
    const counts = this.#counts;
    const at = COUNTS * participant;
    const earlier = counts[at + LAST]!;
    counts[at + ENTERED]! += 1;
    counts[at + LAST] = order;
    return earlier;
  }

  trade(buyer: number, seller: number, energyWh: number): void {
    const sums = this.#sums;
    sums[SUMS * buyer + BOUGHT_WH]! += energyWh;
    sums[SUMS * seller + SOLD_WH]! += energyWh;
  }
}
