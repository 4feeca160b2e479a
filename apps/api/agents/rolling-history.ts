import { SLOTS_PER_DAY } from '#energy';
import { MISSING_WH, type RegisterHistory } from '#forecast';

/** The last days of one meter, in a fixed amount of memory. */
export class RollingHistory implements RegisterHistory {
  readonly exportWh: Int32Array;
  readonly importWh: Int32Array;
  #firstSlot: number;
  #knownUntilSlot: number;

  /** An empty history of `days` days that begins at `firstSlot`. */
  constructor(firstSlot: number, days: number) {
    this.exportWh = new Int32Array(days * SLOTS_PER_DAY).fill(MISSING_WH);
    this.importWh = new Int32Array(days * SLOTS_PER_DAY).fill(MISSING_WH);
    this.#firstSlot = firstSlot;
    this.#knownUntilSlot = firstSlot - 1;
  }

  get firstSlot(): number {
    return this.#firstSlot;
  }

  get knownUntilSlot(): number {
    return this.#knownUntilSlot;
  }

  /** Takes in a reading; one older than the history is passed over. */
  set(slot: number, exportWh: number, importWh: number): void {
    if (slot < this.#firstSlot) return;
    while (slot >= this.#firstSlot + this.exportWh.length) this.#forgetDay();
    this.exportWh[slot - this.#firstSlot] = exportWh;
    this.importWh[slot - this.#firstSlot] = importWh;
    this.#knownUntilSlot = Math.max(this.#knownUntilSlot, slot);
  }

  #forgetDay(): void {
    for (const register of [this.exportWh, this.importWh]) {
      register.copyWithin(0, SLOTS_PER_DAY);
      register.fill(MISSING_WH, register.length - SLOTS_PER_DAY);
    }
    this.#firstSlot += SLOTS_PER_DAY;
  }
}
