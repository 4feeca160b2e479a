import { Action } from '../controls/action.js';
import { TextInput } from '../controls/text-input.js';
import { wholeIn } from '../format/figures.js';
import { request } from '../server/request.js';
import { isDay } from '../staff/day-choice.js';
import { StaffRefusal } from '../staff/staff-refusal.js';
import { useDraft } from '../staff/use-draft.js';
import { useStaffText } from '../staff/use-staff-text.js';
import { BookedNote, useBooking } from './use-booking.js';

/** Books a file of transfers as carried out: the day and the total as the bank statement has them, held against the file. */
export function TransfersExecuted({ month, run }: { readonly month: string; readonly run: number }) {
  const { s } = useStaffText();
  const yenIn = (total: string) => wholeIn(total, 1, Number.MAX_SAFE_INTEGER);
  const { draft, input, submit } = useDraft({ total: '', day: '' }, ({ total, day }) => ({
    total: yenIn(total) === undefined,
    day: !isDay(day),
  }));
  const book = useBooking<object>((body) =>
    request('POST', `/billing/months/${month}/transfers-executed?run=${run}`, body),
  );
  const go = submit(() => book.mutate({ totalYen: yenIn(draft.total), executedOn: draft.day }));
  return (
    <form className="card" onSubmit={go} noValidate>
      <h2>{s('bank.transfers')}</h2>
      <p className="note">{s('bank.transfersNote')}</p>
      <TextInput label={s('bank.total')} inputMode="numeric" {...input('total')} />
      <TextInput label={s('bank.executedOn')} type="date" {...input('day')} />
      <Action submit narrow busy={book.isPending}>
        {s('bank.bookTransfers')}
      </Action>
      <div role="status">
        <BookedNote booked={book.data} />
        <StaffRefusal error={book.error} />
      </div>
    </form>
  );
}
