import {
  type Debit,
  type DebitBatch,
  type Novelty,
  type PrintedFile,
  printDebits,
  printTransfers,
  type Transfer,
} from '#formats';
import type { PaymentOrderRow } from './billing.entities.js';
import type { PayeeAccount } from './billing-account.js';
import { type BillingSettings, bankFileSettings } from './billing-settings.js';

/** A payment and what its account was at the participant's payment before, if there was one. */
export interface OrderToPrint {
  readonly order: PaymentOrderRow;
  readonly earlierAccount: string | undefined;
}

/** 顧客番号 of a collection: number, version and attempt of its statement's payment. */
export function customerNumberOf({
  number,
  version,
  attempt,
}: Pick<PaymentOrderRow, 'number' | 'version' | 'attempt'>) {
  return `${number}-${version}-${attempt}`;
}

/** The file of transfers to sellers. @throws IchienError of `ZenginErrorCode` with row and field */
export function transferFile(orders: readonly OrderToPrint[], settings: BillingSettings, file: string): PrintedFile {
  const transfers = orders.map(
    (each): Transfer => ({
      ...paymentOf(each),
      payeeName: payeeOfOrder(each.order).holderKana,
      customerCode1: String(Number(each.order.number.slice(-6))),
      customerCode2: '',
      edi: '',
    }),
  );
  const requester = { ...settings.transfer, day: orders[0]!.order.dueDay };
  return printTransfers({ requester, transfers }, bankFileSettings(settings), file);
}

/** The file of collections from buyers. @throws IchienError of `ZenginErrorCode` with row and field */
export function debitFile(orders: readonly OrderToPrint[], settings: BillingSettings, file: string): PrintedFile {
  return printDebits(debitBatch(orders, settings), bankFileSettings(settings), file);
}

/** What the bank was asked to collect. */
export function debitBatch(orders: readonly OrderToPrint[], settings: BillingSettings): DebitBatch {
  const debits = orders.map(
    (each): Debit => ({
      ...paymentOf(each),
      payerName: payeeOfOrder(each.order).holderKana,
      customerNumber: customerNumberOf(each.order),
    }),
  );
  return { requester: { ...settings.debit, day: orders[0]!.order.dueDay }, debits };
}

function paymentOf({ order, earlierAccount }: OrderToPrint) {
  const novelty: Novelty =
    earlierAccount === undefined ? 'first' : earlierAccount === order.account ? 'other' : 'changed';
  return { account: payeeOfOrder(order).account, amountYen: order.amountYen, novelty };
}

function payeeOfOrder({ account }: PaymentOrderRow): PayeeAccount {
  return JSON.parse(account!);
}
