import type { Hex } from '#merkle';
import {
  type ClosedRecord,
  closedRecordPreimage,
  type LedgerPlace,
  recordHash,
  type SettledRecord,
  settledRecordPreimage,
} from '../record-preimage.js';
import type { JsonRpc } from './json-rpc.js';
import { latestRecordOf } from './latest-record.js';

/** A slot's record with its place in the area's chain, in the order in which they were made: closed first. */
export interface RecordToVerify {
  readonly phase: 'closed' | 'settled';
  readonly record: ClosedRecord | SettledRecord;
  readonly previousHead: Hex;
  /** As the server gives it. */
  readonly recordHash: Hex;
}

/** Records of one slot, and where the reader looks. */
export interface RecordsToVerify extends LedgerPlace {
  readonly areaId: number;
  readonly slot: number;
  readonly records: readonly RecordToVerify[];
  readonly node: JsonRpc;
}

/** What came of it. */
export type RecordsVerification =
  /** The first `anchored` records are what the chain keeps; none of the others has reached it. */
  | { readonly outcome: 'anchored'; readonly anchored: number }
  /** The chain keeps no record of the slot. */
  | { readonly outcome: 'nothing' }
  /** The record at this place does not have the hash that was given for it. */
  | { readonly outcome: 'hashDiffers'; readonly index: number }
  /** The chain keeps another record, or is another chain. */
  | { readonly outcome: 'differs' };

/**
 * Verifies that the records of a slot are what the contract keeps, by their fields alone: each hash is computed here.
 *
 * @throws IchienError NODE_UNREACHABLE, RECORD_INVALID
 */
export async function verifyRecords(given: RecordsToVerify): Promise<RecordsVerification> {
  const hashes: Hex[] = [];
  for (const [index, { phase, record, previousHead, recordHash: stated }] of given.records.entries()) {
    const preimage =
      phase === 'closed'
        ? closedRecordPreimage(record as ClosedRecord, previousHead)
        : settledRecordPreimage(record as SettledRecord, previousHead, hashes.at(-1) ?? previousHead);
    const hash = recordHash(preimage);
    const isOfSlot = record.areaId === given.areaId && record.slot === given.slot;
    if (hash !== stated.toLowerCase() || !isOfSlot) return { outcome: 'hashDiffers', index };
    hashes.push(hash);
  }
  const { chainId, latest } = await latestRecordOf(given, given);
  if (chainId !== given.chainId) return { outcome: 'differs' };
  if (/^0x0{64}$/.test(latest)) return { outcome: 'nothing' };
  const last = hashes.indexOf(latest);
  return last === -1 ? { outcome: 'differs' } : { outcome: 'anchored', anchored: last + 1 };
}
