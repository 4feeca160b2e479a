/** Orders by the time until which they are good, then by entry: a binary heap. */
export class ExpiryQueue {
  readonly #dueMs: number[] = [];
  readonly #orders: number[] = [];
  /** Kept beside, since every command asks. */
  #nextMs = Number.POSITIVE_INFINITY;

  /** When the next order is due; Infinity if there is none. */
  get nextMs(): number {
    return this.#nextMs;
  }

  /** The order that is due next; there must be one. */
  get next(): number {
    return this.#orders[0]!;
  }

  add(dueMs: number, order: number): void {
    let at = this.#orders.length;
    this.#put(at, dueMs, order);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.#isBefore(parent, at)) return;
      this.#swap(parent, at);
      at = parent;
    }
  }

  /** Takes out the next order; there must be one. */
  take(): number {
    const order = this.#orders[0]!;
    const lastMs = this.#dueMs.pop()!;
    const lastOrder = this.#orders.pop()!;
    if (this.#orders.length === 0) {
      this.#nextMs = Number.POSITIVE_INFINITY;
      return order;
    }
    this.#put(0, lastMs, lastOrder);
    for (let at = 0; ; ) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < this.#orders.length && this.#isBefore(child, least)) least = child;
      }
      if (least === at) return order;
      this.#swap(least, at);
      at = least;
    }
  }

  #put(at: number, dueMs: number, order: number): void {
    this.#dueMs[at] = dueMs;
    this.#orders[at] = order;
    if (at === 0) this.#nextMs = dueMs;
  }

  #swap(a: number, b: number): void {
    const dueMs = this.#dueMs[a]!;
    const order = this.#orders[a]!;
    this.#put(a, this.#dueMs[b]!, this.#orders[b]!);
    this.#put(b, dueMs, order);
  }

  #isBefore(a: number, b: number): boolean {
    const gapMs = this.#dueMs[a]! - this.#dueMs[b]!;
    return gapMs < 0 || (gapMs === 0 && this.#orders[a]! < this.#orders[b]!);
  }
}
