import type { Hex } from '#merkle';
import type { LedgerRecord } from '../chain/client.js';
import { closedRecordPreimage, recordHash, settledRecordPreimage, ZERO_HASH } from '../records.js';
import { type Finding, NOTHING } from './finding.js';

/**
 * Verifies that an area's records are one unbroken chain from the first to the area's head: each names the one before it,
 * has the hash of what it says, and each slot is closed once and then settled in order of versions.
 *
 * @param records every record of the area, in the order in which they were anchored
 * @param head the area's head, read before the records: newer ones may follow it
 */
export function verifyChain(records: readonly LedgerRecord[], head: Hex): Finding[] {
  const findings: Finding[] = [];
  const latest = new Map<number, LedgerRecord>();
  let previousHead = ZERO_HASH;
  for (const anchored of records) {
    const { slot } = anchored.record;
    const title = `record of ${phaseOf(anchored)} in block ${anchored.blockNumber}`;
    const check = (field: string, found: string, expected: string) => {
      if (found === expected) return;
      findings.push({ code: 'CHAIN_BROKEN', slot, item: `${title}, ${field}`, found, expected, authority: 'chain' });
    };
    const before = latest.get(slot);
    check('previousHead', anchored.previousHead, previousHead);
    if (anchored.phase === 'settled') check('previousOfSlot', anchored.previousOfSlot, before?.recordHash ?? ZERO_HASH);
    check('recordHash', anchored.recordHash, hashOf(anchored));
    check('record of the slot before it', before === undefined ? NOTHING : phaseOf(before), phaseBefore(anchored));
    latest.set(slot, anchored);
    previousHead = anchored.recordHash;
  }
  if (head !== ZERO_HASH && !records.some((anchored) => anchored.recordHash === head)) {
    const item = 'head of the area';
    findings.push({
      code: 'CHAIN_BROKEN',
      item,
      found: `${records.length} records without it`,
      expected: head,
      authority: 'chain',
    });
  }
  return findings;
}

function hashOf(anchored: LedgerRecord): Hex {
  const { previousHead } = anchored;
  return recordHash(
    anchored.phase === 'closed'
      ? closedRecordPreimage(anchored.record, previousHead)
      : settledRecordPreimage(anchored.record, previousHead, anchored.previousOfSlot),
  );
}

function phaseOf(anchored: LedgerRecord): string {
  return anchored.phase === 'closed' ? 'closing' : `settlement ${anchored.record.version}`;
}

/** What the slot's record before this one has to be. */
function phaseBefore(anchored: LedgerRecord): string {
  if (anchored.phase === 'closed') return NOTHING;
  return anchored.record.version === 1 ? 'closing' : `settlement ${anchored.record.version - 1}`;
}
