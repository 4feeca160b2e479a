import type { StatementPayment } from '#billing';
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
