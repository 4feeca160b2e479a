import type { EntityManager } from 'typeorm';
import type { OrderToPrint } from './bank-files.js';
import { type MonthCloseRow, PaymentOrderRow } from './billing.entities.js';
import { type BillingAccount, payeeOf } from './billing-account.js';
import type { MadeStatement } from './month-statements.js';

/** The payments that a run's documents ask for. What is carried to the next month asks for none. */
export function ordersOf(
  made: readonly MadeStatement[],
  accounts: ReadonlyMap<string, BillingAccount>,
  { areaId, month, run }: Pick<MonthCloseRow, 'areaId' | 'month' | 'run'>,
): PaymentOrderRow[] {
  return made.flatMap(({ participantId, way, statement, adjustment }) => {
    const { balance, payment, number, version } = adjustment ?? statement;
    if (balance.payableYen === 0) return [];
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
        nextStep: null,
      },
    ];
  });
}

/**
 * Collections that failed for want of money, to be asked for again with this run's, from the account as it is now. The bank's other
 * answers wait for a person.
 */
export async function repeatFailed(
  manager: EntityManager,
  accounts: ReadonlyMap<string, BillingAccount>,
  { areaId, month, run }: Pick<MonthCloseRow, 'areaId' | 'month' | 'run'>,
  dueDay: string,
): Promise<PaymentOrderRow[]> {
  const failed = await manager.find(PaymentOrderRow, {
    where: { areaId, way: 'debit', state: 'failed', nextStep: 'retry_with_reminder' },
    order: { number: 'ASC', version: 'ASC' },
  });
  const repeated: PaymentOrderRow[] = [];
  for (const order of failed) {
    const account = accounts.get(order.participantId);
    if (account === undefined || account.payBy !== 'debit') continue;
    const { number, version, attempt } = order;
    await manager.update(PaymentOrderRow, { number, version, attempt }, { state: 'repeated' });
    repeated.push({
      ...order,
      attempt: attempt + 1,
      month,
      run,
      dueDay,
      account: JSON.stringify(payeeOf(account)),
      state: 'asked',
      result: null,
      nextStep: null,
    });
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
