import type { EntityManager } from 'typeorm';
import { dayOf, komaOf, SLOTS_PER_DAY } from '#energy';
import type { SettlementSlotRow } from '#formats';
import { asker, type SlotHead } from './month-ledger.js';
import type { Month } from './month-of.js';
import { anchoredVersions, anchorKey } from './month-readiness.js';

/** A participant's points, as the retailer knows them. */
export interface Points {
  readonly supplyPointId: string;
  readonly receivingPointId: string | null;
}

interface TradeOfSlot {
  readonly slot: number;
  readonly sequence: number;
  readonly buyerId: string;
  readonly sellerId: string;
  readonly priceSen: number;
  readonly tradedWh: number;
  readonly allocatedWh: number;
}

/** What a party lacked in a slot, and what it was charged. */
interface Lack {
  readonly energyWh: number;
  readonly amountMillisen: number;
}

/**
 * The rows of `settlement_slot`: each trade of the month with what both meters bore out, in the settlement versions that a close
 * rests on. Not the newest ones: a close that is gone on with must make the same file.
 *
 * A deviation belongs to a party and not to a trade (docs/settlement.md). It stands on the party's first trade of the slot, once,
 * so that the column adds up to the ledger.
 *
 * @param versions by slot
 */
export async function slotTradeRows(
  manager: EntityManager,
  areaId: number,
  month: Month,
  versions: ReadonlyMap<number, number>,
  points: ReadonlyMap<string, Points>,
): Promise<SettlementSlotRow[]> {
  const anchored = await anchoredVersions(manager, areaId, month);
  const rows: SettlementSlotRow[] = [];
  for (let first = month.firstSlot; first <= month.lastSlot; first += SLOTS_PER_DAY) {
    const day = { ...month, firstSlot: first, lastSlot: first + SLOTS_PER_DAY - 1 };
    const trades = await tradesOf(manager, areaId, day, versions);
    const lacks = await lacksOf(manager, areaId, day, versions);
    let leaf = { slot: -1, index: 0 };
    for (const trade of trades) {
      leaf = leaf.slot === trade.slot ? { slot: trade.slot, index: leaf.index + 1 } : { slot: trade.slot, index: 0 };
      const version = versions.get(trade.slot)!;
      const anchor = anchored.get(anchorKey(trade.slot, version));
      const shortfall = take(lacks, `${trade.slot} ${trade.sellerId} shortfall`);
      const overPurchase = take(lacks, `${trade.slot} ${trade.buyerId} overPurchase`);
      rows.push({
        day: dayOf(trade.slot),
        koma: komaOf(trade.slot),
        tradeId: `${trade.slot}-${trade.sequence}`,
        sellerPointId: sellingPointOf(points.get(trade.sellerId)),
        buyerPointId: points.get(trade.buyerId)?.supplyPointId ?? '',
        tradedWh: trade.tradedWh,
        deliveredWh: trade.allocatedWh,
        priceSen: trade.priceSen,
        amountMillisen: trade.allocatedWh * trade.priceSen,
        shortfallWh: shortfall.energyWh,
        shortfallPriceSen: priceOf(shortfall),
        surplusWh: overPurchase.energyWh,
        surplusPriceSen: priceOf(overPurchase),
        sourceType: '再エネ',
        certificateId: trade.allocatedWh === 0 ? '' : `${areaId}-${trade.slot}-t${trade.sequence}`,
        readingVersion: version,
        txHash: anchor?.txHash ?? '',
        merkleRoot: anchor?.allocationRoot ?? '',
        leafIndex: anchor && leaf.index,
      });
    }
  }
  return rows;
}

/** What the whole slot came to in the version that a close rests on. */
export type StatedSlot = Pick<SlotHead, 'slot' | 'version' | 'exportedWh' | 'importedWh' | 'missingReadings'>;

/** The slots of a month in the settlement versions that a close rests on. */
export async function slotHeadsAt(
  manager: EntityManager,
  areaId: number,
  month: Month,
  versions: ReadonlyMap<number, number>,
): Promise<StatedSlot[]> {
  const rows = await asker(
    manager,
    areaId,
    month,
  )<{
    slot: number;
    version: number;
    exportedWh: string;
    importedWh: string;
    missingReadings: number;
  }>(
    `SELECT slot AS "slot", version AS "version", "exportedWh" AS "exportedWh", "importedWh" AS "importedWh",
       "missingReadings" AS "missingReadings"
     FROM settlement WHERE "areaId" = :area AND slot BETWEEN :first AND :last ORDER BY slot, version`,
  );
  return rows
    .filter(({ slot, version }) => versions.get(slot) === version)
    .map((row) => ({ ...row, exportedWh: Number(row.exportedWh), importedWh: Number(row.importedWh) }));
}

async function tradesOf(
  manager: EntityManager,
  areaId: number,
  day: Month,
  versions: ReadonlyMap<number, number>,
): Promise<TradeOfSlot[]> {
  const rows = await asker(
    manager,
    areaId,
    day,
  )<TradeOfSlot & { version: number }>(
    `SELECT t.slot AS "slot", t.sequence AS "sequence", t."buyerId" AS "buyerId", t."sellerId" AS "sellerId",
       t."priceSen" AS "priceSen", t."energyWh" AS "tradedWh", a."allocatedWh" AS "allocatedWh", a.version AS "version"
     FROM trade t JOIN allocation a ON a."areaId" = t."areaId" AND a.slot = t.slot AND a."tradeSequence" = t.sequence
     WHERE t."areaId" = :area AND t.slot BETWEEN :first AND :last ORDER BY t.slot, t.sequence`,
  );
  return rows.filter(({ slot, version }) => versions.get(slot) === version);
}

async function lacksOf(
  manager: EntityManager,
  areaId: number,
  day: Month,
  versions: ReadonlyMap<number, number>,
): Promise<Map<string, Lack>> {
  const rows = await asker(
    manager,
    areaId,
    day,
  )<{
    slot: number;
    version: number;
    account: string;
    line: string;
    energyWh: string;
    amountMillisen: string;
  }>(
    `SELECT slot AS "slot", version AS "version", account AS "account", line AS "line",
       "energyWh" AS "energyWh", "amountMillisen" AS "amountMillisen"
     FROM posting WHERE "areaId" = :area AND slot BETWEEN :first AND :last
       AND line IN ('shortfall', 'overPurchase') AND account LIKE 'participant:%'`,
  );
  const lacks = new Map<string, Lack>();
  for (const { slot, version, account, line, energyWh, amountMillisen } of rows) {
    if (version > (versions.get(slot) ?? 0)) continue;
    const key = `${slot} ${account.slice('participant:'.length)} ${line}`;
    const known = lacks.get(key) ?? { energyWh: 0, amountMillisen: 0 };
    lacks.set(key, {
      energyWh: known.energyWh + Number(energyWh),
      amountMillisen: known.amountMillisen + Number(amountMillisen),
    });
  }
  return lacks;
}

function take(lacks: Map<string, Lack>, key: string): Lack {
  const lack = lacks.get(key) ?? { energyWh: 0, amountMillisen: 0 };
  lacks.delete(key);
  return lack;
}

/** The price of all of it; blank where a tolerance makes it differ within. */
function priceOf({ energyWh, amountMillisen }: Lack): number | undefined {
  return energyWh > 0 && amountMillisen % energyWh === 0 ? Math.abs(amountMillisen / energyWh) : undefined;
}

function sellingPointOf(points: Points | undefined): string {
  return points?.receivingPointId ?? points?.supplyPointId ?? '';
}
