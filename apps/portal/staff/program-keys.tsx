import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Action } from '../controls/action.js';
import { TextInput } from '../controls/text-input.js';
import { moment } from '../format/times.js';
import type { FieldNames } from '../server/refusal-of.js';
import { request } from '../server/request.js';
import { ConfirmedAction } from './confirmed-action.js';
import { ShownOnce } from './shown-once.js';
import { StaffRefusal } from './staff-refusal.js';
import { useOperation } from './use-operation.js';
import { useStaffText } from './use-staff-text.js';

/** A key of a program, without the key itself (apps/api/accounts). */
export interface ProgramKey {
  readonly keyId: string;
  readonly label: string;
  /** The meter of a device; null for an auditor's program. */
  readonly meterId: string | null;
  readonly createdAtMs: number;
}

/** Where keys are made and ended, and what they are remembered under. */
export interface KeyPlace {
  readonly path: string;
  readonly queryKey: readonly string[];
}

/** Makes a key and shows it this once. */
export function MakeKey(props: {
  readonly place: KeyPlace;
  readonly title: string;
  readonly hint: string;
  /** Of what the key is for, besides its label. */
  readonly more?: { readonly body: object; readonly fields: FieldNames; readonly inputs: ReactNode };
}) {
  const { place, title, hint, more } = props;
  const { s } = useStaffText();
  const queries = useQueryClient();
  const [label, setLabel] = useState('');
  const make = useMutation({
    mutationFn: () => request<{ key: string }>('POST', place.path, { ...more?.body, label }),
    onSuccess: () => setLabel(''),
    onSettled: () => queries.invalidateQueries({ queryKey: place.queryKey }),
  });
  const go = (event: FormEvent) => {
    event.preventDefault();
    if (!make.isPending) make.mutate();
  };
  return (
    <form className="card" onSubmit={go} noValidate>
      <h2>{title}</h2>
      {more?.inputs}
      <TextInput label={s('keys.label')} value={label} onChange={setLabel} autoComplete="off" hint={hint} />
      <div role="status">
        {make.isSuccess && <ShownOnce text={s('keys.made')} secret={make.data.key} />}
        <StaffRefusal error={make.error} fields={{ label: s('keys.label'), ...more?.fields }} />
      </div>
      <Action submit narrow busy={make.isPending}>
        {title}
      </Action>
    </form>
  );
}

/** A key with its end. */
export function KeyLine({ programKey, place }: { readonly programKey: ProgramKey; readonly place: KeyPlace }) {
  const { keyId, label, meterId, createdAtMs } = programKey;
  const { s, language } = useStaffText();
  const end = useOperation<object>('DELETE', `${place.path}/${keyId}`, [place.queryKey]);
  return (
    <li className="person">
      <div className="row">
        <span>
          <b>{label}</b>
          {meterId !== null && <span className="note"> {meterId}</span>}
        </span>
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
