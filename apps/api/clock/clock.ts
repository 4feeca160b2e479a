/** The only source of time in the product. Injected, so that tests and the backtest live through a year in minutes. */
export abstract class Clock {
  /** Now, unix milliseconds. */
  abstract nowMs(): number;

  /** Milliseconds that pass in one of the real world, for whoever shows a running clock: 0 if it stands still. */
  get speed(): number {
    return 0;
  }
}

/**
 * The time that people and their sessions live in. The market's own, but in a demonstration, where the market's days fly by
 * and a session must not end for it.
 */
export abstract class PeopleClock extends Clock {}

/** Wall-clock time. */
export class SystemClock extends Clock {
  override get speed(): number {
    return 1;
  }

  override nowMs(): number {
    return Date.now();
  }
}

/** A clock that stands still until it is moved, and never goes back. */
export class SimulatedClock extends Clock {
  #nowMs: number;

  constructor(startMs: number) {
    super();
    this.#nowMs = startMs;
  }

  override nowMs(): number {
    return this.#nowMs;
  }

  /** Moves the clock forward to `atMs`. @throws RangeError if that is in the past */
  advanceTo(atMs: number): void {
    if (atMs < this.#nowMs) throw new RangeError(`The clock stands at ${this.#nowMs} and cannot go back to ${atMs}.`);
    this.#nowMs = atMs;
  }
}
