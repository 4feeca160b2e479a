import { type BookRules, ByteWriter, type JournalEntry, type Trade, writeCommand } from '#auction';
import { IchienError, isIchienError } from '#energy';
import { keccak256, type SumLeaf, toHex } from '#merkle';
import { type Direction, PSEUDONYM_BYTES } from './labels.js';

/** Codes raised by this file. */
export type LeafErrorCode = 'LEAF_INVALID';

/** What stands before the first command of a journal: whose journal it is and the rules that its book was made with. */
export interface JournalHeader {
  readonly areaId: number;
  readonly slot: number;
  readonly rules: BookRules;
}

/** A trade as it is anchored. Ids of participants are pseudonyms of the slot. */
export type AnchoredTrade = Trade;

/** What one register of one meter showed for the slot. Secrets are digits, or the bytes that they write. */
export interface ReadingTerms<Secret extends string | Uint8Array> {
  readonly pseudonym: Secret;
  readonly energyWh: number;
  readonly salt: Secret;
}

/** {@link ReadingTerms} as evidence shows them. */
export type AnchoredReading = ReadingTerms<string>;

/** How much of one trade both meters bore out. `buyerId` and `sellerId` are pseudonyms; secrets as in {@link ReadingTerms}. */
export interface AllocationTerms<Secret extends string | Uint8Array> {
  readonly tradeSequence: number;
  readonly buyerId: Secret;
  readonly sellerId: Secret;
  readonly priceSen: number;
  readonly tradedWh: number;
  readonly allocatedWh: number;
  readonly salt: Secret;
  /** Commits to who may take it on chain (`claimOf`): 32 bytes. */
  readonly claim: Secret;
}

/** {@link AllocationTerms} as evidence shows them. */
export type AnchoredAllocation = AllocationTerms<string>;

/** Largest value of a 32-bit field. */
export const MAX_U32 = 2 ** 32 - 1;
/** What the texts of an origin may look like: what the auction accepts (libs/auction/types.ts). */
export const ORIGIN_PATTERN = /^[A-Za-z0-9._:-]{1,64}$/;
/** Pseudonyms and salts: 16 bytes in lower-case hexadecimal digits. */
export const SECRET_PATTERN = new RegExp(`^[0-9a-f]{${2 * PSEUDONYM_BYTES}}$`);
/** Claims: 32 bytes in lower-case hexadecimal digits. */
export const CLAIM_PATTERN = /^[0-9a-f]{64}$/;

const DIRECTIONS = { export: 1, import: 2 } as const;
const READING_TITLES = { export: 'export reading of', import: 'import reading of' } as const;

/** Leaf 0 of a journal. @throws IchienError LEAF_INVALID */
export function journalHeaderLeaf({ areaId, slot, rules }: JournalHeader): SumLeaf {
  writer.begin('journal header');
  writer.kind('H');
  writer.u32('areaId', areaId);
  writer.u64('slot', slot);
  writer.u32('minPriceSen', rules.minPriceSen);
  writer.u32('maxPriceSen', rules.maxPriceSen);
  writer.u32('maxOrderWh', rules.maxOrderWh);
  writer.u32('maxOrdersPerParticipant', rules.maxOrdersPerParticipant);
  return { data: writer.end(), wh: 0 };
}

/**
 * Leaf of one command in the journal: the command as the auction's own chain hashes it, but that whoever enrols does so
 * under a pseudonym.
 *
 * @throws IchienError LEAF_INVALID
 */
export function journalLeaf({ sequence, command }: JournalEntry): SumLeaf {
  writer.begin('journal entry', sequence);
  writer.kind('J');
  if (command.type === 'enrol') writer.assertPseudonym('participantId', command.participantId);
  commandWriter.clear();
  try {
    writeCommand(commandWriter, sequence, command);
  } catch (error) {
    if (isIchienError(error)) writer.refuse(String(error.details.field), String(error.details.value), error.fix);
    throw error;
  }
  writer.bytes(commandWriter.bytes());
  return { data: writer.end(), wh: 0 };
}

/** Leaf of one trade. @throws IchienError LEAF_INVALID */
export function tradeLeaf(trade: AnchoredTrade): SumLeaf {
  writer.begin('trade', trade.sequence);
  writer.kind('T');
  writer.u32('sequence', trade.sequence);
  writer.u32('buyOrderId', trade.buyOrderId);
  writer.u32('sellOrderId', trade.sellOrderId);
  writer.pseudonymText('buyerId', trade.buyerId);
  writer.pseudonymText('sellerId', trade.sellerId);
  writer.u32('priceSen', trade.priceSen);
  return { data: writer.end(), wh: writer.wh('energyWh', trade.energyWh) };
}

/** Leaf of one register's reading. @throws IchienError LEAF_INVALID */
export function readingLeaf(direction: Direction, reading: ReadingTerms<string | Uint8Array>): SumLeaf {
  writer.begin(READING_TITLES[direction], reading.pseudonym);
  writer.kind('R');
  writer.u8(DIRECTIONS[direction]);
  writer.bytes16('pseudonym', reading.pseudonym);
  writer.bytes16('salt', reading.salt);
  return { data: writer.end(), wh: writer.wh('energyWh', reading.energyWh) };
}

/**
 * Leaf of one trade's allocation. The terms stand in it as a hash, so that taking it on chain shows no party and no price.
 *
 * @throws IchienError LEAF_INVALID
 */
export function allocationLeaf(allocation: AllocationTerms<string | Uint8Array>): SumLeaf {
  const terms = termsHash(allocation);
  writer.begin('allocation of trade', allocation.tradeSequence);
  writer.kind('A');
  writer.u32('tradeSequence', allocation.tradeSequence);
  writer.claim('claim', allocation.claim);
  writer.bytes(terms);
  return { data: writer.end(), wh: writer.wh('allocatedWh', allocation.allocatedWh) };
}

/** Hash of who traded with whom, for how much and at what price. @throws IchienError LEAF_INVALID */
export function termsHash(allocation: AllocationTerms<string | Uint8Array>): Uint8Array {
  writer.begin('allocation of trade', allocation.tradeSequence);
  writer.bytes16('buyerId', allocation.buyerId);
  writer.bytes16('sellerId', allocation.sellerId);
  writer.u32('priceSen', allocation.priceSen);
  writer.u32('tradedWh', allocation.tradedWh);
  writer.bytes16('salt', allocation.salt);
  return keccak256(writer.end());
}

/** Longest leaf: an order with all its terms and three texts of an origin. */
const MAX_LEAF_BYTES = 1 + (4 + 8 + 1) + (4 + 1 + 4 + 4 + 1) + (1 + 8 + 4) + 3 * (1 + 64) + (1 + 4);

/** Leaves are parts of larger buffers, since a buffer of its own for each takes longer than to fill it. */
const BUFFER_BYTES = 2 ** 16;
const CLAIM_BYTES = 32;
const MAX_ASCII = 127;
/** Larger than any byte, and than any byte of which it is a digit. */
const NO_DIGIT = 256;
/** Value of each lower-case hexadecimal digit by its character, {@link NO_DIGIT} for any other. */
const HEX_DIGITS = new Uint16Array(MAX_ASCII + 1).fill(NO_DIGIT);
for (const [value, digit] of [...'0123456789abcdef'].entries()) HEX_DIGITS[digit.charCodeAt(0)] = value;

/** Writes the fields of one leaf after another, and asserts the bounds of each. */
class LeafWriter {
  private buffer = new Uint8Array(BUFFER_BYTES);
  private view = new DataView(this.buffer.buffer);
  private start = 0;
  /** Where the next byte goes. */
  private next = 0;
  private item = '';
  private key: string | number | Uint8Array = '';

  /** Starts anew. `item` and `key` name in errors what is written. */
  begin(item: string, key: string | number | Uint8Array = ''): void {
    if (this.start + MAX_LEAF_BYTES > BUFFER_BYTES) {
      this.buffer = new Uint8Array(BUFFER_BYTES);
      this.view = new DataView(this.buffer.buffer);
      this.start = 0;
    }
    this.next = this.start;
    this.item = item;
    this.key = key;
  }

  kind(kind: 'H' | 'J' | 'T' | 'R' | 'A'): void {
    this.u8(kind.charCodeAt(0));
  }

  end(): Uint8Array {
    const data = this.buffer.subarray(this.start, this.next);
    this.start = this.next;
    return data;
  }

  u8(value: number): void {
    this.buffer[this.next++] = value;
  }

  u32(field: string, value: number): void {
    if (!Number.isInteger(value) || value < 0 || value > MAX_U32)
      this.refuse(field, value, 'a whole number below 2^32');
    this.view.setUint32(this.next, value);
    this.next += 4;
  }

  u64(field: string, value: number): void {
    this.assertSafe(field, value);
    this.view.setUint32(this.next, Math.floor(value / 2 ** 32));
    this.view.setUint32(this.next + 4, value % 2 ** 32);
    this.next += 8;
  }

  /** The leaf's Wh are not part of its data: they stand in the tree's own field. */
  wh(field: string, value: number): number {
    this.assertSafe(field, value);
    return value;
  }

  assertPseudonym(field: string, value: string): void {
    if (!SECRET_PATTERN.test(value)) this.refuse(field, value, `${2 * PSEUDONYM_BYTES} lower-case hexadecimal digits`);
  }

  pseudonymText(field: string, value: string): void {
    const length = 2 * PSEUDONYM_BYTES;
    let isValid = value.length === length;
    this.u8(length);
    for (let at = 0; at < length && isValid; at++) {
      const digit = value.charCodeAt(at);
      isValid = digit <= MAX_ASCII && HEX_DIGITS[digit] !== NO_DIGIT;
      this.buffer[this.next + at] = digit;
    }
    this.next += length;
    if (!isValid) this.refuse(field, value, `${2 * PSEUDONYM_BYTES} lower-case hexadecimal digits`);
  }

  bytes16(field: string, value: string | Uint8Array): void {
    this.digits(field, value, PSEUDONYM_BYTES);
  }

  claim(field: string, value: string | Uint8Array): void {
    this.digits(field, value, CLAIM_BYTES);
  }

  bytes(value: Uint8Array): void {
    this.buffer.set(value, this.next);
    this.next += value.length;
  }

  /** Each digit is looked at once: a pattern would read all of them a second time. */
  private digits(field: string, value: string | Uint8Array, bytes: number): void {
    if (typeof value !== 'string') {
      if (value.length !== bytes) this.refuse(field, `${value.length} bytes`, `${bytes} bytes`);
      this.bytes(value);
      return;
    }
    let isValid = value.length === 2 * bytes;
    for (let at = 0; at < bytes && isValid; at++) {
      const high = value.charCodeAt(2 * at);
      const low = value.charCodeAt(2 * at + 1);
      const byte = (high | low) > MAX_ASCII ? NO_DIGIT : HEX_DIGITS[high]! * 16 + HEX_DIGITS[low]!;
      isValid = byte < NO_DIGIT;
      this.buffer[this.next + at] = byte;
    }
    this.next += bytes;
    if (!isValid) this.refuse(field, value, `${2 * bytes} lower-case hexadecimal digits`);
  }

  private assertSafe(field: string, value: number): void {
    if (!Number.isSafeInteger(value) || value < 0) this.refuse(field, value, 'a whole number below 2^53');
  }

  /** @throws IchienError LEAF_INVALID, with what is written now and the field of it */
  refuse(field: string, value: string | number, wanted: string): never {
    const key = typeof this.key === 'object' ? toHex(this.key).slice(2) : this.key;
    const item = `${this.item} ${key}`.trimEnd();
    throw new IchienError<LeafErrorCode>(
      'LEAF_INVALID',
      `The ${field} of ${item} is ${value}, which a leaf cannot carry.`,
      `Give ${wanted}.`,
      { item, field, value: String(value) },
    );
  }
}

const writer = new LeafWriter();
const commandWriter = new ByteWriter();
