import { IchienError } from '#energy';
import { ByteWriter } from './byte-writer.js';
import type { AuctionErrorCode } from './error.js';
import { EventLog } from './event-log.js';
import { addEvent, eventAt } from './event-row.js';
import { LadderBook } from './ladder-book.js';
import { rulesBytes, writeCommand } from './record-bytes.js';
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

/** A command of a journal with what it did. */
export interface AppliedCommand extends JournalEntry {
  readonly events: readonly BookEvent[];
}

/** The same as it is stored, with the chain up to and with its last event. */
export interface ChainedCommand extends AppliedCommand {
  readonly chainHash: HashText;
}

/** What is wrong with a journal, and where: the first fault, since every later hash depends on it. */
export interface JournalFault {
  /**
   * `JOURNAL_GAP`: commands are missing. `JOURNAL_REORDERED`: the expected command stands elsewhere, or one stands twice.
   * `JOURNAL_CHANGED`: the command, its events or its hash are not what was written.
   */
  readonly code: 'JOURNAL_GAP' | 'JOURNAL_REORDERED' | 'JOURNAL_CHANGED';
  /** Index in the journal, from 0. */
  readonly position: number;
  /** Sequence that should stand there, and the one that does. */
  readonly expectedSequence: number;
  readonly foundSequence: number;
}

/**
 * The journal of a book as a chain of hashes, a link for each command: the hash of the hash before it, the command and its
 * events. The first is of the book's rules. One hash so fixes all of the journal up to it.
 *
 * @example
 * const chain = new JournalChain(rules, keccak256);
 * book.submit(command);
 * const receipt = chain.commit(book.events);
 */
export class JournalChain {
  readonly #writer = new ByteWriter();
  #sequence: number;
  #head: Uint8Array;
  readonly #hash: HashFunction;

  /** @param from the last link, and the sequence of its last event; left out, at the beginning */
  constructor(rules: BookRules, hash: HashFunction, from?: JournalReceipt) {
    this.#hash = hash;
    this.#sequence = from?.sequence ?? 0;
    this.#head = from === undefined ? hash(rulesBytes(rules)) : fromHexText(from.chainHash);
  }

  /** Sequence of the last event; 0 at the beginning. */
  get sequence(): number {
    return this.#sequence;
  }

  get chainHash(): HashText {
    return toHexText(this.#head);
  }

  /**
   * Adds a command and what it did.
   *
   * @throws IchienError JOURNAL_GAP if it is not the next, RECORD_INVALID if it is none that a book takes
   */
  commit(log: EventLog): JournalReceipt {
    const { sequence } = log;
    if (sequence !== this.#sequence + 1) throw journalGap(sequence, this.#sequence + 1);
    if (!log.hasCommand) throw recordInvalid('command', sequence);
    this.#writer.clear();
    this.#writer.bytesOf(this.#head);
    this.#writer.bytesOf(log.record.bytes());
    this.#head = this.#hash(this.#writer.bytes());
    this.#sequence = log.lastSequence;
    return { sequence, chainHash: this.chainHash };
  }
}

/**
 * The receipts that the commands of a journal were given, computed anew: the book is rebuilt from the commands alone. A
 * receipt with another hash was given for another command or after another history.
 *
 * @throws IchienError BOOK_RULES_INVALID, JOURNAL_GAP, RECORD_INVALID
 */
export function receiptsOf(rules: BookRules, entries: Iterable<JournalEntry>, hash: HashFunction): JournalReceipt[] {
  const book = new LadderBook(rules);
  const chain = new JournalChain(rules, hash);
  const receipts: JournalReceipt[] = [];
  for (const { sequence, command } of entries) {
    book.submit(command);
    const receipt = chain.commit(book.events);
    if (sequence !== receipt.sequence) throw journalGap(sequence, receipt.sequence);
    receipts.push(receipt);
  }
  return receipts;
}

/**
 * The hash that follows on another when a command was applied.
 *
 * @throws IchienError CHAIN_HASH_INVALID, RECORD_INVALID, JOURNAL_GAP if the events do not follow the command in sequence
 */
export function chainHashAfter(before: HashText, applied: AppliedCommand, hash: HashFunction): HashText {
  const from = { sequence: applied.sequence - 1, chainHash: before };
  // The rules count at the beginning only.
  const chain = new JournalChain({} as BookRules, hash, from);
  return chain.commit(logOf(applied)).chainHash;
}

/** Verifies a stored journal from its beginning. @returns the first fault, or undefined if there is none */
export function verifyJournalChain(
  rules: BookRules,
  journal: readonly ChainedCommand[],
  hash: HashFunction,
): JournalFault | undefined {
  const chain = new JournalChain(rules, hash);
  const sequences = journal.map((link) => link?.sequence);
  for (const [position, link] of journal.entries()) {
    const expectedSequence = chain.sequence + 1;
    const foundSequence = sequences[position]!;
    const fault = { position, expectedSequence, foundSequence };
    if (!Number.isSafeInteger(foundSequence)) return { code: 'JOURNAL_CHANGED', ...fault };
    if (foundSequence !== expectedSequence) {
      const isMoved = foundSequence < expectedSequence || sequences.includes(expectedSequence, position);
      return { code: isMoved ? 'JOURNAL_REORDERED' : 'JOURNAL_GAP', ...fault };
    }
    if (chainedHash(chain, link) !== link.chainHash) return { code: 'JOURNAL_CHANGED', ...fault };
  }
  return undefined;
}

/** The hash of the next link; undefined of what has none. */
function chainedHash(chain: JournalChain, link: ChainedCommand): HashText | undefined {
  try {
    return chain.commit(logOf(link)).chainHash;
  } catch {
    return undefined;
  }
}

/** A command and its events as the log that they stood in. */
function logOf({ sequence, command, events }: AppliedCommand): EventLog {
  const log = new EventLog();
  log.begin(sequence);
  writeCommand(log.record, sequence, command);
  log.endCommand();
  for (const event of events) {
    if (event.sequence !== log.lastSequence + 1) throw journalGap(event.sequence, log.lastSequence + 1);
    addEvent(log, event);
    // What does not come out as it went in, a number too large or a text, is nothing that a book said.
    const { message } = event as { message?: string };
    const said = Object.entries(eventAt(log, log.count - 1, () => message ?? ''));
    if (said.some(([field, value]) => event[field as keyof BookEvent] !== value))
      throw recordInvalid('event', event.sequence);
  }
  return log;
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

function recordInvalid(what: 'command' | 'event', sequence: number): IchienError<AuctionErrorCode> {
  return new IchienError<AuctionErrorCode>(
    'RECORD_INVALID',
    `The ${what} with sequence ${sequence} is none that a book takes or writes.`,
    'Give commands that are well formed, and events as they were given out.',
    { sequence },
  );
}

function journalGap(found: number, expected: number): IchienError<AuctionErrorCode> {
  return new IchienError<AuctionErrorCode>(
    'JOURNAL_GAP',
    `A command or event has sequence ${found} where the journal is at ${expected}.`,
    'One before it is missing, doubled or out of order: give all commands and events, in sequence.',
    { expected, found: String(found) },
  );
}
