import { type EntityManager, In } from 'typeorm';
import { refundNumber } from '#billing';
import { paymentPlace, type Secrets } from '../secrets.js';
import { customerNumberOf } from './bank-files.js';
import { type MonthCloseRow, PaymentOrderRow } from './billing.entities.js';
import { type BillingAccount, payeeOf } from './billing-account.js';
import { HeldReceiptRow } from './held-receipt.entity.js';
import { postPayments } from './payment-ledger.js';

/** Money that is held, as the retailer sees it. */
export interface HeldReceiptView extends Omit<HeldReceiptRow, 'areaId'> {
  /** Number of the transfer that pays it back, once there is one; its version is `sequence`. */
  readonly refundNumber: string | null;
  /**
   * `awaitsBank`: the collection is not answered; `refundsNext`: the next close makes the transfer; `needsAccount`: there is no bank
   * account to pay it to; `done`: nothing is left to do.
   */
  readonly next: 'awaitsBank' | 'refundsNext' | 'needsAccount' | 'done';
}

/**
 * Holds money that came in beside a payment. The caller has checked that it may be.
 *
 * @returns false if it was booked before
 */
export async function holdReceipt(
  manager: EntityManager,
  order: PaymentOrderRow,
  receipt: Pick<HeldReceiptRow, 'receivedDay' | 'note' | 'heldAtMs'>,
): Promise<boolean> {
  const { areaId, number, version, attempt, participantId, amountYen } = order;
  const { receivedDay, note, heldAtMs } = receipt;
  const key = { number, version, attempt, receivedDay };
  if (await manager.existsBy(HeldReceiptRow, key)) return false;
  const sequence = (await manager.countBy(HeldReceiptRow, { number })) + 1;
  const row: HeldReceiptRow = { ...key, sequence, areaId, participantId, amountYen, note, state: 'held', heldAtMs };
  await manager.insert(HeldReceiptRow, row);
  const refund = { ...order, number: refundNumber(number), version: sequence, attempt: 1 };
  await postPayments(manager, [{ ...refund, way: 'invoice', state: 'asked' }], 'held', heldAtMs);
  return true;
}

/** Pays collections that have just failed with what is held for them, and says which. What is held is enough: it is a bill's whole amount. */
export async function payWithHeld(
  manager: EntityManager,
  failed: readonly PaymentOrderRow[],
  atMs: number,
): Promise<PaymentOrderRow[]> {
  const covered: PaymentOrderRow[] = [];
  for (const order of failed) {
    const { number, version, attempt } = order;
    const held = await manager.findOne(HeldReceiptRow, {
      where: { number, version, attempt, state: 'held' },
      order: { sequence: 'ASC' },
    });
    if (held === null) continue;
    const { receivedDay, note } = held;
    await manager.update(HeldReceiptRow, { number, version, attempt, receivedDay }, { state: 'applied' });
    const paid = { state: 'paid' as const, settledDay: receivedDay, note, nextStep: null };
    await manager.update(PaymentOrderRow, { number, version, attempt }, paid);
    covered.push(order);
  }
  const before = covered.map((order) => ({ ...order, state: 'failed' as const }));
  await postPayments(manager, before, 'paid', atMs, true);
  return covered;
}

/**
 * Transfers of what is held, with this run's, to the account as it is now. What came beside a collection waits for the bank's
 * answer: it may yet be what pays the bill.
 */
export async function refundsOf(
  manager: EntityManager,
  accounts: ReadonlyMap<string, BillingAccount>,
  { areaId, month, run }: Pick<MonthCloseRow, 'areaId' | 'month' | 'run'>,
  dueDay: string,
  secrets: Secrets,
): Promise<PaymentOrderRow[]> {
  const held = await manager.find(HeldReceiptRow, { where: { areaId, state: 'held' }, order: HELD_ORDER });
  const paid = await paidBeside(manager, held);
  const refunds: PaymentOrderRow[] = [];
  for (const each of held) {
    const { number, version, attempt, receivedDay, sequence, participantId, amountYen } = each;
    const account = accounts.get(participantId);
    if (account === undefined || !paid.has(customerNumberOf(each))) continue;
    await manager.update(HeldReceiptRow, { number, version, attempt, receivedDay }, { state: 'refunded' });
    const key = { number: refundNumber(number), version: sequence, attempt: 1 };
    refunds.push({
      ...key,
      areaId,
      month,
      run,
      participantId,
      way: 'transfer',
      amountYen,
      dueDay,
      account: secrets.seal(JSON.stringify(payeeOf(account)), paymentPlace(key)),
      state: 'asked',
      result: null,
      settledDay: null,
      note: null,
      nextStep: null,
    });
  }
  return refunds;
}

/** What is held, or was, the newest first. @param known who has a bank account to pay it to */
export async function heldViews(
  manager: EntityManager,
  areaId: number,
  known: (participantId: string) => boolean,
  limit: number,
): Promise<HeldReceiptView[]> {
  const order = { heldAtMs: 'DESC', number: 'DESC', sequence: 'DESC' } as const;
  // Those that somebody has to know of come first, and are never cut off by what is done.
  const open = await manager.find(HeldReceiptRow, { where: { areaId, state: 'held' }, order, take: limit });
  const done = await manager.find(HeldReceiptRow, {
    where: { areaId, state: In(['applied', 'refunded']) },
    order,
    take: limit - open.length,
  });
  const paid = await paidBeside(manager, open);
  return [...(limit > open.length ? [...open, ...done] : open)].map(({ areaId: _, ...row }) => {
    const awaits = !paid.has(customerNumberOf(row));
    const next = awaits ? 'awaitsBank' : known(row.participantId) ? 'refundsNext' : 'needsAccount';
    return {
      ...row,
      refundNumber: row.state === 'refunded' ? refundNumber(row.number) : null,
      next: row.state === 'held' ? next : 'done',
    };
  });
}

const HELD_ORDER = { number: 'ASC', sequence: 'ASC' } as const;

/** Of the payments that money came in beside, those that are paid. */
async function paidBeside(manager: EntityManager, held: readonly HeldReceiptRow[]): Promise<ReadonlySet<string>> {
  const paid = new Set<string>();
  for (const { number, version, attempt } of held) {
    const key = { number, version, attempt };
    if (await manager.existsBy(PaymentOrderRow, { ...key, state: 'paid' })) paid.add(customerNumberOf(key));
  }
  return paid;
}
