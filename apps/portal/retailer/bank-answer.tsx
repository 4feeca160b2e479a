import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { Action } from '../controls/action.js';
import { monthName } from '../format/times.js';
import { BILLING_KEY } from '../server/billing.js';
import { sendFile } from '../server/request.js';
import { useMonth } from '../staff/day-choice.js';
import { StaffRefusal } from '../staff/staff-refusal.js';
import { useStaffText } from '../staff/use-staff-text.js';

/** What became of the bank's answer (apps/api/billing). */
interface Receipt {
  readonly paid: number;
  readonly failed: readonly unknown[];
  readonly repeated: boolean;
}

/** Takes the bank's answer to the last month's collections (口座振替結果); the API books it all or nothing, and once. */
export function BankAnswer() {
  const { s, language } = useStaffText();
  const month = useMonth('last');
  const file = useRef<HTMLInputElement>(null);
  const queries = useQueryClient();
  const book = useMutation({
    mutationFn: (answer: File) => sendFile<Receipt>(`/billing/months/${month}/debit-results`, answer),
    onSuccess: () => queries.invalidateQueries({ queryKey: BILLING_KEY }),
  });
  if (month === undefined) return null;
  const receipt = book.data;
  return (
    <section className="card">
      <h2>{s('bank.title')}</h2>
      <p className="note">{s('bank.note', { month: monthName(month, language) })}</p>
      <input
        ref={file}
        type="file"
        hidden
        aria-label={s('bank.title')}
        onChange={({ target }) => {
          const [chosen] = target.files ?? [];
          target.value = '';
          if (chosen !== undefined) book.mutate(chosen);
        }}
      />
      <Action kind="plain" narrow busy={book.isPending} onPress={() => file.current?.click()}>
        {s('bank.choose')}
      </Action>
      <div role="status">
        {receipt !== undefined && (
          <p className="message good">
            {s(receipt.repeated ? 'bank.repeated' : 'bank.booked', {
              paid: receipt.paid,
              failed: receipt.failed.length,
            })}
          </p>
        )}
        <StaffRefusal error={book.error} />
      </div>
    </section>
  );
}
