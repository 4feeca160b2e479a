import type { EntityManager } from 'typeorm';
import { dayOf, slotAt } from '#energy';
import { asker } from './month-ledger.js';
import type { Month } from './month-of.js';

/** When a household's contract ended. */
export interface Leaving {
  /** JST day on which it left. */
  readonly leftDay: string;
  /** Its last day of the month: when it left, or later if its meter still moved. Absent if that is before the month. */
  readonly lastDay?: string;
}

/** Those who have left, by participant. To be called in a transaction of one snapshot. */
export async function readLeavings(
  manager: EntityManager,
  areaId: number,
  month: Month,
): Promise<ReadonlyMap<string, Leaving>> {
  const rows = await asker(
    manager,
    areaId,
    month,
  )<{ participantId: string; requestedAtMs: string; movedSlot: number | null }>(
    `SELECT e."participantId" AS "participantId", e."requestedAtMs" AS "requestedAtMs", (
       SELECT MAX(p.slot) FROM posting p WHERE p."areaId" = :area AND p.slot BETWEEN :first AND :last
         AND p.account = 'participant:' || e."participantId" AND p."energyWh" <> 0
     ) AS "movedSlot" FROM erasure e`,
  );
  return new Map(
    rows.map(({ participantId, requestedAtMs, movedSlot }) => {
      const leftDay = dayOf(slotAt(Number(requestedAtMs)));
      const ended = [leftDay, month.toDay].sort()[0]!;
      const days = [ended, ...(movedSlot === null ? [] : [dayOf(movedSlot)])].filter((day) => day >= month.fromDay);
      const lastDay = days.sort().at(-1);
      return [participantId, { leftDay, ...(lastDay !== undefined && { lastDay }) }];
    }),
  );
}
