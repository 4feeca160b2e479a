import { isIchienError } from '#energy';
import { hashNode, MerkleSumTree } from '#merkle';
import { type SettlementReading, type SettlementRules, settleSlot } from '#settlement';
import type { AnchoredAllocation, AnchoredReading, AnchoredTrade } from '../leaves.js';
import { ALLOCATIONS, EXPORTS, IMPORTS, type LeafList } from '../lists.js';
import type { SettledRecord } from '../records.js';
import { buildSettledTrees, type SettledTrees, type SlotPlace } from '../trees.js';
import { checkList, type SlotFinding } from './check-list.js';
import { compareItems, compareRecord } from './compare-items.js';
import { NOTHING } from './finding.js';
import type { SettlementEvidence } from './slot-evidence.js';

/** What the rule fixes of an allocation; its salt and claim are the buyer's. */
const RULE_FIELDS = ['buyerId', 'sellerId', 'priceSen', 'tradedWh', 'allocatedWh'] as const;

/** The allocation rule knows no money: any rates give the same allocations. */
const NO_RATES: SettlementRules = {
  retailPriceSen: 0,
  postFitPriceSen: 0,
  wheelingPriceSen: 0,
  deliveryPriceSen: 0,
  deviationPolicy: { name: 'waived' },
};

/** Longest list of readings in which a changed one is searched: a tree is built anew for each of its items. */
const MAX_SEARCHED_READINGS = 1_000;

/**
 * Verifies one settlement of a slot against itself, against the allocation rule, and against the chain.
 *
 * @param trades what the slot's closing was found to hold
 */
export function verifySettled(
  place: SlotPlace,
  settlement: SettlementEvidence,
  trades: readonly AnchoredTrade[],
  anchored: SettledRecord | undefined,
): SlotFinding[] {
  const title = `settlement ${settlement.version}`;
  const trees = buildSettledTrees(place, settlement);
  const ofItems = [
    ...checkList(EXPORTS, settlement.exports),
    ...checkList(IMPORTS, settlement.imports),
    ...checkList(ALLOCATIONS, settlement.allocations),
    ...checkAllocations(settlement, trades),
    ...searchReadings(settlement, trees, anchored),
  ];
  return [
    ...ofItems.map((finding) => ({ ...finding, item: `${title}, ${finding.item}` })),
    ...compareRecord(title, trees.record, anchored),
  ];
}

/** Settles the slot again: what was allocated must be what the rule gives. */
function checkAllocations(settlement: SettlementEvidence, trades: readonly AnchoredTrade[]): SlotFinding[] {
  const code = 'ALLOCATION_DIFFERS';
  const authority = 'allocation rule';
  try {
    const ruled = settleSlot(trades, joinRegisters(settlement), NO_RATES).allocations;
    const expected = ruled.map((allocation): AnchoredAllocation => ({ ...allocation, salt: '', claim: '' }));
    return compareItems(ALLOCATIONS, RULE_FIELDS, settlement.allocations, expected, code, authority);
  } catch (error) {
    if (!isIchienError(error)) throw error;
    return [
      {
        code,
        item: ALLOCATIONS.title,
        found: error.message,
        authority,
        expected: 'trades and readings that can be settled',
      },
    ];
  }
}

function joinRegisters({ exports, imports }: SettlementEvidence): SettlementReading[] {
  const readings = new Map<string, { participantId: string; exportWh: number; importWh: number }>();
  for (const { pseudonym, energyWh } of exports) {
    readings.set(pseudonym, { participantId: pseudonym, exportWh: energyWh, importWh: 0 });
  }
  for (const { pseudonym, energyWh } of imports) {
    const exportWh = readings.get(pseudonym)?.exportWh ?? 0;
    readings.set(pseudonym, { participantId: pseudonym, exportWh, importWh: energyWh });
  }
  return [...readings.values()];
}

/**
 * Names a reading that was changed or put in together with its leaf, so that it agrees with itself: the one that leads to
 * the anchored root if its Wh are corrected by the difference of the totals, or if it is taken away.
 */
function searchReadings(
  { exports, imports }: SettlementEvidence,
  trees: SettledTrees,
  anchored: SettledRecord | undefined,
): SlotFinding[] {
  if (anchored === undefined || trees.record.readingsRoot === anchored.readingsRoot) return [];
  const { exportedWh, importedWh, exportCount, importCount } = anchored;
  return [
    ...searchList(EXPORTS, exports, { wh: exportedWh, count: exportCount }, (tree) => {
      return hashNode(tree.node, trees.imports.node).hash === anchored.readingsRoot;
    }),
    ...searchList(IMPORTS, imports, { wh: importedWh, count: importCount }, (tree) => {
      return hashNode(trees.exports.node, tree.node).hash === anchored.readingsRoot;
    }),
  ];
}

function searchList(
  { titleOf, leafOf }: LeafList<AnchoredReading>,
  readings: readonly AnchoredReading[],
  anchored: { wh: number; count: number },
  isAnchored: (tree: MerkleSumTree) => boolean,
): SlotFinding[] {
  if (readings.length > MAX_SEARCHED_READINGS) return [];
  const common = { code: 'READING_DIFFERS', authority: 'chain' } as const;
  const leaves = readings.map(leafOf);
  const excessWh = leaves.reduce((sum, { wh }) => sum + wh, 0) - anchored.wh;
  for (const [at, reading] of readings.entries()) {
    const wh = reading.energyWh - excessWh;
    if (readings.length === anchored.count && excessWh !== 0 && wh >= 0) {
      if (isAnchored(MerkleSumTree.build(leaves.with(at, { ...leaves[at]!, wh })))) {
        const item = `${titleOf(reading)}, energyWh`;
        return [{ ...common, item, found: String(reading.energyWh), expected: String(wh) }];
      }
    }
    if (readings.length === anchored.count + 1 && isAnchored(MerkleSumTree.build(leaves.toSpliced(at, 1)))) {
      return [{ ...common, item: titleOf(reading), found: `${reading.energyWh} Wh`, expected: NOTHING }];
    }
  }
  return [];
}
