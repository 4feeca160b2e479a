import { type Code, get, i32, i32x4, set, tee, wasmFunction } from '#merkle';

/** Messages that are hashed side by side. */
export const LANES = 4;
/** Words of a message block, and of a state. */
export const BLOCK_WORDS = 16;
export const STATE_WORDS = 8;

const ROUNDS = 64;
const WORD_BYTES = 4;
/** A word of all lanes. */
const ROW_BYTES = LANES * WORD_BYTES;

/** Square roots of the first primes (FIPS 180-4, 5.3.3). */
const INITIAL_STATE = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];

/** Cube roots of the first primes (4.2.2). */
const CONSTANTS = [
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98,
  0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
  0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8,
  0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
  0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819,
  0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
  0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
  0xc67178f2,
];

const { memory, run } = await wasmFunction(2, { type: 'v128', count: STATE_WORDS + BLOCK_WORDS + 1 }, step());

/** The message block of all lanes: word w of lane l stands at 4w + l. */
export const block = new Int32Array(memory, 0, LANES * BLOCK_WORDS);

/** States of all lanes, in memory beside the block. */
export class LaneStates {
  static #next = ROW_BYTES * BLOCK_WORDS;
  readonly #address = LaneStates.#next;
  /** Word w of lane l stands at 4w + l. */
  readonly words = new Int32Array(memory, this.#address, LANES * STATE_WORDS);

  /** One of the few that a program has: the memory holds 250. */
  constructor() {
    LaneStates.#next += ROW_BYTES * STATE_WORDS;
  }

  /** The state before the first block. */
  static initial(): LaneStates {
    const states = new LaneStates();
    states.words.set(INITIAL_STATE.flatMap((word) => new Array<number>(LANES).fill(word)));
    return states;
  }

  /** Becomes what follows on `before` and {@link block}. */
  follow(before: LaneStates): void {
    run(before.#address, this.#address);
  }
}

/** One step of SHA-256 (6.2.2) in four lanes: from the states at the first address and the block to those at the second. */
function step(): Code {
  const [state, schedule, mixed] = [2, 2 + STATE_WORDS, 2 + STATE_WORDS + BLOCK_WORDS]; // locals
  const { add, and, or, xor } = i32x4;
  const turned = (word: Code, bits: number): Code => [
    ...[...word, ...i32x4.shiftRight(bits), ...word, ...i32x4.shiftLeft(32 - bits)],
    ...or,
  ];
  const turnedThrice = (word: Code, [first, second, third]: readonly [number, number, number]): Code => [
    ...[...turned(word, first), ...turned(word, second), ...xor],
    ...[...turned(word, third), ...xor],
  ];
  const sigma = (word: Code, [first, second, shift]: readonly [number, number, number]): Code => [
    ...[...turned(word, first), ...turned(word, second), ...xor],
    ...[...word, ...i32x4.shiftRight(shift), ...xor],
  ];
  const scheduled = (at: number) => schedule + (at % BLOCK_WORDS);
  const code: number[] = [];
  for (let word = 0; word < STATE_WORDS; word++)
    code.push(...get(0), ...i32x4.load(ROW_BYTES * word), ...set(state + word));
  for (let word = 0; word < BLOCK_WORDS; word++) {
    code.push(...i32.constant(0), ...i32x4.load(ROW_BYTES * word), ...set(schedule + word));
  }
  for (let at = 0; at < ROUNDS; at++) {
    // The letters of the standard move on by one local each round; after 64 they are where they began.
    const letter = (place: number): Code => get(state + ((place - at + ROUNDS) % STATE_WORDS));
    const [a, b, c, d, e, f, g, h] = [0, 1, 2, 3, 4, 5, 6, 7].map(letter) as [
      Code,
      Code,
      Code,
      Code,
      Code,
      Code,
      Code,
      Code,
    ];
    const [dLocal, hLocal] = [3, 7].map((place) => state + ((place - at + ROUNDS) % STATE_WORDS)) as [number, number];
    if (at >= BLOCK_WORDS) {
      code.push(...get(scheduled(at)), ...get(scheduled(at + 9)), ...add, ...sigma(get(scheduled(at + 1)), [7, 18, 3]));
      code.push(...add, ...sigma(get(scheduled(at + 14)), [17, 19, 10]), ...add, ...set(scheduled(at)));
    }
    code.push(...h, ...turnedThrice(e, [6, 11, 25]), ...add, ...g, ...e, ...f, ...g, ...xor, ...and, ...xor, ...add);
    code.push(...i32x4.constant(CONSTANTS[at]!), ...add, ...get(scheduled(at)), ...add, ...tee(mixed));
    code.push(...d, ...add, ...set(dLocal));
    code.push(...get(mixed), ...turnedThrice(a, [2, 13, 22]), ...add);
    code.push(...a, ...b, ...and, ...c, ...a, ...b, ...or, ...and, ...or, ...add, ...set(hLocal));
  }
  for (let word = 0; word < STATE_WORDS; word++) {
    code.push(...get(1), ...get(0), ...i32x4.load(ROW_BYTES * word), ...get(state + word), ...add);
    code.push(...i32x4.store(ROW_BYTES * word));
  }
  return code;
}
