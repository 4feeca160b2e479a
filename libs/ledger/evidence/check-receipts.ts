import type { JournalReceipt } from '#auction';
import { isIchienError } from '#energy';
import { falseReceipts } from '../receipt.js';
import { type Finding, NOTHING } from './finding.js';
import type { SlotEvidence } from './slot-evidence.js';

/** A receipt as the exchange answered an order with it. */
export interface SlotReceipt extends JournalReceipt {
  readonly slot: number;
}

/** Receipts of a slot that do not follow from its evidence, which is verified against the chain beside. */
export function checkReceipts(evidence: SlotEvidence, receipts: readonly SlotReceipt[]): Finding[] {
  const own = receipts.filter(({ slot }) => slot === evidence.slot);
  if (own.length === 0) return [];
  try {
    const wrong = new Set(falseReceipts(evidence, own));
    return own.filter((receipt) => wrong.has(receipt)).map((receipt) => receiptFinding(receipt, 'another history'));
  } catch (error) {
    if (!isIchienError(error)) throw error;
    return own.map((receipt) => receiptFinding(receipt, 'a journal without hashes'));
  }
}

/** Receipts of slots of which there is no evidence that can be read. */
export function receiptsLeftOut(receipts: readonly SlotReceipt[], slots: ReadonlySet<number>): Finding[] {
  return receipts.filter(({ slot }) => !slots.has(slot)).map((receipt) => receiptFinding(receipt, NOTHING));
}

function receiptFinding({ slot, sequence, chainHash }: SlotReceipt, found: string): Finding {
  return {
    code: 'RECEIPT_FALSE',
    slot,
    item: `receipt of ${sequence}`,
    found,
    expected: chainHash,
    authority: 'reader',
  };
}
