import { NONE } from './order-pool.js';

const INITIAL_PARTICIPANTS = 256;

/** Who takes part in a book: the id of each by its number, how many orders it has entered, and the last of them. */
export class ParticipantAccounts {
  /** How many have enrolled; the number of the next. */
  count = 0;
  readonly ids: string[] = [];
  readonly #enrolled = new Set<string>();
  /** By participant, side by side as they are always used together: orders entered, and the last. */
  #accounts = new Int32Array(2 * INITIAL_PARTICIPANTS);

  has(participantId: string): boolean {
    return this.#enrolled.has(participantId);
  }

  /** @returns its number */
  add(participantId: string): number {
    const participant = this.count;
    this.count = this.ids.push(participantId);
    this.#enrolled.add(participantId);
    if (2 * participant === this.#accounts.length) {
      const accounts = new Int32Array(2 * this.#accounts.length);
      accounts.set(this.#accounts);
      this.#accounts = accounts;
    }
    this.#accounts[2 * participant + 1] = NONE;
    return participant;
  }

  /** Orders that a participant has entered, whatever became of them. */
  entered(participant: number): number {
    return this.#accounts[2 * participant]!;
  }

  /** The last order that a participant has entered, or {@link NONE}. */
  last(participant: number): number {
    return this.#accounts[2 * participant + 1]!;
  }

  /** Counts an order. @returns the last one before it */
  enter(participant: number, order: number): number {
    const accounts = this.#accounts;
    const at = 2 * participant;
    const earlier = accounts[at + 1]!;
    accounts[at]! += 1;
    accounts[at + 1] = order;
    return earlier;
  }
}
