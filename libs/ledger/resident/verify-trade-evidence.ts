import { isIchienError } from '#energy';
import { type Hex, hashNode, type SumProof, type SumRoot, toHex, verifyProof } from '#merkle';
import { ALLOCATIONS, EXPORTS, IMPORTS, type LeafList, TRADES } from '../lists.js';
import { type Neighbours, type UniqueTree, verifyNeighbours } from '../neighbours.js';
import {
  closedRecordPreimage,
  type LedgerPlace,
  recordHash,
  type SettledRecord,
  settledRecordPreimage,
} from '../record-preimage.js';
import type { ResidentEvidence } from './resident-evidence.js';

/** What is wrong with a resident's evidence: the closed set. */
export type TradeFindingCode =
  /** It speaks of another chain than the reader's node. */
  | 'CHAIN_DIFFERS'
  /** It speaks of another contract than the one the reader named. */
  | 'CONTRACT_DIFFERS'
  /** The slot's records do not end in the hash that the contract keeps. */
  | 'RECORD_NOT_ANCHORED'
  /** The trade is not in the anchored tree. */
  | 'TRADE_NOT_PROVEN'
  /** The allocation is not in the anchored tree. */
  | 'ALLOCATION_NOT_PROVEN'
  /** The reading is not in the anchored tree. */
  | 'READING_NOT_PROVEN'
  /** The leaves beside it do not show that it stands once. */
  | 'NOT_UNIQUE'
  /** Trade, allocation and reading speak of different things, or more is allocated than traded or metered. */
  | 'ITEMS_DISAGREE'
  /** Nothing is settled yet, so no Wh is proven. */
  | 'NOT_SETTLED'
  /** Pseudonym or salt are not the household's own. */
  | 'NOT_OWN';

/** One thing wrong with a resident's evidence. */
export interface TradeFinding {
  readonly code: TradeFindingCode;
  /** For people. */
  readonly message: string;
}

/** What the reader's own node says, and the contract that the reader knows. */
export interface AnchoredPlace extends LedgerPlace {
  /** Hash of the slot's latest record, as the contract keeps it. */
  readonly latest: Hex;
}

/** Verifies a resident's evidence of one trade against what a node says; nothing in it is believed. */
export function verifyTradeEvidence(evidence: ResidentEvidence, anchored: AnchoredPlace): TradeFinding[] {
  const findings: TradeFinding[] = [];
  const check = (code: TradeFindingCode, message: string, holds: () => boolean) => {
    if (!holdsSafely(holds)) findings.push({ code, message });
  };
  check('CHAIN_DIFFERS', `The evidence is of chain ${evidence.chainId}, the node of ${anchored.chainId}.`, () => {
    return evidence.chainId === anchored.chainId;
  });
  check('CONTRACT_DIFFERS', `The evidence names ${evidence.contract}, you ${anchored.address}.`, () => {
    return evidence.contract.toLowerCase() === anchored.address.toLowerCase();
  });
  check('RECORD_NOT_ANCHORED', 'The contract keeps another record of the slot.', () => {
    return lastRecordHash(evidence) === anchored.latest;
  });
  const { tradeRoot, tradedWh, tradeCount } = evidence.closed.record;
  check('TRADE_NOT_PROVEN', `Trade ${evidence.trade.item.sequence} is not among the anchored trades.`, () => {
    return isInTree(TRADES, { root: tradeRoot, totalWh: tradedWh, count: tradeCount }, evidence.trade);
  });
  checkSettlement(evidence, check);
  return findings;
}

function checkSettlement(
  { closed, settled, trade, settlement }: ResidentEvidence,
  check: (code: TradeFindingCode, message: string, holds: () => boolean) => void,
): void {
  const record = settled.at(-1)?.record;
  if (settlement === undefined) return;
  if (record === undefined) {
    check('RECORD_NOT_ANCHORED', 'There is a settlement without a record.', () => false);
    return;
  }
  const { direction, exports, imports } = settlement;
  const { allocation, reading, beside } = settlement;
  const allocations = {
    root: record.allocationRoot,
    totalWh: record.allocatedWh,
    count: record.allocationCount,
  };
  const [list, tree, count] =
    direction === 'export' ? [EXPORTS, exports, record.exportCount] : [IMPORTS, imports, record.importCount];
  const readings = { root: tree.hash, totalWh: tree.wh, count };

  check('ALLOCATION_NOT_PROVEN', `The allocation of trade ${trade.item.sequence} is not among the anchored ones.`, () =>
    isInTree(ALLOCATIONS, allocations, allocation),
  );
  check('READING_NOT_PROVEN', `The ${direction} reading is not among the anchored ones.`, () => {
    const top = hashNode(exports, imports);
    const areTotals = exports.wh === record.exportedWh && imports.wh === record.importedWh;
    return top.hash === record.readingsRoot && areTotals && isInTree(list, readings, reading);
  });
  if (beside !== undefined) {
    checkOnce('allocations', ALLOCATIONS, allocations, allocation, beside.allocation);
    checkOnce(direction === 'export' ? 'exports' : 'imports', list, readings, reading, beside.reading);
  }

  const { item } = allocation;
  const party = direction === 'export' ? item.sellerId : item.buyerId;
  check('ITEMS_DISAGREE', 'The allocation is not that of the trade.', () => {
    const isOfTrade =
      item.tradeSequence === trade.item.sequence &&
      item.buyerId === trade.item.buyerId &&
      item.sellerId === trade.item.sellerId &&
      item.priceSen === trade.item.priceSen &&
      item.tradedWh === trade.item.energyWh;
    // One allocation a trade, in the same order: it stands at the trade's own place.
    const isAtItsPlace = record.allocationCount === closed.record.tradeCount;
    return isOfTrade && isAtItsPlace && allocation.proof.index === trade.proof.index;
  });
  check('ITEMS_DISAGREE', 'The reading is not of the party to the trade.', () => reading.item.pseudonym === party);
  check('ITEMS_DISAGREE', 'More is allocated than was traded or metered.', () => {
    return item.allocatedWh <= Math.min(item.tradedWh, reading.item.energyWh);
  });

  function checkOnce<Item>(
    of: UniqueTree,
    { titleOf, leafOf }: LeafList<Item>,
    root: SumRoot,
    { item: own, proof }: Proven<Item>,
    { before, after }: BesideOf<Neighbours>,
  ): void {
    check('NOT_UNIQUE', `The ${titleOf(own)} is not shown to stand once.`, () => {
      const shown = { ...(before !== undefined && { before }), ...(after !== undefined && { after }) };
      return verifyNeighbours(of, root, { data: toHex(leafOf(own).data), proof }, shown);
    });
  }
}

interface Proven<Item> {
  readonly item: Item;
  readonly proof: SumProof;
}

/** As parsed: what is not there may be undefined. */
type BesideOf<T> = { readonly [Field in keyof T]?: T[Field] | undefined };

/** True if the item, with its own Wh, stands where its proof says. @throws IchienError LEAF_INVALID */
function isInTree<Item>({ leafOf }: LeafList<Item>, tree: SumRoot, { item, proof }: Proven<Item>): boolean {
  const { data, wh } = leafOf(item);
  return wh === proof.wh && verifyProof(tree, proof, data);
}

/** Hash of the last of the slot's records, each following from the one before; undefined if versions are out of order. */
function lastRecordHash({ areaId, slot, closed, settled }: ResidentEvidence): Hex | undefined {
  let hash = recordHash(closedRecordPreimage({ areaId, slot, ...closed.record }, closed.previousHead));
  for (const [at, { previousHead, record }] of settled.entries()) {
    if (record.version !== at + 1) return undefined;
    const whole: SettledRecord = { areaId, slot, ...record };
    hash = recordHash(settledRecordPreimage(whole, previousHead, hash));
  }
  return hash;
}

/** What a leaf or a node cannot carry is not proven: evidence comes from outside. */
function holdsSafely(holds: () => boolean): boolean {
  try {
    return holds();
  } catch (error) {
    if (isIchienError(error)) return false;
    throw error;
  }
}
