import { createHash } from 'node:crypto';
import type { AuditEntry } from './audit-entry.entity.js';

/** What stands before the first entry. */
export const NO_ENTRY = '0'.repeat(64);

/**
 * SHA-256, in hex, of the JSON array of an entry's fields in this order. It covers the entry before by its hash, so whoever kept
 * a later hash sees a change to anything before it.
 */
export function hashOfEntry(entry: Omit<AuditEntry, 'hash'>): string {
  const { sequence, atMs, accountId, role, action, subject, address, previousHash } = entry;
  const text = JSON.stringify([sequence, atMs, accountId, role, action, subject, address, previousHash]);
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** Sequence of the first entry that does not follow from the one before it, or undefined if all do. */
export function firstBreak(
  entries: readonly AuditEntry[],
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
