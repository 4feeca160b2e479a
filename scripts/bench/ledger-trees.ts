import { closedTrees, formatSlotEvidence, parseSlotEvidence, settledTrees, verifySlot } from '#ledger';
import { makeHouseholds, makeSlot } from './ledger-market.js';

/** What is measured of one slot's trees. */
export interface TreesResult {
  readonly households: number;
  readonly trades: number;
  /** Leaves of all five trees. */
  readonly leaves: number;
  /** From the slot's items to both records: every leaf and tree. */
  readonly buildSeconds: number;
  /** `verifySlot` of its evidence: every leaf, tree and order anew, the market replayed, the allocation rule applied. */
  readonly verifySeconds: number;
  /** Most memory of a process that makes the slot, builds and verifies it. */
  readonly peakMiB: number;
}

const SLOT = 990_025;

/** Builds and verifies one slot's trees; twice, and counts the second time, when the code is warm as in a server. */
export function benchTrees(count: number): TreesResult {
  const slot = makeSlot(SLOT, makeHouseholds(count));
  const evidence = parseSlotEvidence(formatSlotEvidence(slot), 'slot.json');
  let [buildSeconds, verifySeconds] = [0, 0];
  for (let round = 0; round < 2; round++) {
    const startMs = performance.now();
    const closed = closedTrees(slot);
    const settled = settledTrees(slot, slot.settlements[0]!);
    const builtMs = performance.now();
    const findings = verifySlot(evidence, { closed: closed.record, settled: [settled.record] });
    if (findings.length > 0) throw new Error(`honest evidence has findings: ${JSON.stringify(findings[0])}`);
    buildSeconds = (builtMs - startMs) / 1000;
    verifySeconds = (performance.now() - builtMs) / 1000;
  }
  const { exports, imports, allocations } = slot.settlements[0]!;
  return {
    households: count,
    trades: slot.trades.length,
    leaves: 1 + slot.journal.length + slot.trades.length + exports.length + imports.length + allocations.length,
    buildSeconds,
    verifySeconds,
    peakMiB: process.resourceUsage().maxRSS / 1024,
  };
}

// Run by scripts/bench/ledger.ts in a process of its own, for the memory is measured.
if (process.argv[1] === import.meta.filename) console.log(JSON.stringify(benchTrees(Number(process.argv[2]))));
