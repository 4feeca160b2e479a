import type { EntityManager } from 'typeorm';
import type { Posting, SettlementTrade, SlotFigures } from '#settlement';
import { insertRowsOf } from '../database/database.js';
import { safeInteger } from '../database/safe-integer.js';
import { TradeRow } from '../market/market.entities.js';
import { AllocationRow, PostingRow, Settlement } from './settlement.entities.js';

/** A slot of an area. */
export interface SlotKey {
  readonly areaId: number;
  readonly slot: number;
}

/** A slot's trades by sequence. Plain rows: making an entity of each takes longer than reading them. */
export function settledTrades(manager: EntityManager, { areaId, slot }: SlotKey): Promise<SettlementTrade[]> {
  const columns = ['sequence', 'buyerId', 'sellerId', 'priceSen', 'energyWh'];
  return manager
    .createQueryBuilder(TradeRow, 't')
    .select(columns.map((column) => `t.${column} AS "${column}"`))
    .where('t.areaId = :areaId AND t.slot = :slot', { areaId, slot })
    .orderBy('t.sequence')
    .getRawMany<SettlementTrade>();
}

/** What all versions of a slot so far have posted; plain rows, as {@link settledTrades}. */
export async function postedRows(manager: EntityManager, { areaId, slot }: SlotKey): Promise<Posting[]> {
  const columns = ['account', 'line', 'energyWh', 'amountMillisen', 'cause'];
  const rows = await manager
    .createQueryBuilder(PostingRow, 'p')
    .select(columns.map((column) => `p.${column} AS "${column}"`))
    .where('p.areaId = :areaId AND p.slot = :slot', { areaId, slot })
    .orderBy('p.version')
    .addOrderBy('p.item')
    .getRawMany<Posting>();
  for (const row of rows as { -readonly [Field in keyof Posting]: Posting[Field] }[]) {
    row.energyWh = safeInteger.from(row.energyWh);
    row.amountMillisen = safeInteger.from(row.amountMillisen);
  }
  return rows;
}

/** Stores a version of a slot's settlement, with what it posts. */
export async function storeSettlement(
  manager: EntityManager,
  head: Omit<Settlement, `${string}Wh`>,
  figures: SlotFigures,
  postings: readonly Posting[],
): Promise<void> {
  const { exportedWh, importedWh, tradedWh, allocatedWh, pooledWh } = figures;
  const { areaId, slot, version } = head;
  await manager.insert(Settlement, { ...head, exportedWh, importedWh, tradedWh, allocatedWh, pooledWh });
  await insertRowsOf(manager, AllocationRow, figures.allocations, ({ tradeSequence, allocatedWh }) => {
    return { areaId, slot, version, tradeSequence, allocatedWh };
  });
  await insertRowsOf(
    manager,
    PostingRow,
    byAccount(postings),
    ({ account, line, energyWh, amountMillisen, cause }, item) => {
      return { areaId, slot, version, item, account, line, energyWh, amountMillisen, cause };
    },
  );
}

/**
 * Postings by account, each account's in their order. The index by account is then written from its one end to the other: in
 * the order of trades it would be written here and there, which takes several times as long as everything else of a row.
 */
function byAccount(postings: readonly Posting[]): Posting[] {
  const places = new Map<string, number>();
  // From the end, where the participants' last rows stand in their order: accounts that are nearly sorted are sorted at once.
  for (let at = postings.length - 1; at >= 0; at--) {
    const { account } = postings[at]!;
    places.set(account, (places.get(account) ?? 0) + 1);
  }
  let next = 0;
  for (const account of [...places.keys()].sort()) {
    const count = places.get(account)!;
    places.set(account, next);
    next += count;
  }
  const sorted = new Array<Posting>(postings.length);
  for (const posting of postings) {
    const place = places.get(posting.account)!;
    sorted[place] = posting;
    places.set(posting.account, place + 1);
  }
  return sorted;
}
