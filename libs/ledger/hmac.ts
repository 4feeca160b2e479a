import { BLOCK_WORDS, block, compress, INITIAL_STATE, STATE_WORDS } from './sha256.js';

const BLOCK_BYTES = 4 * BLOCK_WORDS;
const DIGEST_BYTES = 4 * STATE_WORDS;
/** Labels are a few words of ASCII. */
const MAX_TEXT_BYTES = 192;
/** What the key is mixed with before the text, and before the hash of both (RFC 2104). */
const INNER_PAD = 0x36363636;
const OUTER_PAD = 0x5c5c5c5c;

/**
 * HMAC-SHA-256 (RFC 2104) of short ASCII texts by one key after the other. What the key makes of the two states is kept, so that
 * every further text costs half: a settlement of a ward needs three quarters of a million of them.
 */
export class HmacSha256 {
  readonly #inner = new Int32Array(STATE_WORDS);
  readonly #outer = new Int32Array(STATE_WORDS);
  readonly #state = new Int32Array(STATE_WORDS);

  /** Takes the next key. @param key at most 64 bytes, so that it is never hashed itself @throws RangeError if it is longer */
  setKey(key: Uint8Array): this {
    if (key.length > BLOCK_BYTES) throw new RangeError('The key is too long.');
    mixKey(key, INNER_PAD);
    compress(INITIAL_STATE, this.#inner);
    mixKey(key, OUTER_PAD);
    compress(INITIAL_STATE, this.#outer);
    return this;
  }

  /**
   * Writes the first bytes of the text's HMAC to a place.
   *
   * @param bytes at most 32, a multiple of 4
   * @throws RangeError if the text is too long or the place too small
   */
  write(text: string, target: DataView, offset: number, bytes = DIGEST_BYTES): void {
    if (text.length > MAX_TEXT_BYTES) throw new RangeError('The text is too long.');
    const state = this.#state;
    state.set(this.#inner);
    absorb(text, state);
    block.set(state);
    block[STATE_WORDS] = 0x80000000;
    block.fill(0, STATE_WORDS + 1);
    block[BLOCK_WORDS - 1] = 8 * (BLOCK_BYTES + DIGEST_BYTES);
    compress(this.#outer, state);
    for (let word = 0; 4 * word < bytes; word++) target.setInt32(offset + 4 * word, state[word]!);
  }
}

/** The key's block, mixed with a pad; a short key is filled up with zeros. */
function mixKey(key: Uint8Array, pad: number): void {
  block.fill(pad);
  for (let at = 0; at < key.length; at++) block[at >> 2]! ^= key[at]! << (24 - 8 * (at & 3));
}

/** Takes a text into a state that has seen the key's block, and ends the message. */
function absorb(text: string, state: Int32Array): void {
  const { length } = text;
  block.fill(0);
  for (let at = 0; at < length; at++) {
    const place = at % BLOCK_BYTES;
    block[place >> 2]! |= (text.charCodeAt(at) & 0xff) << (24 - 8 * (place & 3));
    if (place === BLOCK_BYTES - 1) {
      compress(state, state);
      block.fill(0);
    }
  }
  const end = length % BLOCK_BYTES;
  block[end >> 2]! |= 0x80 << (24 - 8 * (end & 3));
  if (end >= BLOCK_BYTES - 8) {
    compress(state, state);
    block.fill(0);
  }
  block[BLOCK_WORDS - 1] = 8 * (BLOCK_BYTES + length);
  compress(state, state);
}

const hmac = new HmacSha256();

/** The HMAC-SHA-256 of one text, in bytes of its own. @throws RangeError as {@link HmacSha256} */
export function hmacSha256(key: Uint8Array, text: string): Buffer {
  const digest = Buffer.alloc(DIGEST_BYTES);
  hmac.setKey(key).write(text, new DataView(digest.buffer, digest.byteOffset), 0);
  return digest;
}
