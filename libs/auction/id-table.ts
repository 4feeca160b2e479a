import { ID_CHARACTERS, MAX_ID_LENGTH } from './validate-command.js';

const INITIAL_SLOTS = 512;
/** {@link IdTable.find} of what is no id. */
export const NO_ID = -2;
/** No hash: hashes are signed 32-bit integers. */
const NO_HASH = 2 ** 32;

/**
 * Finds an order by its id: open addressing over a hash that is taken anew from the id's characters, in a third of the
 * time that a `Map` needs at a million ids. The ids stand in the list that the book keeps anyway. The hash has no secret,
 * for a replay must be the same anywhere: who makes ids that collide slows the book by the orders that they may enter.
 */
export class IdTable {
  readonly #ids: readonly string[];
  /** Hash of each order's id. */
  #hashes = new Int32Array(INITIAL_SLOTS);
  /** Order + 1; 0 where a slot is free. At most half are taken. */
  #slots = new Int32Array(INITIAL_SLOTS);
  #taken = 0;
  /** Where the last {@link find} ended, for the {@link set} that follows it. */
  #lastSlot = 0;
  #lastHash = 0;

  /** @param ids id of each order */
  constructor(ids: readonly string[]) {
    this.#ids = ids;
  }

  /** @returns the order of an id, -1 if it has none, NO_ID if it is malformed */
  find(id: string): number {
    const hash = hashOf(id);
    if (hash === NO_HASH) return NO_ID;
    const slot = this.#slotOf(hash, id);
    this.#lastSlot = slot;
    this.#lastHash = hash;
    return this.#slots[slot]! - 1;
  }

  /** Gives an order, the next that has stood in the list of ids, to the id that {@link find} was last asked for. */
  set(order: number): void {
    if (order >= this.#hashes.length) {
      const hashes = new Int32Array(2 * this.#hashes.length);
      hashes.set(this.#hashes);
      this.#hashes = hashes;
    }
    this.#hashes[order] = this.#lastHash;
    if (this.#slots[this.#lastSlot] === 0) this.#taken += 1;
    this.#slots[this.#lastSlot] = order + 1;
    if (2 * this.#taken > this.#slots.length) this.#grow(order + 1);
  }

  /** The slot of an id, or the free one that it would have. */
  #slotOf(hash: number, id: string): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = hash & mask;
    for (let order = slots[slot]! - 1; order >= 0; order = slots[slot]! - 1) {
      if (this.#hashes[order] === hash && this.#ids[order] === id) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /** Of orders with one id the last counts. */
  #grow(orders: number): void {
    this.#slots = new Int32Array(2 * this.#slots.length);
    for (let order = 0; order < orders; order += 1) {
      this.#slots[this.#slotOf(this.#hashes[order]!, this.#ids[order]!)] = order + 1;
    }
  }
}

/** Murmur3's mixing, a character a round, which checks the character as well. */
function hashOf(id: string): number {
  const { length } = id;
  if (length === 0 || length > MAX_ID_LENGTH) return NO_HASH;
  let hash = length;
  for (let index = 0; index < length; index += 1) {
    const character = id.charCodeAt(index);
    if (ID_CHARACTERS[character] !== 1) return NO_HASH;
    hash = Math.imul(hash ^ character, 0x5bd1e995);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35 | 0);
  return hash ^ (hash >>> 16);
}
