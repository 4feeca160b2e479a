import type { PaidTwice, StatementPayment } from '#billing';
import { wholeYenDigits } from '../format/figures.js';
import { fullDayName } from '../format/times.js';
import { useText } from '../shell/use-text.js';
import type { TextKey } from '../text/ja.js';

/** How far a payment is, in a sentence; what somebody has to do about it stands out. */
export function PaymentState({ payment }: { readonly payment: StatementPayment }) {
  const { t, language } = useText();
  const { state, settledDay } = payment;
  const day = settledDay === null ? '' : fullDayName(settledDay, language);
  const look = state === 'paid' ? 'message good' : needsSomebody(payment) ? 'message bad' : 'message';
  return <p className={look}>{t(wordsOf(payment), { day })}</p>;
}

/** What becomes of money that was paid for a bill a second time. @param isPaid true if the bill itself is paid */
export function PaidTwiceState({ paidTwice, isPaid }: { readonly paidTwice: PaidTwice; readonly isPaid: boolean }) {
  const { t, language } = useText();
  const { state, amountYen, receivedDay, refundDay } = paidTwice;
  const words = {
    amount: wholeYenDigits(amountYen),
    came: fullDayName(receivedDay, language),
    day: refundDay === null ? '' : fullDayName(refundDay, language),
  };
  const isOver = state === 'applied' || state === 'paid';
  return (
    <p className={isOver ? 'message good' : state === 'failed' ? 'message bad' : 'message'}>
      {t(state === 'held' && !isPaid ? 'payment.twice.waits' : `payment.twice.${state}`, words)}
    </p>
  );
}

/** True if the resident has something to do: pay a slip, look after the balance, or give an account. */
export function needsSomebody({ way, state, needsAccount }: StatementPayment): boolean {
  return needsAccount || (way === 'invoice' ? state === 'asked' : way === 'debit' && state === 'failed');
}

function wordsOf({ way, state, attempt, settledDay, needsAccount }: StatementPayment): TextKey {
  const side = way === 'transfer' ? 'out' : way;
  if (needsAccount) return `payment.account.${side}`;
  switch (state) {
    case 'paid':
      return settledDay === null ? `payment.done.${side}` : `payment.paid.${side}`;
    case 'asked':
      return attempt > 1 ? `payment.again.${side}` : `payment.asked.${side}`;
    case 'failed':
    case 'repeated':
      return `payment.failed.${side}`;
  }
}
