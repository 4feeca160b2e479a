import type { EntityManager } from 'typeorm';
import { paymentPlace, type Secrets } from '../secrets.js';
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
  secrets: Secrets,
): PaymentOrderRow[] {
  return made.flatMap((each) => {
    const sent = sentOf(each);
    if (sent === undefined || sent.balance.payableYen === 0) return [];
    const { balance, payment, number, version } = sent;
    const { participantId, way } = each;
    const payee = JSON.stringify(payeeOf(accounts.get(participantId)!));
    const key = { number, version, attempt: 1 };
    return [
      {
        ...key,
        areaId,
        month,
        run,
        participantId,
        way,
        amountYen: Math.abs(balance.payableYen),
        dueDay: payment.dueDay,
        account: way === 'invoice' ? null : secrets.seal(payee, paymentPlace(key)),
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
 * what failed at an account that is another now; of who pays by slip now all of them, for a slip needs no bank. The bank's other
 * answers wait for a person's decision.
 */
export async function repeatFailed(
  manager: EntityManager,
  accounts: ReadonlyMap<string, BillingAccount>,
  { areaId, month, run }: Pick<MonthCloseRow, 'areaId' | 'month' | 'run'>,
  dueDayOf: (way: PaymentWay) => string,
  secrets: Secrets,
): Promise<PaymentOrderRow[]> {
  const failed = await manager.find(PaymentOrderRow, {
    where: { areaId, state: 'failed' },
    order: { number: 'ASC', version: 'ASC' },
  });
  const repeated: PaymentOrderRow[] = [];
  for (const order of failed) {
    const now = accounts.get(order.participantId);
    if (now === undefined) continue;
    const way = order.way === 'transfer' ? 'transfer' : now.payBy;
    const payee = JSON.stringify(payeeOf(now));
    if (way !== 'invoice' && !canRepeat(order, payee, secrets)) continue;
    const { number, version, attempt } = order;
    await manager.update(PaymentOrderRow, { number, version, attempt }, { state: 'repeated' });
    const fresh = { state: 'asked' as const, result: null, settledDay: null, note: null, nextStep: null };
    const next = { number, version, attempt: attempt + 1 };
    const account = way === 'invoice' ? null : secrets.seal(payee, paymentPlace(next));
    repeated.push({ ...order, ...fresh, ...next, month, run, way, dueDay: dueDayOf(way), account });
  }
  return repeated;
}

function canRepeat(order: PaymentOrderRow, payee: string, secrets: Secrets): boolean {
  if (order.nextStep === 'ask_new_account') return payee !== openAccount(order, secrets);
  return order.nextStep === 'retry_with_reminder';
}

/** The payments of a run's bank file, in its order, accounts in clear, each with the account of the participant's payment before. */
export async function ordersToPrint(
  manager: EntityManager,
  { areaId, month, run }: Pick<MonthCloseRow, 'areaId' | 'month' | 'run'>,
  way: 'debit' | 'transfer',
  secrets: Secrets,
): Promise<OrderToPrint[]> {
  const orders = await manager.find(PaymentOrderRow, {
    where: { areaId, way },
    order: { month: 'ASC', run: 'ASC', number: 'ASC', version: 'ASC', attempt: 'ASC' },
  });
  const earlier = new Map<string, PaymentOrderRow>();
  const toPrint: OrderToPrint[] = [];
  for (const order of orders) {
    const { participantId } = order;
    if (order.month === month && order.run === run) {
      const before = earlier.get(participantId);
      const earlierAccount = before === undefined ? undefined : openAccount(before, secrets);
      toPrint.push({ order: { ...order, account: openAccount(order, secrets) }, earlierAccount });
    }
    earlier.set(participantId, order);
  }
  return toPrint;
}

/** The bank account of a payment by bank, in clear. */
function openAccount(order: PaymentOrderRow, secrets: Secrets): string {
  return secrets.open(order.account!, paymentPlace(order));
}
