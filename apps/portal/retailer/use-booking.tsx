import { useMutation, useQueryClient } from '@tanstack/react-query';
import { wholeYenDigits } from '../format/figures.js';
import { BILLING_KEY } from '../server/billing.js';
import { useStaffText } from '../staff/use-staff-text.js';

/** What was booked (apps/api/billing). */
export interface BookedPayments {
  readonly booked: number;
  readonly bookedYen: number;
}

/** Books what became of payments; then every figure about months and money is asked for again. */
export function useBooking<Body>(send: (body: Body) => Promise<unknown>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Body) => send(body) as Promise<BookedPayments>,
    onSuccess: () => queries.invalidateQueries({ queryKey: BILLING_KEY }),
  });
}

/** Says what was booked; nothing before. */
export function BookedNote({ booked }: { readonly booked: BookedPayments | undefined }) {
  const { s } = useStaffText();
  if (booked === undefined) return null;
  return (
    <p className="message good">
      {booked.booked === 0
        ? s('bank.bookedBefore')
        : s('bank.bookedNow', { count: booked.booked, amount: wholeYenDigits(booked.bookedYen) })}
    </p>
  );
}
