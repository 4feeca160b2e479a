import type { EntityManager } from 'typeorm';
import { isRefund, type PaymentEvent, paymentPostings, taxPostings } from '#billing';
import { slotAt } from '#energy';
import type { PaymentLine, PaymentPosting, TaxLine, TaxPosting } from '#settlement';
import { PaymentPostingRow } from '../settlement/payment-posting.entity.js';
import type { PaymentOrderRow } from './billing.entities.js';
import type { EarlierStatements } from './month-opening.js';
import type { MadeStatement } from './month-statements.js';

/** Entries in one INSERT: far below either database's most parameters. */
const CHUNK_ROWS = 500;

/** A payment, or money that came in beside one, as far as the ledger is concerned. */
type PaidOrder = Pick<
  PaymentOrderRow,
  'areaId' | 'number' | 'version' | 'attempt' | 'participantId' | 'way' | 'amountYen' | 'state'
>;

/**
 * Enters what happened to payments in the ledger. To be called in the transaction that stores it.
 *
 * @param isHeld true for what is paid by money that is held
 */
export async function postPayments(
  manager: EntityManager,
  orders: readonly PaidOrder[],
  line: PaymentLine,
  atMs: number,
  isHeld = false,
): Promise<void> {
  const areaId = orders[0]?.areaId;
  if (areaId === undefined) return;
  const postings = orders.flatMap((order) =>
    paymentPostings({ ...eventOf(order, line), isHeld: isHeld || isRefund(order.number) }),
  );
  await insertPostings(manager, areaId, postings, atMs);
}

/** Enters the tax of the statements that a run has made. @param previous the version before of a participant's statement */
export async function postTaxes(
  manager: EntityManager,
  areaId: number,
  made: readonly Pick<MadeStatement, 'participantId' | 'kind' | 'statement'>[],
  previous: EarlierStatements['previous'],
  atMs: number,
): Promise<void> {
  const postings = made.flatMap(({ participantId, kind, statement }) =>
    taxPostings(statement, previous.get(participantId)?.[kind]?.statement),
  );
  await insertPostings(manager, areaId, postings, atMs);
}

/** Millisen that the statements of a month have on a line of the account `tax`. */
export async function postedTaxMillisen(
  manager: EntityManager,
  areaId: number,
  month: string,
  line: TaxLine,
): Promise<bigint> {
  const found = await manager
    .createQueryBuilder(PaymentPostingRow, 'p')
    .select('CAST(SUM(p.amountMillisen) AS TEXT)', 'amountMillisen')
    .where({ areaId, account: 'tax', line })
    .andWhere('p.cause LIKE :cause', { cause: `tax:_-${month.replace('-', '')}-%` })
    .getRawOne<{ amountMillisen: string | null }>();
  return BigInt(found?.amountMillisen ?? 0);
}

async function insertPostings(
  manager: EntityManager,
  areaId: number,
  postings: readonly (PaymentPosting | TaxPosting)[],
  atMs: number,
): Promise<void> {
  const rows = postings.map((posting) => ({ ...posting, areaId, slot: slotAt(atMs), postedAtMs: atMs }));
  for (let start = 0; start < rows.length; start += CHUNK_ROWS) {
    const chunk = rows.slice(start, start + CHUNK_ROWS);
    await manager.createQueryBuilder().insert().into(PaymentPostingRow).values(chunk).updateEntity(false).execute();
  }
}

/** @param order as it stood before */
function eventOf(order: PaidOrder, line: PaymentLine): PaymentEvent {
  const { number, version, attempt, participantId, way, amountYen, state } = order;
  // What is asked for again has no further events: its next attempt has.
  const before = state === 'repeated' ? 'failed' : state;
  return { number, version, attempt, participantId, isTransfer: way === 'transfer', amountYen, line, before };
}
