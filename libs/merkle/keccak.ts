import { type Code, get, i32, i64, loop, set, tee, wasmFunction } from './wasm-function.js';

/** Words of 64 bits in the state, and rounds that mix it (FIPS 202, 3.4). */
const WORDS = 25;
const ROUNDS = 24;
const STATE_BYTES = 8 * WORDS;
const DIGEST_BYTES = 32;

/** Bytes taken in between two runs of the permutation, for 256 bits of hash. */
export const RATE_BYTES = STATE_BYTES - 2 * DIGEST_BYTES;

/** Where the rounds' constants stand, behind the state. */
const CONSTANTS_AT = 256;

/** State and message meet in one place: the first block of a message is XORed into a state of zeros. */
const { memory, run } = await wasmFunction(1, { type: 'i64', count: 2 * WORDS + 6 }, permutation());
const state = new Uint8Array(memory, 0, STATE_BYTES);
new BigUint64Array(memory, CONSTANTS_AT, ROUNDS).set(roundConstants());

/** Where {@link hashBlock} takes its message from. It is no longer there when a hash has been made. @internal */
export const block = new Uint8Array(memory, 0, RATE_BYTES);
const digest = new Uint8Array(memory, 0, DIGEST_BYTES);

/**
 * Keccak-256 of the message that stands in {@link block}.
 *
 * @param length less than {@link RATE_BYTES}
 * @returns a view that the next hash overwrites
 * @internal
 */
export function hashBlock(length: number): Uint8Array {
  state.fill(0, length);
  return finish(length);
}

/** Keccak-256 of a message of any length. @returns a view that the next hash overwrites @internal */
export function hashMessage(message: Uint8Array): Uint8Array {
  state.fill(0);
  let start = 0;
  for (; message.length - start >= RATE_BYTES; start += RATE_BYTES) {
    for (let at = 0; at < RATE_BYTES; at++) state[at]! ^= message[start + at]!;
    run(CONSTANTS_AT);
  }
  for (let at = start; at < message.length; at++) state[at - start]! ^= message[at]!;
  return finish(message.length - start);
}

/** Pads as Ethereum does (Keccak before SHA-3). */
function finish(length: number): Uint8Array {
  state[length]! ^= 0x01;
  state[RATE_BYTES - 1]! ^= 0x80;
  run(CONSTANTS_AT);
  return digest;
}

/** Keccak-f[1600] (3.2) of the state at address 0; the parameter runs over the rounds' constants. */
function permutation(): Code {
  const lane = (x: number, y: number) => (x % 5) + 5 * (y % 5);
  const [a, b, c, d] = [1, 1 + WORDS, 1 + 2 * WORDS, 6 + 2 * WORDS]; // locals: state, moved state, columns, one column
  const offsets = rotations();
  const code: number[] = [];
  for (let x = 0; x < 5; x++) {
    const column = [1, 2, 3, 4].flatMap((y) => [...get(a + lane(x, y)), ...i64.xor]);
    code.push(...get(a + x), ...column, ...set(c + x));
  }
  for (let x = 0; x < 5; x++) {
    code.push(...get(c + ((x + 4) % 5)), ...get(c + ((x + 1) % 5)), ...i64.rotateLeft(1), ...i64.xor, ...set(d));
    for (let y = 0; y < 5; y++) {
      code.push(...get(a + lane(x, y)), ...get(d), ...i64.xor, ...i64.rotateLeft(offsets[lane(x, y)]!));
      code.push(...set(b + lane(y, 2 * x + 3 * y)));
    }
  }
  for (let y = 0; y < 5; y++) {
    for (let x = 0; x < 5; x++) {
      const isNot = [...get(b + lane(x + 1, y)), ...i64.constant(-1n), ...i64.xor];
      code.push(...get(b + lane(x, y)), ...isNot, ...get(b + lane(x + 2, y)), ...i64.and, ...i64.xor);
      if (lane(x, y) === 0) code.push(...get(0), ...i64.load(0), ...i64.xor);
      code.push(...set(a + lane(x, y)));
    }
  }
  code.push(...get(0), ...i32.constant(8), ...i32.add, ...tee(0));
  code.push(...i32.constant(CONSTANTS_AT + 8 * ROUNDS), ...i32.differs);
  const words = Array.from({ length: WORDS }, (_, word) => word);
  return [
    ...words.flatMap((word) => [...i32.constant(0), ...i64.load(8 * word), ...set(a + word)]),
    ...loop(code),
    ...words.flatMap((word) => [...i32.constant(0), ...get(a + word), ...i64.store(8 * word)]),
  ];
}

/** How far each word turns (3.2.2). */
function rotations(): number[] {
  const offsets = new Array<number>(WORDS).fill(0);
  let [x, y] = [1, 0];
  for (let step = 1; step < ROUNDS + 1; step++) {
    offsets[x + 5 * y] = ((step * (step + 1)) / 2) % 64;
    [x, y] = [y, (2 * x + 3 * y) % 5];
  }
  return offsets;
}

/** From a shift register of eight bits (3.2.5). */
function roundConstants(): bigint[] {
  let register = 1;
  return Array.from({ length: ROUNDS }, () => {
    let constant = 0n;
    for (let bit = 0; bit < 7; bit++) {
      if ((register & 1) === 1) constant |= 1n << BigInt(2 ** bit - 1);
      register = (register << 1) ^ ((register >> 7) * 0x171);
    }
    return constant;
  });
}
