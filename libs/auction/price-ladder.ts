import { NONE, type OrderPool } from './order-pool.js';
import type { BookRules, Side } from './types.js';

/** Stands for "no level": worse than every level that there is. */
export const NO_LEVEL = 2 ** 30;

/** The leftmost bit of a word; bit n of a word stands n places to its right, so `Math.clz32` finds the lowest n. */
const FIRST_BIT = 1 << 31;
/** All bits but the first: shifted right by n, the bits after bit n. */
const ALL_BUT_FIRST = 0x7fffffff;

/**
 * One side of a book: a queue of resting orders for every price of the band, and a bitmap of the queues that are not
 * empty. Levels count from the best price of the band outwards (the lowest for sellers, the highest for buyers), so on
 * both sides the lowest occupied level is the best price, and prices at least as good as a limit are levels up to it.
 *
 * The bitmap has three levels of 32-bit words, so a band may hold 32^3 prices and the next is found in three steps.
 */
export class PriceLadder {
  /** The best level at which an order rests, or {@link NO_LEVEL}. */
  best: number = NO_LEVEL;
  readonly #orders: OrderPool;
  /** Price of level 0. */
  readonly #bestPriceSen: number;
  /** +1 for sellers, -1 for buyers: which way prices go with the level. */
  readonly #direction: number;
  /**
   * In one piece, as it is used: by level the row of its first order, or NONE (the last one stands before the first); then
   * a bit for each level that is not empty; then a bit for each word of those that is not 0.
   */
  readonly #cells: Int32Array;
  readonly #wordsAt: number;
  readonly #groupsAt: number;
  /** A bit for each word of the last that is not 0. */
  #groups = 0;

  constructor(orders: OrderPool, side: Side, rules: BookRules) {
    const levels = rules.maxPriceSen - rules.minPriceSen + 1;
    this.#orders = orders;
    this.#bestPriceSen = side === 'sell' ? rules.minPriceSen : rules.maxPriceSen;
    this.#direction = side === 'sell' ? 1 : -1;
    this.#wordsAt = levels;
    this.#groupsAt = levels + Math.ceil(levels / 32);
    this.#cells = new Int32Array(this.#groupsAt + Math.ceil(levels / 1024)).fill(NONE, 0, levels);
  }

  /** Level of a price that is inside the band. */
  levelOf(priceSen: number): number {
    return Math.abs(priceSen - this.#bestPriceSen);
  }

  priceOf(level: number): number {
    return this.#bestPriceSen + this.#direction * level;
  }

  /** The next worse level at which an order rests, or {@link NO_LEVEL}. */
  after(level: number): number {
    const cells = this.#cells;
    const word = level >> 5;
    const inWord = cells[this.#wordsAt + word]! & (ALL_BUT_FIRST >>> (level & 31));
    if (inWord !== 0) return (word << 5) | Math.clz32(inWord);
    let group = word >> 5;
    let inGroup = cells[this.#groupsAt + group]! & (ALL_BUT_FIRST >>> (word & 31));
    if (inGroup === 0) {
      const groups = this.#groups & (ALL_BUT_FIRST >>> group);
      if (groups === 0) return NO_LEVEL;
      group = Math.clz32(groups);
      inGroup = cells[this.#groupsAt + group]!;
    }
    const next = (group << 5) | Math.clz32(inGroup);
    return (next << 5) | Math.clz32(cells[this.#wordsAt + next]!);
  }

  /** The row of the earliest order of a level, or NONE; the later ones follow by `orders.nextAt`. */
  head(level: number): number {
    return this.#cells[level]!;
  }

  /** Puts an order at the end of its level's queue. */
  append(row: number, level: number): void {
    const orders = this.#orders;
    const head = this.#cells[level]!;
    orders.setNextAt(row, NONE);
    if (head === NONE) {
      this.#cells[level] = row;
      orders.setPreviousAt(row, row);
      this.#occupy(level);
    } else {
      const last = orders.previousAt(head);
      orders.setNextAt(last, row);
      orders.setPreviousAt(row, last);
      orders.setPreviousAt(head, row);
    }
  }

  /** Takes an order out of its level's queue, wherever it stands. */
  remove(row: number, level: number): void {
    const orders = this.#orders;
    const next = orders.nextAt(row);
    const previous = orders.previousAt(row);
    const head = this.#cells[level]!;
    if (row !== head) {
      orders.setNextAt(previous, next);
      orders.setPreviousAt(next === NONE ? head : next, previous);
      return;
    }
    this.#cells[level] = next;
    if (next === NONE) this.#vacate(level);
    else orders.setPreviousAt(next, previous);
  }

  #occupy(level: number): void {
    const word = level >> 5;
    const group = word >> 5;
    this.#cells[this.#wordsAt + word]! |= FIRST_BIT >>> (level & 31);
    this.#cells[this.#groupsAt + group]! |= FIRST_BIT >>> (word & 31);
    this.#groups |= FIRST_BIT >>> group;
    if (level < this.best) this.best = level;
  }

  #vacate(level: number): void {
    const cells = this.#cells;
    const word = level >> 5;
    const group = word >> 5;
    cells[this.#wordsAt + word]! &= ~(FIRST_BIT >>> (level & 31));
    if (cells[this.#wordsAt + word] === 0) {
      cells[this.#groupsAt + group]! &= ~(FIRST_BIT >>> (word & 31));
      if (cells[this.#groupsAt + group] === 0) this.#groups &= ~(FIRST_BIT >>> group);
    }
    if (level === this.best) this.best = this.after(level);
  }
}
