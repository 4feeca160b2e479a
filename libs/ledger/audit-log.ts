import { createHash } from 'node:crypto';
import type { Hex } from '#merkle';
import { type ClosedRecord, ZERO_HASH } from './records.js';

/** One entry of the log of what staff did, as it is handed out. Append-only: each bears the hash of the one before. */
export interface AuditLogEntry {
  /** 1, 2, 3 ... without gaps. */
  readonly sequence: number;
  readonly atMs: number;
  readonly accountId: string;
  readonly role: string;
  readonly action: string;
  readonly subject: string;
  readonly address: string;
  readonly previousHash: string;
  readonly hash: string;
}

/** What stands before the first entry. */
export const NO_ENTRY = '0'.repeat(64);

/** Municipality codes have five digits: beyond them, each area's audit log has a chain of records of its own. */
const AUDIT_AREAS = 1_000_000;

/** The area number under which the heads of an area's audit log stand on chain. */
export function auditAreaOf(areaId: number): number {
  return AUDIT_AREAS + areaId;
}

/**
 * SHA-256, in hex, of the JSON array of an entry's fields in this order. It covers the entry before by its hash, so whoever kept
 * a later hash sees a change to anything before it.
 */
export function hashOfEntry(entry: Omit<AuditLogEntry, 'hash'>): string {
  const { sequence, atMs, accountId, role, action, subject, address, previousHash } = entry;
  const text = JSON.stringify([sequence, atMs, accountId, role, action, subject, address, previousHash]);
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** Sequence of the first entry that does not follow from the one before it, or undefined if all do. */
export function firstBreak(
  entries: readonly AuditLogEntry[],
  previousHash: string,
  previousSequence: number,
): number | undefined {
  let hash = previousHash;
  let sequence = previousSequence;
  for (const entry of entries) {
    sequence += 1;
    if (entry.sequence !== sequence || entry.previousHash !== hash || entry.hash !== hashOfEntry(entry))
      return sequence;
    hash = entry.hash;
  }
  return undefined;
}

/**
 * The head of a log as a closed record: its hash is the root of the journal, its sequence the journal's length, and nothing was
 * traded. The contract takes one for each slot and never another.
 *
 * @param slot first slot of the day on which it is fixed
 */
export function auditHeadRecord(
  areaId: number,
  slot: number,
  { sequence, hash }: Pick<AuditLogEntry, 'sequence' | 'hash'>,
): ClosedRecord {
  return {
    areaId: auditAreaOf(areaId),
    slot,
    journalRoot: `0x${hash}` as Hex,
    journalCount: sequence,
    tradeRoot: ZERO_HASH,
    tradeCount: 0,
    tradedWh: 0,
  };
}

/** True if the log holds the entry that a record fixed, with the hash that it had then. */
export function isHeadInLog(record: ClosedRecord, hashOf: (sequence: number) => string | undefined): boolean {
  return record.journalRoot === `0x${hashOf(record.journalCount)}`;
}
