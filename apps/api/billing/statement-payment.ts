import { addBankDays, bankDayOfMonth, type Payment, type StatementKind } from '#billing';
import { addDays } from '#energy';
import { maskedAccount } from './billing-account.js';
import type { Customer, RunTerms } from './month-statements.js';

/** `debit` and `transfer` go to the bank, `invoice` is paid by the resident. */
export type PaymentWay = 'debit' | 'transfer' | 'invoice';

/** By bank from the retailer to whom money is owed; the other way as the resident chose. */
export function wayOf({ account }: Customer, kind: StatementKind, isReversed: boolean): PaymentWay {
  return (kind === 'purchase') === isReversed ? account.payBy : 'transfer';
}

/** The bank day on which what is issued on a day is paid: in the month after the billed one, or as soon as a bank can. */
export function dueDayOf(way: PaymentWay, { month, issuedDay, settings }: RunTerms): string {
  const dayOfMonth = way === 'transfer' ? settings.paymentDay : settings.collectionDay;
  const earliest = addBankDays(issuedDay, settings.bankLeadDays);
  let dueMonth = addDays(month.toDay, 1).slice(0, 7);
  for (;;) {
    const day = bankDayOfMonth(dueMonth, dayOfMonth, 'next');
    if (day >= earliest) return day;
    dueMonth = addDays(`${dueMonth}-01`, 31).slice(0, 7);
  }
}

/** No later statement takes a rest over: it is of the month in which the household left, of a later one, or a correction after it. */
export function isFinal({ leaving, previous }: Customer, kind: StatementKind, { month, issuedDay }: RunTerms): boolean {
  if (leaving === undefined) return false;
  return leaving.leftDay <= (previous[kind] === undefined ? month.toDay : issuedDay);
}

/** What is paid of a statement, how and when. */
export function paymentOf(customer: Customer, kind: StatementKind, way: PaymentWay, run: RunTerms): Payment {
  const { account, previous, carriedInYen } = customer;
  return {
    methodJa: { transfer: '口座振込', debit: '口座振替', invoice: '払込票' }[way],
    accountJa: way === 'invoice' ? 'お送りする払込票' : maskedAccount(account),
    dueDay: dueDayOf(way, run),
    // A correction is settled by itself: what earlier months left was taken by the first version.
    carriedInYen: previous[kind] === undefined ? carriedInYen[kind] : 0,
    rule: { minimumYen: run.settings.minimumYen },
    isFinal: isFinal(customer, kind, run),
  };
}
