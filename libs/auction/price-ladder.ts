import { NONE, type OrderPool } from './order-pool.js';
import type { BookRules, Side } from './types.js';

/** The leftmost bit of a word; bit n of a word stands n places to its right, so `Math.clz32` finds the lowest n. */
const FIRST_BIT = 1 << 31;
/** All bits but the first: shifted right by n, the bits after bit n. */
const ALL_BUT_FIRST = 0x7fffffff;

/**
 * One side of a book: a queue of resting orders for every price of the band, and a bitmap of the queues that are not
 * empty. Levels count from the best price of the band outwards (the lowest for sellers, the highest for buyers), so on
 * both sides the lowest occupied level is the best price, and prices at least as good as a limit are levels up to it.
 *
 * The bitmap has three levels of 32-bit words, so a band may hold 32^3 prices and the best is found in three steps.
 */
export class PriceLadder {
  readonly #orders: OrderPool;
  /** Price of level 0. */
  readonly #bestPriceSen: number;
  /** +1 for sellers, -1 for buyers: which way prices go with the level. */
  readonly #direction: number;
  /** First and last order of each level's queue, side by side; NONE if it is empty. */
  readonly #ends: Int32Array;
  /** A bit per level that is not empty; a bit per word of those that is not 0; and once more. */
  readonly #occupied: Int32Array;
  readonly #occupiedWords: Int32Array;
  #occupiedGroups = 0;

  constructor(orders: OrderPool, side: Side, rules: BookRules) {
    const levels = rules.maxPriceSen - rules.minPriceSen + 1;
    this.#orders = orders;
    this.#bestPriceSen = side === 'sell' ? rules.minPriceSen : rules.maxPriceSen;
    this.#direction = side === 'sell' ? 1 : -1;
    this.#ends = new Int32Array(2 * levels).fill(NONE);
    this.#occupied = new Int32Array(Math.ceil(levels / 32));
    this.#occupiedWords = new Int32Array(Math.ceil(levels / 1024));
  }

  /** Level of a price that is inside the band. */
  levelOf(priceSen: number): number {
    return Math.abs(priceSen - this.#bestPriceSen);
  }

  priceOf(level: number): number {
    return this.#bestPriceSen + this.#direction * level;
  }

  /** The best level at which an order rests, or NONE. */
  best(): number {
    return this.#occupiedGroups === 0 ? NONE : this.#firstOfGroup(Math.clz32(this.#occupiedGroups));
  }

  /** The next worse level at which an order rests, or NONE. */
  after(level: number): number {
    const word = level >> 5;
    const inWord = this.#occupied[word]! & (ALL_BUT_FIRST >>> (level & 31));
    if (inWord !== 0) return (word << 5) | Math.clz32(inWord);
    const group = word >> 5;
    const inGroup = this.#occupiedWords[group]! & (ALL_BUT_FIRST >>> (word & 31));
    if (inGroup !== 0) return this.#firstOfWord((group << 5) | Math.clz32(inGroup));
    const groups = this.#occupiedGroups & (ALL_BUT_FIRST >>> group);
    return groups === 0 ? NONE : this.#firstOfGroup(Math.clz32(groups));
  }

  /** The earliest order of a level, or NONE; the later ones follow by `orders.next`. */
  head(level: number): number {
    return this.#ends[2 * level]!;
  }

  /** Puts an order at the end of its level's queue. */
  append(order: number): void {
    const orders = this.#orders;
    const ends = this.#ends;
    const level = orders.level(order);
    const tail = ends[2 * level + 1]!;
    orders.setPrevious(order, tail);
    orders.setNext(order, NONE);
    ends[2 * level + 1] = order;
    if (tail === NONE) {
      ends[2 * level] = order;
      this.#occupy(level);
    } else {
      orders.setNext(tail, order);
    }
  }

  /** Takes an order out of its level's queue, wherever it stands. It keeps its own `next`, so a walk can go on from it. */
  remove(order: number): void {
    const orders = this.#orders;
    const ends = this.#ends;
    const level = orders.level(order);
    const next = orders.next(order);
    const previous = orders.previous(order);
    if (previous === NONE) ends[2 * level] = next;
    else orders.setNext(previous, next);
    if (next === NONE) ends[2 * level + 1] = previous;
    else orders.setPrevious(next, previous);
    if (previous === NONE && next === NONE) this.#vacate(level);
  }

  #occupy(level: number): void {
    const word = level >> 5;
    const group = word >> 5;
    this.#occupied[word]! |= FIRST_BIT >>> (level & 31);
    this.#occupiedWords[group]! |= FIRST_BIT >>> (word & 31);
    this.#occupiedGroups |= FIRST_BIT >>> group;
  }

  #vacate(level: number): void {
    const word = level >> 5;
    const group = word >> 5;
    this.#occupied[word]! &= ~(FIRST_BIT >>> (level & 31));
    if (this.#occupied[word] !== 0) return;
    this.#occupiedWords[group]! &= ~(FIRST_BIT >>> (word & 31));
    if (this.#occupiedWords[group] !== 0) return;
    this.#occupiedGroups &= ~(FIRST_BIT >>> group);
  }

  #firstOfGroup(group: number): number {
    return this.#firstOfWord((group << 5) | Math.clz32(this.#occupiedWords[group]!));
  }

  #firstOfWord(word: number): number {
    return (word << 5) | Math.clz32(this.#occupied[word]!);
  }
}
