import { IchienError } from '#energy';
import type { AuctionErrorCode } from './error.js';

const INITIAL_BYTES = 1024;
/** Longest of what is written at once: a text with its length. */
const MOST_BYTES = 1 + 255;
const WHOLE_U32 = 'a whole number below 2^32';
const WHOLE_U64 = 'a whole number below 2^53';
const HEAD_BYTES = 13;
const MAX_ASCII = 127;
/** What a text may hold: 1 to 64 characters of ASCII. */
const MAX_TEXT_LENGTH = 64;

/** Writes numbers and texts one after the other, most significant byte first, into bytes that are used again. */
export class ByteWriter {
  #bytes = new Uint8Array(INITIAL_BYTES);
  #view = new DataView(this.#bytes.buffer);
  #capacity = INITIAL_BYTES;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Forgets what was written. */
  clear(): void {
    this.#length = 0;
  }

  /** What was written, until the next {@link clear}; to be copied by who keeps it. */
  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  u8(value: number): void {
    this.#reserve();
    this.#bytes[this.#length++] = value;
  }

  /** The byte that stands for one of a closed set. @throws IchienError RECORD_INVALID */
  choice(field: string, bytes: Readonly<Record<string, number>>, value: string): void {
    const byte = bytes[value];
    if (typeof byte !== 'number') refuse(field, value, `one of ${Object.keys(bytes).join(', ')}`);
    this.u8(byte);
  }

  /** @throws IchienError RECORD_INVALID */
  u32(field: string, value: number): void {
    assertU32(field, value);
    this.#reserve();
    this.#view.setUint32(this.#length, value);
    this.#length += 4;
  }

  /** @throws IchienError RECORD_INVALID */
  u64(field: string, value: number): void {
    assertU64(field, value);
    const high = Math.floor(value / 2 ** 32);
    this.#reserve();
    this.#view.setUint32(this.#length, high);
    this.#view.setUint32(this.#length + 4, value - high * 2 ** 32);
    this.#length += 8;
  }

  /** The length in a byte, then the characters. @throws IchienError RECORD_INVALID */
  text(field: string, value: string): void {
    if (typeof value !== 'string' || value.length === 0 || value.length > MAX_TEXT_LENGTH) {
      refuse(field, value, '1 to 64 characters');
    }
    this.#reserve();
    this.#bytes[this.#length++] = value.length;
    for (let at = 0; at < value.length; at += 1) {
      const character = value.charCodeAt(at);
      if (character > MAX_ASCII) refuse(field, value, 'characters of ASCII');
      this.#bytes[this.#length++] = character;
    }
  }

  bytesOf(value: Uint8Array): void {
    this.#reserve(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
  }

  // Whole parts of the records that there are most of, in one step each: most of the time goes into the calls. What they
  // are given was checked: whole numbers that fit their fields.

  /** What every command begins with. */
  head(sequence: number, atMs: number, type: number): void {
    const at = this.#reserve();
    writeHead(this.#view, at, sequence, atMs, type);
    this.#length = at + HEAD_BYTES;
  }

  /** The same, and who changes which order. */
  own(sequence: number, atMs: number, type: number, participant: number, orderId: number): void {
    const at = this.#reserve();
    const view = this.#view;
    writeHead(view, at, sequence, atMs, type);
    view.setInt32(at + 13, participant);
    view.setInt32(at + 17, orderId);
    this.#length = at + 21;
  }

  /** The same, and what an order offers, and whether terms follow. */
  offer(
    sequence: number,
    atMs: number,
    type: number,
    participant: number,
    side: number,
    priceSen: number,
    energyWh: number,
    terms: number,
  ): void {
    const at = this.#reserve();
    const view = this.#view;
    writeHead(view, at, sequence, atMs, type);
    view.setInt32(at + 13, participant);
    view.setInt8(at + 17, side);
    view.setInt32(at + 18, priceSen);
    view.setInt32(at + 22, energyWh);
    view.setInt8(at + 26, terms);
    this.#length = at + 27;
  }

  /** An event: its kind and four numbers, unchecked. */
  row(byte: number, a: number, b: number, c: number, d: number): void {
    const at = this.#reserve();
    const view = this.#view;
    view.setInt8(at, byte);
    view.setInt32(at + 1, a);
    view.setInt32(at + 5, b);
    view.setInt32(at + 9, c);
    view.setInt32(at + 13, d);
    this.#length = at + 17;
  }

  // What stands in the rows, read where it was written.

  u8At(at: number): number {
    return this.#view.getUint8(at);
  }

  i32At(at: number): number {
    return this.#view.getInt32(at);
  }

  /** Makes room. @returns where the next byte goes */
  #reserve(bytes = MOST_BYTES): number {
    const at = this.#length;
    if (at + bytes > this.#capacity) this.#grow(bytes);
    return at;
  }

  #grow(bytes: number): void {
    this.#capacity = 2 * this.#capacity + bytes;
    const larger = new Uint8Array(this.#capacity);
    larger.set(this.#bytes);
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}

function writeHead(view: DataView, at: number, sequence: number, atMs: number, type: number): void {
  view.setInt32(at, sequence);
  view.setInt32(at + 4, (atMs * 2 ** -32) | 0);
  view.setInt32(at + 8, atMs | 0);
  view.setInt8(at + 12, type);
}

/** Asserts that a number fits a field of four bytes. @throws IchienError RECORD_INVALID */
export function assertU32(field: string, value: number): void {
  // True of whole numbers below 2^32 only.
  if (value >>> 0 !== value) refuse(field, value, WHOLE_U32);
}

/** Asserts that a number fits a field of eight bytes. @throws IchienError RECORD_INVALID */
export function assertU64(field: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0) refuse(field, value, WHOLE_U64);
}

function refuse(field: string, value: unknown, wanted: string): never {
  throw recordInvalid(field, value, wanted);
}

/** A field of a record that cannot be written as bytes. */
export function recordInvalid(field: string, value: unknown, wanted: string): IchienError<AuctionErrorCode> {
  const shown = String(value).slice(0, MAX_TEXT_LENGTH);
  return new IchienError<AuctionErrorCode>(
    'RECORD_INVALID',
    `${field} is ${shown}, which a journal cannot carry.`,
    `Give ${wanted}.`,
    { field, value: shown },
  );
}
