import type { EntityManager } from 'typeorm';
import type { StatementKind } from '#billing';
import { overlap } from '#joining';
import type { Participant } from '../participants/participant.entity.js';
import { StatementRow } from './billing.entities.js';
import type { BillingAccount, StatementTerms } from './billing-account.js';
import { parseContract } from './billing-contract.js';
import { leavingsOf } from './leavings.js';
import type { MonthLedger } from './month-ledger.js';
import type { Month } from './month-of.js';
import type { Customer, PreviousStatement } from './month-statements.js';

/** Who takes part, and under which terms. */
export interface Roll {
  readonly participants: readonly Participant[];
  readonly accounts: ReadonlyMap<string, BillingAccount>;
}

/**
 * Everybody who gets statements of a month, in the order of their ids: who has an account and took part in it, or
 * had a statement of it before.
 */
export function customersOf(
  month: Month,
  { participants, accounts }: Roll,
  ledger: Pick<MonthLedger, 'sums'>,
  earlier: EarlierStatements,
): Customer[] {
  const leavings = leavingsOf(participants, month);
  const sums = Map.groupBy(ledger.sums, ({ account }) => account);
  const ofMonth = { fromSlot: month.firstSlot, untilSlot: month.lastSlot + 1 };
  return participants
    .filter(
      (participant) =>
        accounts.has(participant.participantId) &&
        (overlap(participant, ofMonth) || earlier.previous.has(participant.participantId)),
    )
    .toSorted((a, b) => (a.participantId < b.participantId ? -1 : 1))
    .map(({ participantId, fromSlot }) => {
      const previous = earlier.previous.get(participantId) ?? {};
      const now = accounts.get(participantId)!;
      const then = earlier.terms.get(participantId);
      const leaving = leavings.get(participantId);
      const carried = (kind: StatementKind) => earlier.carried.get(`${kind} ${participantId}`) ?? 0;
      return {
        participantId,
        fromSlot,
        ...(leaving !== undefined && { leaving }),
        postings: sums.get(`participant:${participantId}`) ?? [],
        account: then === undefined ? now : { ...now, ...pricedBy(then), payBy: now.payBy },
        previous,
        carriedInYen: { bill: carried('bill'), purchase: carried('purchase') },
      };
    });
}

/** What a correction must not change: the terms that the month was priced by. */
function pricedBy(then: StatementTerms) {
  const { registrationNumber, isPerson } = then;
  return { ...parseContract(then), registrationNumber, isPerson };
}

/** What was stated before. */
export interface EarlierStatements {
  /** This month's newest versions, by participant. */
  readonly previous: ReadonlyMap<string, Partial<Record<StatementKind, PreviousStatement>>>;
  readonly terms: ReadonlyMap<string, StatementTerms>;
  /** Yen that wait, by kind and participant. */
  readonly carried: ReadonlyMap<string, number>;
  readonly nextSequence: Record<StatementKind, number>;
}

/** Reads what was stated before a run. */
export async function earlierStatements(
  manager: EntityManager,
  areaId: number,
  month: string,
): Promise<EarlierStatements> {
  const rows = await manager.find(StatementRow, {
    where: { areaId, month },
    order: { sequence: 'ASC', version: 'ASC' },
  });
  const previous = new Map<string, Partial<Record<StatementKind, PreviousStatement>>>();
  const terms = new Map<string, StatementTerms>();
  const nextSequence = { bill: 1, purchase: 1 };
  for (const { participantId, kind, sequence, content, terms: priced } of rows) {
    previous.set(participantId, {
      ...previous.get(participantId),
      [kind]: { sequence, statement: JSON.parse(content) },
    });
    terms.set(participantId, JSON.parse(priced));
    nextSequence[kind] = Math.max(nextSequence[kind], sequence + 1);
  }
  const waiting = await waitingQuery(manager, areaId, month).getMany();
  const carried = new Map<string, number>();
  for (const { kind, participantId, carriedOutYen } of waiting) {
    const key = `${kind} ${participantId}`;
    carried.set(key, (carried.get(key) ?? 0) + carriedOutYen);
  }
  return { previous, terms, carried, nextSequence };
}

/** Marks what a new statement took over from earlier months. */
export async function markCarried(
  manager: EntityManager,
  areaId: number,
  month: string,
  taken: ReadonlyMap<string, string>,
): Promise<void> {
  for (const row of await waitingQuery(manager, areaId, month).getMany()) {
    const number = taken.get(`${row.kind} ${row.participantId}`);
    if (number === undefined) continue;
    const { kind, sequence, version } = row;
    await manager.update(StatementRow, { areaId, month: row.month, kind, sequence, version }, { carriedInto: number });
  }
}

/** Documents of earlier months whose rest no statement has taken yet. */
function waitingQuery(manager: EntityManager, areaId: number, month: string) {
  return manager
    .createQueryBuilder(StatementRow, 's')
    .where('s.areaId = :areaId AND s.month < :month AND s.carriedOutYen <> 0 AND s.carriedInto IS NULL', {
      areaId,
      month,
    })
    .orderBy('s.number')
    .addOrderBy('s.version');
}
