import {
  type AnchoredSlot,
  closedRecordPreimage,
  closedTrees,
  type EvidenceManifest,
  evidenceFileOf,
  formatManifest,
  formatSlotEvidence,
  type LedgerReader,
  type LedgerRecord,
  parseManifest,
  recordHash,
  type SlotItems,
  settledRecordPreimage,
  settledTrees,
  ZERO_HASH,
} from '#ledger';
import { AREA_ID } from './sample-market.js';

export const CONTRACT = `0x${'5a'.repeat(20)}`;
export const CHAIN_ID = 31_337;

/** What the contract would hold of a slot. */
export function anchoredSlot(items: SlotItems): Required<AnchoredSlot> {
  return {
    closed: closedTrees(items).record,
    settled: items.settlements.map((settlement) => settledTrees(items, settlement).record),
  };
}

/** The records that a contract would have written for the slots, closings first. */
export function anchoredRecords(slots: readonly SlotItems[]): LedgerRecord[] {
  const records: LedgerRecord[] = [];
  const latest = new Map<number, LedgerRecord['recordHash']>();
  const place = () => {
    const blockNumber = records.length + 1;
    const previousHead = records.at(-1)?.recordHash ?? ZERO_HASH;
    return { previousHead, blockNumber, blockHash: ZERO_HASH, transactionHash: ZERO_HASH };
  };
  for (const items of slots) {
    const record = anchoredSlot(items).closed;
    const link = place();
    const hash = recordHash(closedRecordPreimage(record, link.previousHead));
    records.push({ phase: 'closed', record, recordHash: hash, ...link });
    latest.set(items.slot, hash);
  }
  for (const items of slots) {
    for (const record of anchoredSlot(items).settled) {
      const link = place();
      const previousOfSlot = latest.get(items.slot)!;
      const hash = recordHash(settledRecordPreimage(record, link.previousHead, previousOfSlot));
      records.push({ phase: 'settled', record, recordHash: hash, previousOfSlot, ...link });
      latest.set(items.slot, hash);
    }
  }
  return records;
}

/** A ledger in memory that holds these records. */
export function ledgerOf(records: readonly LedgerRecord[]): LedgerReader {
  return {
    place: async () => ({ chainId: CHAIN_ID, address: CONTRACT }),
    hasContract: async () => true,
    head: async () => records.at(-1)?.recordHash ?? ZERO_HASH,
    recordsOfArea: async () => records,
  };
}

/** The evidence of the slots as an operator would hand it out: the manifest, and the text of each file. */
export function evidenceOf(slots: readonly SlotItems[]): { manifest: EvidenceManifest; files: Map<string, string> } {
  const manifest = formatManifest({
    chainId: CHAIN_ID,
    contract: CONTRACT,
    deployedAtBlock: 1,
    areaId: AREA_ID,
    slots: slots.map(({ slot }) => ({ slot, file: evidenceFileOf(slot) })),
    notes: ['A small market, made for tests.'],
  });
  const files = new Map(slots.map((items) => [evidenceFileOf(items.slot), formatSlotEvidence(items)]));
  return { manifest: parseManifest(manifest), files };
}
