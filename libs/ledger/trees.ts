import type { JournalEntry } from '#auction';
import { IchienError } from '#energy';
import { type Hex, hashNode, MerkleSumTree } from '#merkle';
import {
  type AnchoredAllocation,
  type AnchoredReading,
  type AnchoredTrade,
  type JournalHeader,
  journalHeaderLeaf,
} from './leaves.js';
import { ALLOCATIONS, EXPORTS, IMPORTS, JOURNAL, type LeafList, TRADES } from './lists.js';
import type { ClosedRecord, SettledRecord } from './records.js';

/** Codes raised by this file. */
export type TreeErrorCode = 'LEAVES_UNORDERED';

/** Where a record belongs. */
export interface SlotPlace {
  readonly areaId: number;
  readonly slot: number;
}

/** What gate closure seals. */
export interface ClosedItems extends JournalHeader {
  /** Every command that the book took, the close last. */
  readonly journal: readonly JournalEntry[];
  readonly trades: readonly AnchoredTrade[];
}

/** What one settlement of a slot seals. */
export interface SettledItems {
  readonly version: number;
  /** Readings of the registers that count delivery to the grid, by pseudonym. */
  readonly exports: readonly AnchoredReading[];
  /** Readings of the registers that count supply from the grid, by pseudonym. */
  readonly imports: readonly AnchoredReading[];
  /** One a trade, those without Wh too. */
  readonly allocations: readonly AnchoredAllocation[];
}

/** The trees of a closed slot, from which proofs are made, and the record that anchors them. */
export interface ClosedTrees {
  readonly journal: MerkleSumTree;
  readonly trades: MerkleSumTree;
  readonly record: ClosedRecord;
}

/** The trees of a settlement, from which proofs are made, and the record that anchors them. */
export interface SettledTrees {
  readonly exports: MerkleSumTree;
  readonly imports: MerkleSumTree;
  readonly allocations: MerkleSumTree;
  readonly record: SettledRecord;
}

/**
 * Builds the trees of a closed slot.
 *
 * @throws IchienError LEAF_INVALID, LEAVES_UNORDERED unless journal and trades ascend strictly by sequence
 */
export function closedTrees(items: ClosedItems): ClosedTrees {
  assertAscending(JOURNAL, items.journal);
  assertAscending(TRADES, items.trades);
  return buildClosedTrees(items);
}

/** {@link closedTrees} of lists in any order, as an auditor may find them. @internal @throws IchienError LEAF_INVALID */
export function buildClosedTrees(items: ClosedItems): ClosedTrees {
  const journal = MerkleSumTree.build([journalHeaderLeaf(items), ...items.journal.map(JOURNAL.leafOf)]);
  const trades = MerkleSumTree.buildFrom(items.trades, TRADES.leafOf);
  return {
    journal,
    trades,
    record: {
      areaId: items.areaId,
      slot: items.slot,
      journalRoot: journal.root,
      journalCount: journal.count,
      tradeRoot: trades.root,
      tradeCount: trades.count,
      tradedWh: trades.totalWh,
    },
  };
}

/**
 * Builds the trees of one settlement of a slot.
 *
 * @throws IchienError LEAF_INVALID, LEAVES_UNORDERED unless readings ascend strictly by pseudonym and allocations by trade
 */
export function settledTrees(place: SlotPlace, items: SettledItems): SettledTrees {
  assertAscending(EXPORTS, items.exports);
  assertAscending(IMPORTS, items.imports);
  assertAscending(ALLOCATIONS, items.allocations);
  return buildSettledTrees(place, items);
}

/** {@link settledTrees} of lists in any order, as an auditor may find them. @internal @throws IchienError LEAF_INVALID */
export function buildSettledTrees(place: SlotPlace, items: SettledItems): SettledTrees {
  const exports = MerkleSumTree.buildFrom(items.exports, EXPORTS.leafOf);
  const imports = MerkleSumTree.buildFrom(items.imports, IMPORTS.leafOf);
  const allocations = MerkleSumTree.buildFrom(items.allocations, ALLOCATIONS.leafOf);
  const tradedWh = items.allocations.reduce((sum, { tradedWh }) => sum + tradedWh, 0);
  const trees = { exports, imports, allocations };
  return { ...trees, record: settledRecordOf({ ...place, version: items.version, tradedWh }, trees) };
}

/** The record over the trees of a settlement. @internal */
export function settledRecordOf(
  { areaId, slot, version, tradedWh }: Pick<SettledRecord, 'areaId' | 'slot' | 'version' | 'tradedWh'>,
  { exports, imports, allocations }: Omit<SettledTrees, 'record'>,
): SettledRecord {
  return {
    areaId,
    slot,
    version,
    readingsRoot: readingsRoot(exports, imports),
    exportCount: exports.count,
    importCount: imports.count,
    exportedWh: exports.totalWh,
    importedWh: imports.totalWh,
    allocationRoot: allocations.root,
    allocationCount: allocations.count,
    tradedWh,
    allocatedWh: allocations.totalWh,
  };
}

/** The node over both trees of readings, which fixes both totals. */
function readingsRoot(exports: MerkleSumTree, imports: MerkleSumTree): Hex {
  return hashNode(exports.node, imports.node).hash;
}

function assertAscending<Item>({ title, keyOf }: LeafList<Item>, items: readonly Item[]): void {
  const index = items.findIndex((item, at) => at > 0 && keyOf(items[at - 1]!) >= keyOf(item));
  if (index === -1) return;
  throw leavesUnordered(title, index, keyOf(items[index - 1]!), keyOf(items[index]!));
}

/** Says which leaf stands out of order. @internal */
export function leavesUnordered(title: string, index: number, before: string | number, key: string | number) {
  return new IchienError<TreeErrorCode>(
    'LEAVES_UNORDERED',
    `In the ${title}, ${key} stands after ${before}.`,
    'Sort them by what numbers or names them, each once.',
    { list: title, index, key, before },
  );
}
