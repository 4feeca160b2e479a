import { useMutation, useQueryClient } from '@tanstack/react-query';
import { FileChoice, plainFileName } from '../controls/file-choice.js';
import { BILLING_KEY } from '../server/billing.js';
import { sendFile } from '../server/request.js';
import { StaffRefusal } from '../staff/staff-refusal.js';
import { useStaffText } from '../staff/use-staff-text.js';

/** Takes in a file of prices as it was published: whole or not at all, and what is known already is passed over. */
export function PriceFile(props: {
  readonly label: string;
  /** Where it goes, below /api. @param file its name, fit for an address */
  readonly path: (file: string) => string;
}) {
  const { label, path } = props;
  const { s } = useStaffText();
  const queries = useQueryClient();
  const send = useMutation({
    mutationFn: (file: File) => sendFile<{ stored: number }>(path(plainFileName(file)), file),
    onSuccess: () => queries.invalidateQueries({ queryKey: BILLING_KEY }),
  });
  const stored = send.data?.stored;
  return (
    <>
      <FileChoice label={label} words={s('prices.file')} busy={send.isPending} onChoose={(file) => send.mutate(file)} />
      <div role="status">
        {stored !== undefined && (
          <p className="message good">
            {stored === 0 ? s('prices.nothingNew') : s('prices.stored', { count: stored })}
          </p>
        )}
        <StaffRefusal error={send.error} />
      </div>
    </>
  );
}
