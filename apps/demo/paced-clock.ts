import { SimulatedClock } from '#api/clock/clock.js';

/** A simulated clock that its driver moves at a known pace, so that browsers can let theirs run beside it. */
export class PacedClock extends SimulatedClock {
  #speed = 0;

  override get speed(): number {
    return this.#speed;
  }

  /** @param speed simulated milliseconds in a real one, from now on */
  setSpeed(speed: number): void {
    this.#speed = speed;
  }
}
