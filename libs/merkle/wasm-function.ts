/**
 * A WebAssembly module of one function, put together from its instructions: hashes are the same few steps on many words, which
 * JavaScript has neither in 64 bits nor four at a time. It is made here and not taken from a file, so that what runs can be read.
 * Numbers of instructions: https://webassembly.github.io/spec/core/appendix/index-instructions.html.
 */
export interface WasmFunction {
  /** One page of 64 KiB, all the function's own. */
  readonly memory: ArrayBuffer;
  readonly run: (...addresses: number[]) => void;
}

/** What is used of the global of this name: the library is typed for neither browsers nor Node alone. */
interface Compiler {
  instantiate(bytes: Uint8Array): Promise<{ readonly instance: { readonly exports: unknown } }>;
}

/** Instructions, or parts of them, in bytes. */
export type Code = readonly number[];

const [I32, I64, V128] = [0x7f, 0x7e, 0x7b];
const [END, EMPTY] = [0x0b, 0x40];

/** Compiles the function. @param locals so many, of one type, numbered from `parameters` on (those are addresses) */
export async function wasmFunction(
  parameters: number,
  locals: { readonly type: 'i64' | 'v128'; readonly count: number },
  code: Code,
): Promise<WasmFunction> {
  const body = [1, ...unsigned(locals.count), locals.type === 'i64' ? I64 : V128, ...code, END];
  const [memory, run] = [0x6d, 0x72]; // exported as m and r
  const bytes = Uint8Array.of(
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, parameters, ...new Array<number>(parameters).fill(I32), 0]),
    ...section(3, [1, 0]),
    ...section(5, [1, 0, 1]),
    ...section(7, [2, 1, memory, 2, 0, 1, run, 0, 0]),
    ...section(10, [1, ...unsigned(body.length), ...body]),
  );
  const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: Compiler };
  const { m, r } = (await WebAssembly.instantiate(bytes)).instance.exports as {
    readonly m: { readonly buffer: ArrayBuffer };
    readonly r: WasmFunction['run'];
  };
  return { memory: m.buffer, run: r };
}

export const get = (local: number): Code => [0x20, ...unsigned(local)];
export const set = (local: number): Code => [0x21, ...unsigned(local)];
export const tee = (local: number): Code => [0x22, ...unsigned(local)];

export const i32 = {
  constant: (value: number): Code => [0x41, ...signed(BigInt(value))],
  add: [0x6a] as Code,
  differs: [0x47] as Code,
};

export const i64 = {
  constant: (value: bigint): Code => [0x42, ...signed(value)],
  load: (offset: number): Code => [0x29, 3, ...unsigned(offset)],
  store: (offset: number): Code => [0x37, 3, ...unsigned(offset)],
  and: [0x83] as Code,
  xor: [0x85] as Code,
  rotateLeft: (bits: number): Code => [...i64.constant(BigInt(bits)), 0x89],
};

/** Four words of 32 bits at a time. */
export const i32x4 = {
  /** The same word four times. */
  constant: (word: number): Code => [0xfd, 0x0c, ...[0, 1, 2, 3].flatMap(() => littleEndian(word))],
  load: (offset: number): Code => [0xfd, 0x00, 4, ...unsigned(offset)],
  store: (offset: number): Code => [0xfd, 0x0b, 4, ...unsigned(offset)],
  and: [0xfd, 0x4e] as Code,
  or: [0xfd, 0x50] as Code,
  xor: [0xfd, 0x51] as Code,
  add: [0xfd, 0xae, 0x01] as Code,
  shiftLeft: (bits: number): Code => [...i32.constant(bits), 0xfd, 0xab, 0x01],
  shiftRight: (bits: number): Code => [...i32.constant(bits), 0xfd, 0xad, 0x01],
};

/** Repeats `code` as long as it ends with other than zero on the stack. */
export function loop(code: Code): Code {
  return [0x03, EMPTY, ...code, 0x0d, 0, END];
}

function section(id: number, content: Code): Code {
  return [id, ...unsigned(content.length), ...content];
}

/** LEB128. */
function unsigned(value: number): Code {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

function signed(value: bigint): Code {
  const low = Number(BigInt.asUintN(7, value));
  const rest = value >> 7n;
  const isLast = (rest === 0n && low < 0x40) || (rest === -1n && low >= 0x40);
  return isLast ? [low] : [low | 0x80, ...signed(rest)];
}

function littleEndian(word: number): Code {
  return [0, 8, 16, 24].map((bits) => (word >>> bits) & 0xff);
}
