import { type FormEvent, useState } from 'react';
import type { DebitDecision } from '#formats';
import { Action } from '../controls/action.js';
import { Select } from '../controls/select.js';
import { TextInput } from '../controls/text-input.js';
import { BILLING_KEY, type PaymentView } from '../server/billing.js';
import { StaffRefusal } from '../staff/staff-refusal.js';
import { useOperation } from '../staff/use-operation.js';
import { useStaffText } from '../staff/use-staff-text.js';

const DECISIONS: readonly DebitDecision[] = ['accountConfirmed', 'accountReplaced', 'paysBySlip'];

/** The way on for a collection that failed: what the bank or the household answered, and with it what happens next. */
export function PaymentDecision({ payment }: { readonly payment: PaymentView }) {
  const { s } = useStaffText();
  const [isOpen, setOpen] = useState(false);
  if (payment.way !== 'debit' || payment.state !== 'failed') return null;
  if (isOpen) return <Form payment={payment} close={() => setOpen(false)} />;
  return (
    <Action kind="plain" narrow onPress={() => setOpen(true)}>
      {s('payments.decide')}
      <span className="only-heard"> {payment.number}</span>
    </Action>
  );
}

function Form({ payment, close }: { readonly payment: PaymentView; readonly close: () => void }) {
  const { s } = useStaffText();
  const [decision, setDecision] = useState<DebitDecision>('accountConfirmed');
  const [reason, setReason] = useState('');
  const [isRefused, setRefused] = useState(false);
  const decide = useOperation<object>('POST', '/billing/payments/decisions', [BILLING_KEY]);
  const said = reason.trim().slice(0, 200);
  const go = (event: FormEvent) => {
    event.preventDefault();
    setRefused(said === '');
    if (said === '') return;
    const { number, version, attempt } = payment;
    decide.mutate({ number, version, attempt, decision, reason: said }, { onSuccess: close });
  };
  return (
    <form className="message" onSubmit={go} noValidate aria-label={s('payments.decide')}>
      <Select
        label={s('payments.decision')}
        value={decision}
        options={DECISIONS.map((value) => ({ value, label: s(`payments.decision.${value}`) }))}
        onChange={setDecision}
      />
      <p>{s(`payments.decisionNote.${decision}`)}</p>
      <TextInput
        label={s('payments.decisionReason')}
        hint={s('payments.decisionReasonHint')}
        value={reason}
        onChange={setReason}
        error={isRefused && said === '' ? s('rules.wrong') : undefined}
      />
      <Action submit narrow busy={decide.isPending}>
        {s('payments.decideGo')}
      </Action>{' '}
      <Action kind="plain" narrow onPress={close}>
        {s('day.cancel')}
      </Action>
      <div role="status">
        <StaffRefusal error={decide.error} />
      </div>
    </form>
  );
}
