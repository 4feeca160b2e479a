import { isDeepStrictEqual } from 'node:util';
import type { EntityManager } from 'typeorm';
import { type ContractsView, contractAt, contractMonths, MAX_CONTRACT_ENTRIES } from '#billing';
import { slotOf } from '#energy';
import { assertContract, type Tariff } from '#tariff';
import { apiError } from '../errors.js';
import { Participant } from '../participants/participant.entity.js';
import { BillingContractRow, StatementRow } from './billing.entities.js';
import { type BillingContract, type ContractEntry, parseContract, supplyContractOf } from './billing-contract.js';
import { inNameOf } from './in-name-of.js';

/** Every participant's contracts, or one's, in the order of entry. */
export async function contractsOf(
  manager: EntityManager,
  participantId?: string,
): Promise<ReadonlyMap<string, readonly ContractEntry[]>> {
  const rows = await manager.find(BillingContractRow, {
    ...(participantId !== undefined && { where: { participantId } }),
    order: { entry: 'ASC' },
  });
  const entries = new Map<string, ContractEntry[]>();
  for (const row of rows) {
    const own = entries.get(row.participantId) ?? [];
    own.push({
      fromMonth: row.fromMonth,
      contract: parseContract(JSON.parse(row.contract)),
      enteredAtMs: row.enteredAtMs,
    });
    entries.set(row.participantId, own);
  }
  return entries;
}

/** The last month that every participant has a statement of, or one. */
export async function lastStatedMonths(
  manager: EntityManager,
  participantId?: string,
): Promise<ReadonlyMap<string, string>> {
  const rows = await manager
    .createQueryBuilder(StatementRow, 's')
    .select('s.participantId', 'participantId')
    .addSelect('MAX(s.month)', 'month')
    .where(participantId === undefined ? {} : { participantId })
    .groupBy('s.participantId')
    .getRawMany<{ participantId: string; month: string }>();
  return new Map(rows.map(({ participantId, month }) => [participantId, month]));
}

/**
 * Refuses a menu that contracts could not be priced by from a month on, naming the first participant. Who has left by then is passed over.
 *
 * @throws IchienError CONTRACT_INVALID
 */
export async function assertContractsPriced(manager: EntityManager, tariff: Tariff, fromMonth: string): Promise<void> {
  const participants = await manager.find(Participant, { select: { participantId: true, untilSlot: true } });
  const firstSlot = slotOf(`${fromMonth}-01`);
  const left = new Set(
    participants
      .filter(({ untilSlot }) => untilSlot !== null && untilSlot <= firstSlot)
      .map(({ participantId }) => participantId),
  );
  for (const [participantId, entered] of await contractsOf(manager)) {
    if (left.has(participantId)) continue;
    const begins = new Set([fromMonth, ...entered.map((each) => each.fromMonth).filter((month) => month > fromMonth)]);
    for (const month of begins) {
      const contract = contractAt(entered, month)?.contract;
      if (contract?.tariffId !== tariff.id) continue;
      inNameOf(participantId, () => assertContract(tariff, supplyContractOf(contract), month));
    }
  }
}

/** Where a household stands in its months. */
export interface HouseholdMonths {
  readonly participantId: string;
  readonly joinedMonth: string;
  readonly lastStatedMonth: string | undefined;
  readonly thisMonth: string;
}

/** A household's contracts with the months in which another may begin: the next of who has none as early as can be, of others this month. */
export function contractsViewOf(
  entries: readonly ContractEntry[],
  { joinedMonth, lastStatedMonth, thisMonth }: HouseholdMonths,
): ContractsView<BillingContract> {
  const { earliest, latest } = contractMonths(joinedMonth, lastStatedMonth, thisMonth);
  const nextMonth = entries.length === 0 || thisMonth < earliest ? earliest : thisMonth;
  return { entries, earliestMonth: earliest, latestMonth: latest, nextMonth };
}

/**
 * The month with which a contract begins that somebody enters. Undefined if it is what holds from there on anyway.
 *
 * @throws IchienError CONTRACT_MONTH_INVALID, CONTRACT_LIMIT_REACHED
 */
export function beginOf(
  known: readonly ContractEntry[],
  contract: BillingContract,
  fromMonth: string | undefined,
  months: HouseholdMonths,
): string | undefined {
  const { participantId } = months;
  const { earliestMonth: earliest, latestMonth: latest, nextMonth } = contractsViewOf(known, months);
  const begin = fromMonth ?? nextMonth;
  if (isDeepStrictEqual(contractAt(known, begin)?.contract, contract)) return undefined;
  if (begin < earliest || begin > latest) {
    throw apiError(
      'CONTRACT_MONTH_INVALID',
      `A contract of ${participantId} cannot begin with ${begin}.`,
      `Give a month from ${earliest}, the first without a statement, to ${latest}.`,
      { participantId, field: 'fromMonth', earliest, latest },
    );
  }
  if (known.length >= MAX_CONTRACT_ENTRIES) {
    const what = `${participantId} has ${known.length} contracts.`;
    throw apiError('CONTRACT_LIMIT_REACHED', what, 'Ask whoever maintains the exchange.', { participantId });
  }
  return begin;
}
