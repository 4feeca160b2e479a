import { useMutation, useQueryClient } from '@tanstack/react-query';
import { FileChoice, plainFileName } from '../controls/file-choice.js';
import { BILLING_KEY } from '../server/billing.js';
import { sendFile } from '../server/request.js';
import { StaffRefusal } from '../staff/staff-refusal.js';
import { useStaffText } from '../staff/use-staff-text.js';

/** What became of the bank's answer (apps/api/billing). */
interface Receipt {
  readonly paid: number;
  readonly failed: readonly unknown[];
  readonly repeated: boolean;
}

/** Takes the bank's answer to a close's collections (口座振替結果); the API books it all or nothing, and once. */
export function BankAnswer({ month, run }: { readonly month: string; readonly run: number }) {
  const { s } = useStaffText();
  const queries = useQueryClient();
  const book = useMutation({
    mutationFn: (answer: File) =>
      sendFile<Receipt>(`/billing/months/${month}/debit-results?run=${run}&file=${plainFileName(answer)}`, answer),
    onSuccess: () => queries.invalidateQueries({ queryKey: BILLING_KEY }),
  });
  const receipt = book.data;
  return (
    <section className="card">
      <h2>{s('bank.title')}</h2>
      <p className="note">{s('bank.note')}</p>
      <FileChoice
        label={s('bank.title')}
        words={s('bank.choose')}
        busy={book.isPending}
        onChoose={(file) => book.mutate(file)}
      />
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
