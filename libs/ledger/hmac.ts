import { createSHA256 } from 'hash-wasm';

const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;
/** Labels are a few words of ASCII. */
const MAX_TEXT_BYTES = 192;

// One hasher and two buffers serve every call: hashing is synchronous, so no two calls can meet in them.
const hasher = await createSHA256();
const inner = Buffer.alloc(BLOCK_BYTES + MAX_TEXT_BYTES);
const outer = Buffer.alloc(BLOCK_BYTES + DIGEST_BYTES);

/**
 * HMAC-SHA-256 (RFC 2104) of a short ASCII text. A settlement of a ward needs a million of them, and `createHmac` of Node takes
 * some 25 microseconds each to look its key over, six times as long as this.
 *
 * @param key at most 64 bytes, so that it is never hashed itself
 * @throws RangeError if the key or the text is longer
 */
export function hmacSha256(key: Uint8Array, text: string): Buffer {
  if (key.length > BLOCK_BYTES || text.length > MAX_TEXT_BYTES)
    throw new RangeError('The key or the text is too long.');
  inner.fill(0x36, 0, BLOCK_BYTES);
  outer.fill(0x5c, 0, BLOCK_BYTES);
  for (let at = 0; at < key.length; at++) {
    inner[at]! ^= key[at]!;
    outer[at]! ^= key[at]!;
  }
  const length = BLOCK_BYTES + inner.write(text, BLOCK_BYTES, 'latin1');
  outer.set(hasher.init().update(inner.subarray(0, length)).digest('binary'), BLOCK_BYTES);
  return Buffer.from(hasher.init().update(outer).digest('binary'));
}
