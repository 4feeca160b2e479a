import { IchienError } from '#energy';
import type { AuctionErrorCode } from './error.js';
import { LadderBook } from './ladder-book.js';
import { type JournalRecord, recordBytes, rulesBytes } from './record-bytes.js';
import type { BookEvent, BookRules, JournalEntry } from './types.js';

/** A hash as lower-case hexadecimal digits after `0x`. */
export type HashText = `0x${string}`;

/** A collision-resistant hash, such as keccak256 of `#merkle`. It is handed in: this floor knows no cryptography. */
export type HashFunction = (bytes: Uint8Array) => Uint8Array;

/** What the sender of an accepted command gets: its place, and all of the journal up to and with what it did. */
export interface JournalReceipt {
  readonly sequence: number;
  readonly chainHash: HashText;
}

/** A line of a journal as it is stored: a command or an event, and the chain up to and with it. */
export interface ChainedRecord {
  readonly record: JournalRecord;
  readonly chainHash: HashText;
}

/** What is wrong with a journal, and where: the first fault, since every later hash depends on it. */
export interface JournalFault {
  /**
   * `JOURNAL_GAP`: records are missing. `JOURNAL_REORDERED`: the expected record stands elsewhere, or one stands twice.
   * `JOURNAL_CHANGED`: the record, or its hash, is not what was written.
   */
  readonly code: 'JOURNAL_GAP' | 'JOURNAL_REORDERED' | 'JOURNAL_CHANGED';
  /** Index in the journal, from 0. */
  readonly position: number;
  /** Sequence that should stand there, and the one that does. */
  readonly expectedSequence: number;
  readonly foundSequence: number;
}

/**
 * The journal of a book as a chain of hashes over commands and events alike, in their one sequence: each hash is of the hash
 * before it and the record, the first of the book's rules. One hash so fixes all of the journal up to it.
 *
 * @example
 * const chain = new JournalChain(rules, keccak256);
 * const receipt = chain.commit({ sequence: book.sequence + 1, command }, book.apply(command));
 */
export class JournalChain {
  #sequence: number;
  #head: Uint8Array;
  readonly #hash: HashFunction;

  /** @param from where to go on; left out, at the beginning */
  constructor(rules: BookRules, hash: HashFunction, from?: JournalReceipt) {
    this.#hash = hash;
    this.#sequence = from?.sequence ?? 0;
    this.#head = from === undefined ? hash(rulesBytes(rules)) : fromHexText(from.chainHash);
  }

  /** Sequence of the last record; 0 at the beginning. */
  get sequence(): number {
    return this.#sequence;
  }

  get chainHash(): HashText {
    return toHexText(this.#head);
  }

  /** Adds one record. @returns the hash up to and with it @throws IchienError JOURNAL_GAP if it is not the next */
  append(record: JournalRecord): HashText {
    this.#link(record);
    return this.chainHash;
  }

  /** Adds a command and what it did. @throws IchienError JOURNAL_GAP */
  commit(entry: JournalEntry, events: readonly BookEvent[]): JournalReceipt {
    this.#link(entry);
    for (const event of events) this.#link(event);
    return { sequence: entry.sequence, chainHash: this.chainHash };
  }

  #link(record: JournalRecord): void {
    if (record.sequence !== this.#sequence + 1) throw journalGap(record.sequence, this.#sequence + 1);
    this.#head = linked(this.#head, record, this.#hash);
    this.#sequence += 1;
  }
}

/**
 * The receipts that the commands of a journal were given, computed anew: the book is rebuilt from the commands alone. A
 * receipt with another hash was given for another command or after another history.
 *
 * @throws IchienError BOOK_RULES_INVALID, JOURNAL_GAP
 */
export function receiptsOf(rules: BookRules, entries: Iterable<JournalEntry>, hash: HashFunction): JournalReceipt[] {
  const book = new LadderBook(rules);
  const chain = new JournalChain(rules, hash);
  const receipts: JournalReceipt[] = [];
  for (const entry of entries) receipts.push(chain.commit(entry, book.apply(entry.command)));
  return receipts;
}

/** The hash that follows when records are added to a chain. @param before hash before the first of them */
export function chainHashAfter(before: HashText, records: Iterable<JournalRecord>, hash: HashFunction): HashText {
  let head = fromHexText(before);
  for (const record of records) head = linked(head, record, hash);
  return toHexText(head);
}

/** Verifies a stored journal from its beginning. @returns the first fault, or undefined if there is none */
export function verifyJournalChain(
  rules: BookRules,
  journal: readonly ChainedRecord[],
  hash: HashFunction,
): JournalFault | undefined {
  let head = hash(rulesBytes(rules));
  const sequences = journal.map(({ record }) => record?.sequence);
  for (const [position, { record, chainHash }] of journal.entries()) {
    const expectedSequence = position + 1;
    const foundSequence = sequences[position]!;
    const fault = { position, expectedSequence, foundSequence };
    if (!Number.isSafeInteger(foundSequence)) return { code: 'JOURNAL_CHANGED', ...fault };
    if (foundSequence !== expectedSequence) {
      const isMoved = foundSequence < expectedSequence || sequences.includes(expectedSequence, position);
      return { code: isMoved ? 'JOURNAL_REORDERED' : 'JOURNAL_GAP', ...fault };
    }
    head = linked(head, record, hash);
    if (toHexText(head) !== chainHash) return { code: 'JOURNAL_CHANGED', ...fault };
  }
  return undefined;
}

function linked(head: Uint8Array, record: JournalRecord, hash: HashFunction): Uint8Array {
  const bytes = recordBytes(record);
  const link = new Uint8Array(head.length + bytes.length);
  link.set(head);
  link.set(bytes, head.length);
  return hash(link);
}

/** Bytes as hexadecimal digits. @internal */
export function toHexText(bytes: Uint8Array): HashText {
  let text = '';
  for (const byte of bytes) text += HEX_BYTES[byte];
  return `0x${text}`;
}

/** Every byte as two hexadecimal digits. */
const HEX_BYTES = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

function fromHexText(text: HashText): Uint8Array {
  if (!/^0x([0-9a-f]{2}){16,64}$/.test(text)) {
    throw new IchienError<AuctionErrorCode>(
      'CHAIN_HASH_INVALID',
      `"${String(text).slice(0, 80)}" is no hash of a journal.`,
      'Give 0x and 32 to 128 lower-case hexadecimal digits.',
    );
  }
  return Uint8Array.from(text.slice(2).match(/../g)!, (digits) => Number.parseInt(digits, 16));
}

function journalGap(found: number, expected: number): IchienError<AuctionErrorCode> {
  return new IchienError<AuctionErrorCode>(
    'JOURNAL_GAP',
    `A record has sequence ${found} where the journal is at ${expected}.`,
    'One before it is missing, doubled or out of order: give all commands and events, in sequence.',
    { expected, found: String(found) },
  );
}
