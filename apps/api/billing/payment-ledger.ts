import type { EntityManager } from 'typeorm';
import { type PaymentEvent, paymentPostings } from '#billing';
import { slotAt } from '#energy';
import type { PaymentLine } from '#settlement';
import { PaymentPostingRow } from '../settlement/payment-posting.entity.js';
import type { PaymentOrderRow } from './billing.entities.js';

/** Entries in one INSERT: far below either database's most parameters. */
const CHUNK_ROWS = 500;

/** Enters what happened to payments in the ledger. To be called in the transaction that stores it. */
export async function postPayments(
  manager: EntityManager,
  orders: readonly PaymentOrderRow[],
  line: PaymentLine,
  atMs: number,
): Promise<void> {
  const rows = orders.flatMap((order) =>
    paymentPostings(eventOf(order, line)).map((posting) => ({
      ...posting,
      areaId: order.areaId,
      slot: slotAt(atMs),
      postedAtMs: atMs,
    })),
  );
  for (let start = 0; start < rows.length; start += CHUNK_ROWS) {
    const chunk = rows.slice(start, start + CHUNK_ROWS);
    await manager.createQueryBuilder().insert().into(PaymentPostingRow).values(chunk).updateEntity(false).execute();
  }
}

/** @param order as it stood before */
function eventOf(order: PaymentOrderRow, line: PaymentLine): PaymentEvent {
  const { number, version, attempt, participantId, way, amountYen, state } = order;
  const isTransfer = way === 'transfer';
  return { number, version, attempt, participantId, isTransfer, amountYen, line, wasPaid: state === 'paid' };
}
