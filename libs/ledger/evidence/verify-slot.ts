import { DEFAULT_GATE_CLOSURE_LEAD_MS } from '#energy';
import type { ClosedRecord, SettledRecord } from '../records.js';
import { type Finding, NOTHING } from './finding.js';
import type { SlotEvidence } from './slot-evidence.js';
import { verifyClosed } from './verify-closed.js';
import { verifySettled } from './verify-settled.js';

/** What stands on chain of one slot. */
export interface AnchoredSlot {
  readonly closed?: ClosedRecord;
  /** In order of versions. */
  readonly settled: readonly SettledRecord[];
}

/**
 * Verifies one slot's evidence:
 * - every item is the one that was issued, by its own leaf, and every list is in order;
 * - the journal, replayed, gives exactly the trades;
 * - no command stands after the published gate closure, and no close before it;
 * - the allocation rule, applied to the trades and the readings, gives exactly the allocations, so nothing is allocated
 *   that was not traded, exported and imported;
 * - every root, count and total is the anchored one, and all that is anchored is shown.
 *
 * @param leadMs from the published gate closure to the start of the slot
 * @returns every difference, those that name single items first; none if the evidence is what was anchored
 * @throws IchienError LEAF_INVALID if a value fits no leaf, which evidence that was parsed never has
 */
export function verifySlot(
  evidence: SlotEvidence,
  anchored: AnchoredSlot,
  leadMs: number = DEFAULT_GATE_CLOSURE_LEAD_MS,
): Finding[] {
  const closing = verifyClosed(evidence, anchored.closed, leadMs);
  const anchoredVersions = new Map(anchored.settled.map((record) => [record.version, record]));
  const settlements = evidence.settlements.flatMap((settlement) =>
    verifySettled(evidence, settlement, closing.trades, anchoredVersions.get(settlement.version)),
  );
  const shown = new Set(evidence.settlements.map(({ version }) => version));
  const leftOut = [...anchoredVersions.keys()]
    .filter((version) => !shown.has(version))
    .map((version) => {
      const common = { code: 'EVIDENCE_MISSING', authority: 'chain' } as const;
      return { ...common, item: `settlement ${version}`, found: NOTHING, expected: 'a record' };
    });
  return [...closing.findings, ...settlements, ...leftOut].map((finding) => ({ ...finding, slot: evidence.slot }));
}
