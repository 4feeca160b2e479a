import { IchienError } from '#energy';
import type { LedgerClosedRecord, LedgerSettledRecord } from '../chain/client.js';
import type { SlotItems } from '../evidence/slot-evidence.js';
import type { Direction } from '../labels.js';
import { proveNeighbours } from '../neighbours.js';
import type { LedgerPlace } from '../record-preimage.js';
import { closedTrees, settledTrees } from '../trees.js';
import type { ResidentEvidence } from './resident-evidence.js';

/** Codes raised by this file. */
export type ProveTradeErrorCode = 'TRADE_UNKNOWN' | 'RECORDS_MISSING' | 'READING_MISSING';

/** A record as its slot's chain of records needs it: what it says, and what stood before it in the area. */
export type RecordOfSlot =
  | Pick<LedgerClosedRecord, 'phase' | 'record' | 'previousHead'>
  | Pick<LedgerSettledRecord, 'phase' | 'record' | 'previousHead'>;

/** Whose evidence of which trade. */
export interface TradeToProve {
  readonly place: LedgerPlace;
  readonly items: SlotItems;
  /** The slot's records on chain, in their order: its closing, then each settlement of `items`. */
  readonly records: readonly RecordOfSlot[];
  readonly tradeSequence: number;
  /** The side whose reading is shown: `import` for the buyer, `export` for the seller. */
  readonly direction: Direction;
  /** Shows the leaves beside allocation and reading too, which proves that each stands once. Default: false. */
  readonly neighbours?: boolean;
}

/**
 * Makes one resident's evidence of one trade, at the slot's latest settlement.
 *
 * @throws IchienError TRADE_UNKNOWN, RECORDS_MISSING, READING_MISSING, LEAF_INVALID, LEAVES_UNORDERED
 */
export function proveTrade(given: TradeToProve): Omit<ResidentEvidence, 'format' | 'version'> {
  const { place, items, records, tradeSequence } = given;
  const [first, ...later] = records;
  const settledOnes = later.filter((anchored) => anchored.phase === 'settled');
  if (first?.phase !== 'closed' || settledOnes.length !== items.settlements.length) {
    throw new IchienError<ProveTradeErrorCode>(
      'RECORDS_MISSING',
      `${records.length} records do not cover the closing and ${items.settlements.length} settlements.`,
      "Give the slot's confirmed records, and the settlements that they anchor.",
      { records: records.length, settlements: items.settlements.length },
    );
  }
  const at = items.trades.findIndex(({ sequence }) => sequence === tradeSequence);
  if (at === -1) {
    throw new IchienError<ProveTradeErrorCode>(
      'TRADE_UNKNOWN',
      `The slot has no trade ${tradeSequence}.`,
      'Give the sequence of one of its trades.',
      { tradeSequence },
    );
  }
  const { areaId, slot } = items;
  const { areaId: _area, slot: _slot, ...closed } = first.record;
  const settlement = settlementOf(given, at);
  return {
    chainId: place.chainId,
    contract: place.address,
    areaId,
    slot,
    closed: { previousHead: first.previousHead, record: closed },
    settled: settledOnes.map(({ previousHead, record: { areaId: _, slot: __, ...record } }) => ({
      previousHead,
      record,
    })),
    trade: { item: { ...items.trades[at]! }, proof: mutable(closedTrees(items).trades.prove(at)) },
    ...(settlement !== undefined && { settlement }),
  };
}

function settlementOf(
  { items, tradeSequence, direction, neighbours }: TradeToProve,
  tradeAt: number,
): ResidentEvidence['settlement'] {
  const latest = items.settlements.at(-1);
  if (latest === undefined) return undefined;
  const { buyerId, sellerId } = items.trades[tradeAt]!;
  const party = direction === 'import' ? buyerId : sellerId;
  const tree = direction === 'import' ? 'imports' : 'exports';
  const readings = latest[tree];
  const readingAt = readings.findIndex(({ pseudonym }) => pseudonym === party);
  const allocationAt = latest.allocations.findIndex((allocation) => allocation.tradeSequence === tradeSequence);
  if (readingAt === -1 || allocationAt === -1) {
    throw new IchienError<ProveTradeErrorCode>(
      'READING_MISSING',
      `Settlement ${latest.version} has no ${direction} reading or no allocation for trade ${tradeSequence}.`,
      "Ask again when the meter's reading has come and the slot is settled with it.",
      { tradeSequence, version: latest.version },
    );
  }
  const trees = settledTrees(items, latest);
  return mutable({
    allocation: { item: latest.allocations[allocationAt]!, proof: trees.allocations.prove(allocationAt) },
    exports: trees.exports.node,
    imports: trees.imports.node,
    direction,
    reading: { item: readings[readingAt]!, proof: trees[tree].prove(readingAt) },
    ...(neighbours === true && {
      beside: {
        allocation: proveNeighbours('allocations', latest.allocations, allocationAt),
        reading: proveNeighbours(tree, readings, readingAt),
      },
    }),
  });
}

type Mutable<T> = T extends object ? { -readonly [Field in keyof T]: Mutable<T[Field]> } : T;

/** A copy: what is handed out shares nothing with the slot's items. */
function mutable<T>(value: T): Mutable<T> {
  return structuredClone(value) as Mutable<T>;
}
