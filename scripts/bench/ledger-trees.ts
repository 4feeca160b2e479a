import { isDeepStrictEqual } from 'node:util';
import {
  type AnchoredSlot,
  closedTrees,
  formatSlotEvidence,
  parseSlotEvidence,
  type SlotItems,
  settledTrees,
  verifySlot,
} from '#ledger';
import { makeHouseholds, makeSlot } from './ledger-market.js';

/** What is measured of one slot's trees. */
export interface TreesResult {
  readonly households: number;
  readonly trades: number;
  /** Leaves of all five trees. */
  readonly leaves: number;
  /** From the slot's items to both records: every leaf and tree. */
  readonly buildSeconds: number;
  /** Every leaf, order, tree, root, count and total anew, from the slot's items, against the anchored records. */
  readonly verifySeconds: number;
  /** Most memory of a process that makes the slot, builds and verifies its trees. */
  readonly peakMiB: number;
  /** `verifySlot` of its evidence as read: beside the trees each item's own leaf, the market replayed, the rule applied. */
  readonly verifySlotSeconds: number;
}

const SLOT = 990_025;

/** Builds and verifies one slot's trees; twice, and counts the second time, when the code is warm as in a server. */
export function benchTrees(count: number): TreesResult {
  const slot = makeSlot(SLOT, makeHouseholds(count));
  let [buildSeconds, verifySeconds] = [0, 0];
  let anchored = recordsOf(slot);
  for (let round = 0; round < 2; round++) {
    const startMs = performance.now();
    anchored = recordsOf(slot);
    buildSeconds = (performance.now() - startMs) / 1000;
    verifySeconds = secondsOf(() => {
      if (!isDeepStrictEqual(recordsOf(slot), anchored)) throw new Error('the trees differ');
    });
  }
  const peakMiB = process.resourceUsage().maxRSS / 1024;

  const evidence = parseSlotEvidence(formatSlotEvidence(slot), 'slot.json');
  const verifySlotSeconds = secondsOf(() => {
    const [finding] = verifySlot(evidence, anchored);
    if (finding !== undefined) throw new Error(`honest evidence has findings: ${JSON.stringify(finding)}`);
  });
  const { exports, imports, allocations } = slot.settlements[0]!;
  return {
    households: count,
    trades: slot.trades.length,
    leaves: 1 + slot.journal.length + slot.trades.length + exports.length + imports.length + allocations.length,
    buildSeconds,
    verifySeconds,
    peakMiB,
    verifySlotSeconds,
  };
}

function recordsOf(slot: SlotItems): Required<AnchoredSlot> {
  return { closed: closedTrees(slot).record, settled: [settledTrees(slot, slot.settlements[0]!).record] };
}

function secondsOf(work: () => void): number {
  const startMs = performance.now();
  work();
  return (performance.now() - startMs) / 1000;
}

// Run by scripts/bench/ledger.ts in a process of its own, for the memory is measured.
if (process.argv[1] === import.meta.filename) console.log(JSON.stringify(benchTrees(Number(process.argv[2]))));
