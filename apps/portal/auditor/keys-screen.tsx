import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Action } from '../controls/action.js';
import { Loaded } from '../controls/loaded.js';
import { TextInput } from '../controls/text-input.js';
import { moment } from '../format/times.js';
import { request } from '../server/request.js';
import { ConfirmedAction } from '../staff/confirmed-action.js';
import { StaffRefusal } from '../staff/staff-refusal.js';
import { useOperation } from '../staff/use-operation.js';
import { useStaffText } from '../staff/use-staff-text.js';

const KEY = ['programKeys'] as const;
/** Keys that are shown: an auditor has a handful of programs. */
const LIMIT = 200;

/** A key of one of the auditor's programs, without the key itself (apps/api/accounts). */
interface ProgramKey {
  readonly keyId: string;
  readonly label: string;
  readonly createdAtMs: number;
}

/** Keys with which the auditor's programs read evidence and the log, and change nothing. */
// biome-ignore lint/style/noDefaultExport: React.lazy asks for one
export default function KeysScreen() {
  const { s } = useStaffText();
  const keys = useQuery({
    queryKey: KEY,
    queryFn: () => request<ProgramKey[]>('GET', `/account/keys?limit=${LIMIT}`),
  });
  return (
    <>
      <h1>{s('keys.title')}</h1>
      <p className="note">{s('keys.note')}</p>
      <div className="two">
        <NewKey />
        <section className="card">
          <Loaded query={keys}>
            {(list) =>
              list.length === 0 ? (
                <p className="empty">{s('keys.none')}</p>
              ) : (
                <ul className="list">
                  {list.map((key) => (
                    <Key key={key.keyId} programKey={key} />
                  ))}
                </ul>
              )
            }
          </Loaded>
        </section>
      </div>
    </>
  );
}

function NewKey() {
  const { s } = useStaffText();
  const queries = useQueryClient();
  const [label, setLabel] = useState('');
  const make = useMutation({
    mutationFn: () => request<{ key: string }>('POST', '/account/keys', { label }),
    onSuccess: () => setLabel(''),
    onSettled: () => queries.invalidateQueries({ queryKey: KEY }),
  });
  const go = (event: FormEvent) => {
    event.preventDefault();
    if (!make.isPending) make.mutate();
  };
  return (
    <form className="card" onSubmit={go} noValidate>
      <h2>{s('keys.make')}</h2>
      <TextInput label={s('keys.label')} value={label} onChange={setLabel} autoComplete="off" hint={s('keys.hint')} />
      <div role="status">
        {make.isSuccess && (
          <div className="message good">
            <p>{s('keys.made')}</p>
            <code>{make.data.key}</code>
          </div>
        )}
        <StaffRefusal error={make.error} fields={{ label: s('keys.label') }} />
      </div>
      <Action submit narrow busy={make.isPending}>
        {s('keys.make')}
      </Action>
    </form>
  );
}

function Key({ programKey: { keyId, label, createdAtMs } }: { readonly programKey: ProgramKey }) {
  const { s, language } = useStaffText();
  const end = useOperation<object>('DELETE', `/account/keys/${keyId}`, [KEY]);
  return (
    <li className="person">
      <div className="row">
        <b>{label}</b>
        <span className="note">{moment(createdAtMs, language)}</span>
      </div>
      <ConfirmedAction
        label={s('keys.end')}
        sure={s('keys.endSure', { label })}
        go={s('keys.end')}
        kind="bad"
        busy={end.isPending}
        onGo={() => end.mutate({})}
      />
      <StaffRefusal error={end.error} />
    </li>
  );
}
