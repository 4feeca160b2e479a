import type { JournalEntry } from '#auction';
import { IchienError } from '#energy';
import { type Hex, hashNode, MerkleSumTree } from '#merkle';
import {
  type AnchoredAllocation,
  type AnchoredReading,
  type AnchoredTrade,
  allocationLeaf,
  type JournalHeader,
  journalHeaderLeaf,
  journalLeaf,
  readingLeaf,
  tradeLeaf,
} from './leaves.js';
import type { ClosedRecord, SettledRecord } from './records.js';

/** Codes raised by this file. */
export type TreeErrorCode = 'LEAVES_UNORDERED';

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

/** What each list is sorted by. */
export const orderKey = {
  journal: (entry: JournalEntry): number => entry.sequence,
  trades: (trade: AnchoredTrade): number => trade.sequence,
  readings: (reading: AnchoredReading): string => reading.pseudonym,
  allocations: (allocation: AnchoredAllocation): number => allocation.tradeSequence,
};

/**
 * Builds the trees of a closed slot.
 *
 * @throws IchienError LEAF_INVALID, LEAVES_UNORDERED unless journal and trades ascend strictly by sequence
 */
export function closedTrees(items: ClosedItems): ClosedTrees {
  assertAscending('journal', items.journal, orderKey.journal);
  assertAscending('trades', items.trades, orderKey.trades);
  const journal = MerkleSumTree.build([journalHeaderLeaf(items), ...items.journal.map(journalLeaf)]);
  const trades = MerkleSumTree.build(items.trades.map(tradeLeaf));
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
export function settledTrees(place: { areaId: number; slot: number }, items: SettledItems): SettledTrees {
  assertAscending('exports', items.exports, orderKey.readings);
  assertAscending('imports', items.imports, orderKey.readings);
  assertAscending('allocations', items.allocations, orderKey.allocations);
  const exports = MerkleSumTree.build(items.exports.map((reading) => readingLeaf('export', reading)));
  const imports = MerkleSumTree.build(items.imports.map((reading) => readingLeaf('import', reading)));
  const allocations = MerkleSumTree.build(items.allocations.map(allocationLeaf));
  return {
    exports,
    imports,
    allocations,
    record: {
      areaId: place.areaId,
      slot: place.slot,
      version: items.version,
      readingsRoot: readingsRoot(exports, imports),
      exportCount: exports.count,
      importCount: imports.count,
      exportedWh: exports.totalWh,
      importedWh: imports.totalWh,
      allocationRoot: allocations.root,
      allocationCount: allocations.count,
      tradedWh: items.allocations.reduce((sum, { tradedWh }) => sum + tradedWh, 0),
      allocatedWh: allocations.totalWh,
    },
  };
}

/** The node over both trees of readings, which fixes both totals. */
export function readingsRoot(exports: MerkleSumTree, imports: MerkleSumTree): Hex {
  return hashNode(exports.node, imports.node).hash;
}

/** Index of the first item that does not stand after the one before it; -1 if the items ascend strictly. */
export function firstUnordered<Item>(items: readonly Item[], keyOf: (item: Item) => string | number): number {
  return items.findIndex((item, index) => index > 0 && keyOf(items[index - 1]!) >= keyOf(item));
}

function assertAscending<Item>(list: string, items: readonly Item[], keyOf: (item: Item) => string | number): void {
  const index = firstUnordered(items, keyOf);
  if (index === -1) return;
  const key = keyOf(items[index]!);
  const before = keyOf(items[index - 1]!);
  throw new IchienError<TreeErrorCode>(
    'LEAVES_UNORDERED',
    `In the ${list}, ${key} stands after ${before}.`,
    'Sort them by what numbers or names them, each once.',
    { list, index, key, before },
  );
}
