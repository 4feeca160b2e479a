import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { request } from '../server/request.js';
import { ConfirmedAction } from '../staff/confirmed-action.js';
import { StaffRefusal } from '../staff/staff-refusal.js';
import { TextFileChoice } from '../staff/text-file-choice.js';
import { useOperation } from '../staff/use-operation.js';
import { useStaffText } from '../staff/use-staff-text.js';
import { ImportColumns } from './import-columns.js';
import { type ImportCheck, ImportMistakes } from './import-mistakes.js';

/** A file that was chosen, and what would come of it. */
interface Checked {
  readonly csv: string;
  readonly fileName: string;
  readonly check: ImportCheck;
}

/** Participants recruited on paper: a file is checked row by row first, then taken in whole or not at all. */
// biome-ignore lint/style/noDefaultExport: React.lazy asks for one
export default function ImportsScreen() {
  const { s } = useStaffText();
  const [imported, setImported] = useState<number>();
  const check = useMutation({
    mutationFn: async ({ csv, fileName }: Omit<Checked, 'check'>): Promise<Checked> => {
      return { csv, fileName, check: await request<ImportCheck>('POST', '/joining/imports/check', { csv }) };
    },
  });
  const send = useOperation<{ csv: string }>('POST', '/joining/imports', [['operations'], ['accounts'], ['joining']]);
  const checked = check.data;
  return (
    <>
      <h1>{s('imports.title')}</h1>
      <section className="card">
        <p>{s('imports.note')}</p>
        <ImportColumns />
        <TextFileChoice
          label={s('imports.file')}
          words={s('imports.file')}
          busy={check.isPending || send.isPending}
          onText={(csv, fileName) => {
            setImported(undefined);
            send.reset();
            check.mutate({ csv, fileName });
          }}
        />
        <div role="status">
          <StaffRefusal error={check.error} />
          {imported !== undefined && <p className="message good">{s('imports.done', { count: imported })}</p>}
        </div>
      </section>
      {checked !== undefined && imported === undefined && (
        <section className="card">
          <h2>{checked.fileName}</h2>
          {checked.check.mistakeCount > 0 ? (
            <ImportMistakes check={checked.check} />
          ) : (
            <>
              <p>{s('imports.ready', { count: checked.check.rows })}</p>
              <StaffRefusal error={send.error} />
              <ConfirmedAction
                label={s('imports.go')}
                sure={s('imports.sure', { count: checked.check.rows })}
                go={s('imports.go')}
                kind="main"
                busy={send.isPending}
                onGo={() => send.mutate({ csv: checked.csv }, { onSuccess: () => setImported(checked.check.rows) })}
              />
            </>
          )}
        </section>
      )}
    </>
  );
}
