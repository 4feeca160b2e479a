import { type EntityManager, In } from 'typeorm';
import { StatementRow } from './billing.entities.js';
import type { Customer } from './month-statements.js';
import type { StatementFacts } from './retailer-rows.js';

/** Months before a billed one whose highest demand counts (実量制, TKY-20). */
const EARLIER_MONTHS = 11;
/** Participants in one question: below either database's most parameters. */
const CHUNK = 500;

/**
 * The highest demand of the eleven months before, kW, of each customer whose contract power is measured: as the newest bills have it,
 * and as the contract says where not all of those months were billed here. Undefined if nobody's is.
 */
export async function earlierMaximaOf(
  manager: EntityManager,
  month: string,
  customers: readonly Customer[],
): Promise<Readonly<Record<string, number>> | undefined> {
  const measured = customers.filter(({ account }) => account.capacity?.isMeasured === true);
  if (measured.length === 0) return undefined;
  const months = monthsBefore(month);
  const billed = new Map<string, Map<string, number>>();
  for (let start = 0; start < measured.length; start += CHUNK) {
    const participantId = In(measured.slice(start, start + CHUNK).map((customer) => customer.participantId));
    const rows = await manager.find(StatementRow, {
      select: {
        areaId: true,
        month: true,
        kind: true,
        sequence: true,
        version: true,
        participantId: true,
        facts: true,
      },
      where: { participantId, kind: 'bill', month: In(months) },
      order: { version: 'ASC' },
    });
    for (const row of rows) {
      const { maximumDemandKw }: StatementFacts = JSON.parse(row.facts);
      if (maximumDemandKw === undefined) continue;
      const own = billed.get(row.participantId) ?? new Map<string, number>();
      billed.set(row.participantId, own.set(row.month, maximumDemandKw));
    }
  }
  return Object.fromEntries(
    measured.map(({ participantId, account }) => {
      const kws = [...(billed.get(participantId)?.values() ?? [])];
      return [participantId, Math.max(...kws, kws.length < EARLIER_MONTHS ? account.capacity!.amount : 0)];
    }),
  );
}

function monthsBefore(month: string): string[] {
  const count = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1;
  return Array.from({ length: EARLIER_MONTHS }, (_, index) => {
    const before = count - 1 - index;
    return `${Math.floor(before / 12)}-${String((before % 12) + 1).padStart(2, '0')}`;
  });
}
