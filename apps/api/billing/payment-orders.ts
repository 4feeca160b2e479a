import { type EntityManager, In } from 'typeorm';
import type { OrderToPrint } from './bank-files.js';
import { type MonthCloseRow, PaymentOrderRow } from './billing.entities.js';
import { type BillingAccount, payeeOf } from './billing-account.js';
import { type MadeStatement, sentOf } from './month-statements.js';
import type { PaymentWay } from './statement-payment.js';

/** The payments that a run's documents ask for. What is carried to the next month asks for none. */
export function ordersOf(
  made: readonly MadeStatement[],
  accounts: ReadonlyMap<string, BillingAccount>,
  { areaId, month, run }: Pick<MonthCloseRow, 'areaId' | 'month' | 'run'>,
): PaymentOrderRow[] {
  return made.flatMap((each) => {
    const sent = sentOf(each);
    if (sent === undefined || sent.balance.payableYen === 0) return [];
    const { balance, payment, number, version } = sent;
    const { participantId, way } = each;
    const account = accounts.get(participantId)!;
    return [
      {
        number,
        version,
        attempt: 1,
        areaId,
        month,
        run,
        participantId,
        way,
        amountYen: Math.abs(balance.payableYen),
        dueDay: payment.dueDay,
        account: way === 'invoice' ? null : JSON.stringify(payeeOf(account)),
        state: 'asked',
        result: null,
        settledDay: null,
        note: null,
        nextStep: null,
      },
    ];
  });
}

/**
 * Payments that failed, to be asked for again with this run's, from or to the account as it is now: what failed for want of money, and
 * what failed at an account that is another now. The bank's other answers wait for a person.
 */
export async function repeatFailed(
  manager: EntityManager,
  accounts: ReadonlyMap<string, BillingAccount>,
  { areaId, month, run }: Pick<MonthCloseRow, 'areaId' | 'month' | 'run'>,
  dueDayOf: (way: PaymentWay) => string,
): Promise<PaymentOrderRow[]> {
  const failed = await manager.find(PaymentOrderRow, {
    where: { areaId, state: 'failed', nextStep: In(['retry_with_reminder', 'ask_new_account']) },
    order: { number: 'ASC', version: 'ASC' },
  });
  const repeated: PaymentOrderRow[] = [];
  for (const order of failed) {
    const now = accounts.get(order.participantId);
    if (now === undefined || (order.way === 'debit' && now.payBy !== 'debit')) continue;
    const account = JSON.stringify(payeeOf(now));
    if (order.nextStep === 'ask_new_account' && account === order.account) continue;
    const { number, version, attempt, way } = order;
    await manager.update(PaymentOrderRow, { number, version, attempt }, { state: 'repeated' });
    const fresh = { state: 'asked' as const, result: null, settledDay: null, note: null, nextStep: null };
    repeated.push({ ...order, ...fresh, attempt: attempt + 1, month, run, dueDay: dueDayOf(way), account });
  }
  return repeated;
}

/** The payments of a run's bank file, in its order, each with the account of the participant's payment before. */
export async function ordersToPrint(
  manager: EntityManager,
  { areaId, month, run }: Pick<MonthCloseRow, 'areaId' | 'month' | 'run'>,
  way: 'debit' | 'transfer',
): Promise<OrderToPrint[]> {
  const orders = await manager.find(PaymentOrderRow, {
    where: { areaId, way },
    order: { month: 'ASC', run: 'ASC', number: 'ASC', version: 'ASC', attempt: 'ASC' },
  });
  const accounts = new Map<string, string>();
  const toPrint: OrderToPrint[] = [];
  for (const order of orders) {
    const { participantId } = order;
    if (order.month === month && order.run === run)
      toPrint.push({ order, earlierAccount: accounts.get(participantId) });
    accounts.set(participantId, order.account!);
  }
  return toPrint;
}
