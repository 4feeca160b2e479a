import {
  type BookEvent,
  chainHashAfter,
  type HashText,
  JournalChain,
  type JournalEntry,
  type JournalReceipt,
  LadderBook,
  receiptsOf,
} from '#auction';
import { IchienError, isIchienError } from '#energy';
import { keccak256, type SumProof, verifyProof } from '#merkle';
import { journalLeaf } from './leaves.js';
import type { ClosedRecord } from './records.js';
import { type ClosedItems, closedTrees } from './trees.js';

/** Codes raised by this file. */
export type ReceiptErrorCode = 'RECEIPT_UNKNOWN';

/** That the command of a receipt stands in the journal that was anchored, with what it did. */
export interface ReceiptProof {
  /** The chain before the command; the receipt's own hash follows from it, the command and its events. */
  readonly chainHashBefore: HashText;
  readonly entry: JournalEntry;
  readonly events: readonly BookEvent[];
  /** Of the command's leaf in the journal's tree. */
  readonly inclusion: SumProof;
}

/**
 * What a receipt proved to be. `RECEIPT_DIFFERS`: it was given for another command, for other events or after another
 * history than the proof says. `RECEIPT_NOT_ANCHORED`: its command is not in the anchored journal at its place.
 */
export type ReceiptVerdict = 'PROVEN' | 'RECEIPT_DIFFERS' | 'RECEIPT_NOT_ANCHORED';

/** The journal of a slot as it was or will be anchored. */
type SealedJournal = Pick<ClosedItems, 'areaId' | 'slot' | 'rules' | 'journal' | 'trades'>;

/**
 * The proof of one receipt, from a journal that anybody may have: the operator's own, or that of the evidence.
 *
 * @throws IchienError RECEIPT_UNKNOWN if no command has this sequence, BOOK_RULES_INVALID, JOURNAL_GAP, LEAF_INVALID
 */
export function proveReceipt(items: SealedJournal, sequence: number): ReceiptProof {
  const position = items.journal.findIndex((entry) => entry.sequence === sequence);
  const entry = items.journal[position];
  if (entry === undefined) {
    throw new IchienError<ReceiptErrorCode>(
      'RECEIPT_UNKNOWN',
      `The journal has no command ${sequence}.`,
      'Check area, slot and sequence of the receipt.',
      { sequence: String(sequence) },
    );
  }
  const book = new LadderBook(items.rules);
  const chain = new JournalChain(items.rules, keccak256);
  for (const { command } of items.journal.slice(0, position)) {
    book.submit(command);
    chain.commit(book.events);
  }
  const chainHashBefore = chain.chainHash;
  const { sequence: _, command } = entry;
  return {
    chainHashBefore,
    entry: { sequence, command },
    events: book.apply(command),
    // Leaf 0 is the header.
    inclusion: closedTrees(items).journal.prove(position + 1),
  };
}

/**
 * Checks a receipt by its proof, with nothing but the anchored record: so can the resident who holds it. That the whole
 * history before is the one that was hashed, {@link falseReceipts} checks.
 */
export function verifyReceipt(receipt: JournalReceipt, proof: ReceiptProof, anchored: ClosedRecord): ReceiptVerdict {
  const { chainHashBefore, entry, events, inclusion } = proof;
  const tree = { root: anchored.journalRoot, count: anchored.journalCount, totalWh: 0 };
  try {
    const chainHash = chainHashAfter(chainHashBefore, { ...entry, events }, keccak256);
    if (entry.sequence !== receipt.sequence || chainHash !== receipt.chainHash) return 'RECEIPT_DIFFERS';
    return verifyProof(tree, inclusion, journalLeaf(entry).data) ? 'PROVEN' : 'RECEIPT_NOT_ANCHORED';
  } catch (error) {
    // A proof comes from outside: what has no hash and no leaf is none.
    if (isIchienError(error)) return 'RECEIPT_DIFFERS';
    throw error;
  }
}

/**
 * Receipts that do not follow from a journal: the operator gave them for what is not in it. Hand in the evidence that was
 * verified against the chain.
 *
 * @throws IchienError BOOK_RULES_INVALID, JOURNAL_GAP
 */
export function falseReceipts(
  { rules, journal }: Pick<ClosedItems, 'rules' | 'journal'>,
  receipts: readonly JournalReceipt[],
): JournalReceipt[] {
  const known = new Map(receiptsOf(rules, journal, keccak256).map((receipt) => [receipt.sequence, receipt.chainHash]));
  return receipts.filter(({ sequence, chainHash }) => known.get(sequence) !== chainHash);
}
