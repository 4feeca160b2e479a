import { formatInstant, gateClosureMs } from '#energy';
import { JOURNAL } from '../lists.js';
import type { SlotFinding } from './check-list.js';
import type { SlotEvidence } from './slot-evidence.js';

/** What the operator may do after gate closure: it enters no order and lets none trade. */
const HARMLESS: ReadonlySet<string> = new Set(['halt', 'resume', 'expire', 'close']);

/**
 * Holds the times of a journal against the gate closure that was published: all that enters, changes or trades orders comes
 * before it, the close not before it, and no command has an earlier time than the one before.
 *
 * @param leadMs from gate closure to the start of the slot
 */
export function checkTimes({ slot, journal }: Pick<SlotEvidence, 'slot' | 'journal'>, leadMs: number): SlotFinding[] {
  const closureMs = gateClosureMs(slot, leadMs);
  const closure = `gate closure, ${formatInstant(closureMs)}`;
  const findings: SlotFinding[] = [];
  let latestMs = 0;
  for (const entry of journal) {
    const { type, atMs } = entry.command;
    const expect = (expected: string) =>
      findings.push({
        code: 'TIME_BROKEN',
        item: `${JOURNAL.titleOf(entry)}, time of ${type}`,
        found: formatInstant(atMs),
        expected,
        authority: 'published rules',
      });
    if (atMs < latestMs) expect(`${formatInstant(latestMs)}, the time of a command before it, or later`);
    if (type === 'close' && atMs < closureMs) expect(`${closure}, or later`);
    if (atMs >= closureMs && !HARMLESS.has(type)) expect(`a time before ${closure}`);
    latestMs = Math.max(latestMs, atMs);
  }
  return findings;
}
