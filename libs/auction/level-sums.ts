import type { PriceBand } from '#energy';
import type { Side } from './types.js';

/** Energy of one side by price, its sum, and its best price; adding costs the same however much rests. */
export class LevelSums {
  /** Wh by price, the best of the band first. */
  readonly #wh: Float64Array;
  readonly #firstSen: number;
  readonly #direction: 1 | -1;
  /** No level before it has energy. */
  #best: number;
  #totalWh = 0;

  constructor(side: Side, { minPriceSen, maxPriceSen }: PriceBand) {
    this.#wh = new Float64Array(maxPriceSen - minPriceSen + 1);
    this.#firstSen = side === 'sell' ? minPriceSen : maxPriceSen;
    this.#direction = side === 'sell' ? 1 : -1;
    this.#best = this.#wh.length;
  }

  get totalWh(): number {
    return this.#totalWh;
  }

  /** Null if nothing rests. */
  get bestSen(): number | null {
    return this.#best === this.#wh.length ? null : this.#firstSen + this.#direction * this.#best;
  }

  /** Adds energy at a price of the band, or takes it away. */
  add(priceSen: number, energyWh: number): void {
    const level = this.#direction * (priceSen - this.#firstSen);
    this.#wh[level]! += energyWh;
    this.#totalWh += energyWh;
    if (this.#wh[level]! > 0) this.#best = Math.min(this.#best, level);
    while (this.#best < this.#wh.length && this.#wh[this.#best] === 0) this.#best += 1;
  }
}
