import { BLOCK_WORDS, block, LANES, LaneStates, STATE_WORDS } from './sha256-lanes.js';

export { LANES } from './sha256-lanes.js';

const KEY_BYTES = 32;
const BLOCK_BYTES = 4 * BLOCK_WORDS;
const DIGEST_BYTES = 4 * STATE_WORDS;
/** With its end and its length the text fills one block. */
const MAX_TEXT_BYTES = BLOCK_BYTES - 9;
/** What a key is mixed with before the text, and before the hash of both (RFC 2104). */
const INNER_PAD = 0x36363636;
const OUTER_PAD = 0x5c5c5c5c;

const initial = LaneStates.initial();

/**
 * HMAC-SHA-256 of short ASCII texts by four keys at a time, and by the same keys again at half the price. A settlement of a ward needs
 * three quarters of a million: at Node's own they were the longest part of it. `hmacSha256` is the same, one by one.
 */
export class HmacLanes {
  readonly #inner = new LaneStates();
  readonly #outer = new LaneStates();
  readonly #state = new LaneStates();

  /** Takes a key of 32 bytes for each lane. @param places of the keys, counted in keys */
  setKeys(keys: DataView, places: readonly number[]): void {
    block.fill(INNER_PAD);
    for (let lane = 0; lane < LANES; lane++) {
      const start = KEY_BYTES * places[lane]!;
      for (let word = 0; 4 * word < KEY_BYTES; word++) block[LANES * word + lane]! ^= keys.getInt32(start + 4 * word);
    }
    this.#inner.follow(initial);
    for (let at = 0; at < block.length; at++) block[at]! ^= INNER_PAD ^ OUTER_PAD;
    this.#outer.follow(initial);
  }

  /**
   * Hashes a text for each lane.
   *
   * @param textOf a lane's text, at most 55 characters of ASCII
   * @throws RangeError if one is longer
   */
  hash(textOf: (lane: number) => string): void {
    block.fill(0);
    for (let lane = 0; lane < LANES; lane++) writeText(textOf(lane), lane);
    this.#finish();
  }

  /** {@link hash} of one text in all lanes. @throws RangeError if it is longer */
  hashAll(text: string): void {
    block.fill(0);
    writeText(text, 0);
    for (let row = 0; row < block.length; row += LANES) block.fill(block[row]!, row, row + LANES);
    this.#finish();
  }

  /** Writes the first bytes of a lane's HMAC. @param bytes at most 32, a multiple of 4 */
  write(lane: number, target: DataView, offset: number, bytes = DIGEST_BYTES): void {
    const { words } = this.#state;
    for (let word = 0; 4 * word < bytes; word++) target.setInt32(offset + 4 * word, words[LANES * word + lane]!);
  }

  #finish(): void {
    this.#state.follow(this.#inner);
    block.set(this.#state.words);
    const [end, length] = [LANES * STATE_WORDS, LANES * (BLOCK_WORDS - 1)];
    block.fill(0x80000000, end, end + LANES).fill(0, end + LANES, length);
    block.fill(8 * (BLOCK_BYTES + DIGEST_BYTES), length);
    this.#state.follow(this.#outer);
  }
}

/** A text that follows on a key's block, with its end and the length of both, in a block of zeros. */
function writeText(text: string, lane: number): void {
  const { length } = text;
  if (length > MAX_TEXT_BYTES) throw new RangeError('The text is too long.');
  for (let at = 0; at < length; at++) {
    block[LANES * (at >> 2) + lane]! |= (text.charCodeAt(at) & 0xff) << (24 - 8 * (at & 3));
  }
  block[LANES * (length >> 2) + lane]! |= 0x80 << (24 - 8 * (length & 3));
  block[LANES * (BLOCK_WORDS - 1) + lane] = 8 * (BLOCK_BYTES + length);
}
