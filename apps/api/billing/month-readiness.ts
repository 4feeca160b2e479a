import type { EntityManager } from 'typeorm';
import { formatSlot } from '#energy';
import { MarketSlot } from '../market/market.entities.js';
import { asker, type SlotHead } from './month-ledger.js';
import type { Month } from './month-of.js';

/** What keeps a month from being closed. Empty lists: nothing. */
export interface Readiness {
  /** Slots without a settlement. */
  readonly unsettledSlots: readonly number[];
  /** Slots whose newest settlement is not on the chain. */
  readonly unanchoredSlots: readonly number[];
  /** Slots that were settled without some meters: they count as 0 there. */
  readonly incompleteSlots: readonly number[];
  /** Participants with postings and without a billing account. */
  readonly withoutAccount: readonly string[];
}

/** Where a settlement stands on the chain. */
export interface Anchor {
  readonly txHash: string;
  readonly allocationRoot: string;
}

/** Every settlement of a month whose record is confirmed on the chain, by {@link anchorKey}. */
export async function anchoredVersions(
  manager: EntityManager,
  areaId: number,
  month: Month,
): Promise<Map<string, Anchor>> {
  const rows = await asker(
    manager,
    areaId,
    month,
  )<{ slot: number; record: string; hash: string; minedHash: string | null }>(
    `SELECT r.slot AS "slot", r.record AS "record", t.hash AS "hash", t."minedHash" AS "minedHash"
     FROM outbox_record r JOIN outbox_transaction t ON t.hash = r."transactionHash"
     WHERE r."areaId" = :area AND r.slot BETWEEN :first AND :last AND r.phase = 'settled' AND t.state = 'confirmed'
     ORDER BY r.id`,
  );
  return new Map(
    rows.map(({ slot, record, hash, minedHash }) => {
      const { version, allocationRoot } = JSON.parse(record);
      return [anchorKey(slot, version), { allocationRoot, txHash: minedHash ?? hash }];
    }),
  );
}

/** Names a version of a slot's settlement. */
export function anchorKey(slot: number, version: number): string {
  return `${slot} ${version}`;
}

/** Looks at every slot of a month that the exchange has lived, and at everybody that has postings in it. */
export async function readinessOf(
  manager: EntityManager,
  areaId: number,
  month: Month,
  heads: ReadonlyMap<number, Pick<SlotHead, 'version' | 'missingReadings'>>,
  accounts: { readonly posted: Iterable<string>; readonly known: ReadonlyMap<string, unknown> },
): Promise<Readiness> {
  const anchored = await anchoredVersions(manager, areaId, month);
  const firstSlot = await firstLived(manager, areaId, month);
  const slots = Array.from({ length: month.lastSlot - firstSlot + 1 }, (_, index) => firstSlot + index);
  const settled = slots.filter((slot) => heads.has(slot));
  return {
    unsettledSlots: slots.filter((slot) => !heads.has(slot)),
    unanchoredSlots: settled.filter((slot) => !anchored.has(anchorKey(slot, heads.get(slot)!.version))),
    incompleteSlots: settled.filter((slot) => heads.get(slot)!.missingReadings > 0),
    withoutAccount: [...new Set(accounts.posted)].filter((participantId) => !accounts.known.has(participantId)).sort(),
  };
}

/** The exchange's first slot, if it began within the month: what was before is not its to bill. All of a month before it lacks. */
async function firstLived(manager: EntityManager, areaId: number, { firstSlot, lastSlot }: Month): Promise<number> {
  const first = await manager.findOne(MarketSlot, { where: { areaId }, order: { slot: 'ASC' } });
  return first !== null && first.slot > firstSlot && first.slot <= lastSlot ? first.slot : firstSlot;
}

/** What is missing, a line each. `blocking` keeps a month open; `notes` are settled by rule, and corrected if readings come. */
export function missingLines({ unsettledSlots, unanchoredSlots, incompleteSlots, withoutAccount }: Readiness): {
  readonly blocking: readonly string[];
  readonly notes: readonly string[];
} {
  const slots = (list: readonly number[], what: string) =>
    list.length === 0 ? [] : [`${list.length} half hours ${what}, the first ${formatSlot(list[0]!)}`];
  return {
    blocking: [
      ...slots(unsettledSlots, 'are not settled'),
      ...slots(unanchoredSlots, 'are settled and not yet anchored'),
      ...(withoutAccount.length === 0
        ? []
        : [`${withoutAccount.length} participants have no billing account, the first ${withoutAccount[0]}`]),
    ],
    notes: slots(incompleteSlots, 'were settled without some readings, which count as 0'),
  };
}
