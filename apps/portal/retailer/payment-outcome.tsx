import { useState } from 'react';
import { Action } from '../controls/action.js';
import { TextInput } from '../controls/text-input.js';
import { wholeIn } from '../format/figures.js';
import type { PaymentView } from '../server/billing.js';
import { request } from '../server/request.js';
import { isDay } from '../staff/day-choice.js';
import { StaffRefusal } from '../staff/staff-refusal.js';
import { useDraft } from '../staff/use-draft.js';
import { useStaffText } from '../staff/use-staff-text.js';
import { useBooking } from './use-booking.js';

type Outcome = 'received' | 'paidTwice' | 'returned';

/**
 * What can still become of a payment that no file answers: a slip, or what the bank could not collect, is paid; what is paid, or at
 * the bank, is paid again; a transfer comes back.
 */
function outcomeOf({ way, state }: PaymentView): Outcome | undefined {
  if (way !== 'transfer') {
    if (state === 'repeated') return undefined;
    return state === (way === 'invoice' ? 'asked' : 'failed') ? 'received' : 'paidTwice';
  }
  return state === 'asked' || state === 'paid' ? 'returned' : undefined;
}

/** The way to book a single payment; the amount is typed from the bank statement, and held against what was asked. */
export function PaymentOutcome({ payment }: { readonly payment: PaymentView }) {
  const { s } = useStaffText();
  const [isOpen, setOpen] = useState(false);
  const outcome = outcomeOf(payment);
  if (outcome === undefined) return null;
  if (!isOpen) {
    return (
      <Action kind="plain" narrow onPress={() => setOpen(true)}>
        {s(`payments.book.${outcome}`)}
        <span className="only-heard"> {payment.number}</span>
      </Action>
    );
  }
  return <Form payment={payment} outcome={outcome} close={() => setOpen(false)} />;
}

function Form(props: { readonly payment: PaymentView; readonly outcome: Outcome; readonly close: () => void }) {
  const { s } = useStaffText();
  const { payment, outcome, close } = props;
  const yenIn = (amount: string) => wholeIn(amount, 1, Number.MAX_SAFE_INTEGER);
  const { draft, input, submit } = useDraft({ amount: '', day: '', note: '' }, ({ amount, day }) => ({
    amount: yenIn(amount) === undefined,
    day: !isDay(day),
  }));
  const book = useBooking<object>((result) => request('POST', '/billing/payments/results', { results: [result] }));
  const go = submit(() => {
    const { number, version, attempt } = payment;
    const said = draft.note.trim().slice(0, 200);
    const found = { amountYen: yenIn(draft.amount), onDay: draft.day, ...(said !== '' && { note: said }) };
    book.mutate({ number, version, attempt, outcome, ...found }, { onSuccess: close });
  });
  return (
    <form className="message" onSubmit={go} noValidate aria-label={s(`payments.book.${outcome}`)}>
      <p>
        {s(
          outcome === 'received' && payment.way === 'debit'
            ? 'payments.bookNote.otherwise'
            : `payments.bookNote.${outcome}`,
        )}
      </p>
      <TextInput label={s('bank.amount')} inputMode="numeric" {...input('amount')} />
      <TextInput label={s(`payments.bookDay.${outcome}`)} type="date" {...input('day')} />
      {outcome === 'returned' && <TextInput label={s('payments.bookReason')} {...input('note')} />}
      <Action submit narrow busy={book.isPending}>
        {s('payments.bookGo')}
      </Action>{' '}
      <Action kind="plain" narrow onPress={close}>
        {s('day.cancel')}
      </Action>
      <div role="status">
        <StaffRefusal error={book.error} />
      </div>
    </form>
  );
}
