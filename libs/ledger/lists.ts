import type { JournalEntry } from '#auction';
import type { SumLeaf } from '#merkle';
import {
  type AnchoredAllocation,
  type AnchoredReading,
  type AnchoredTrade,
  allocationLeaf,
  journalLeaf,
  readingLeaf,
  tradeLeaf,
} from './leaves.js';

/** One kind of list that is anchored as a tree: what it and its items are called, sorted by and encoded as. */
export interface LeafList<Item> {
  readonly title: string;
  /** Names one item for people, as findings do: `trade 14`. */
  readonly titleOf: (item: Item) => string;
  /** Items stand in strictly ascending order of it. */
  readonly keyOf: (item: Item) => string | number;
  readonly leafOf: (item: Item) => SumLeaf;
}

export const JOURNAL: LeafList<JournalEntry> = {
  title: 'journal',
  titleOf: (entry) => `journal entry ${entry.sequence}`,
  keyOf: (entry) => entry.sequence,
  leafOf: journalLeaf,
};

export const TRADES: LeafList<AnchoredTrade> = {
  title: 'trades',
  titleOf: (trade) => `trade ${trade.sequence}`,
  keyOf: (trade) => trade.sequence,
  leafOf: tradeLeaf,
};

export const EXPORTS: LeafList<AnchoredReading> = {
  title: 'exports',
  titleOf: (reading) => `export reading of ${reading.pseudonym}`,
  keyOf: (reading) => reading.pseudonym,
  leafOf: (reading) => readingLeaf('export', reading),
};

export const IMPORTS: LeafList<AnchoredReading> = {
  title: 'imports',
  titleOf: (reading) => `import reading of ${reading.pseudonym}`,
  keyOf: (reading) => reading.pseudonym,
  leafOf: (reading) => readingLeaf('import', reading),
};

export const ALLOCATIONS: LeafList<AnchoredAllocation> = {
  title: 'allocations',
  titleOf: (allocation) => `allocation of trade ${allocation.tradeSequence}`,
  keyOf: (allocation) => allocation.tradeSequence,
  leafOf: allocationLeaf,
};
