import { type FormEvent, useState } from 'react';
import { MAX_DOCUMENT_CHARACTERS } from '#joining';
import { Action } from '../controls/action.js';
import { Select } from '../controls/select.js';
import { TextInput } from '../controls/text-input.js';
import { DOCUMENTS_KEY, type DocumentVersion } from '../server/joining.js';
import { ConfirmedAction } from '../staff/confirmed-action.js';
import { StaffRefusal } from '../staff/staff-refusal.js';
import { TextFileChoice } from '../staff/text-file-choice.js';
import { useOperation } from '../staff/use-operation.js';
import { useStaffText } from '../staff/use-staff-text.js';

/** In place of a document's name: one that there is not yet. No name contains a space. */
const ANOTHER = ' ';
const EMPTY: Draft = { name: '', title: undefined, text: '' };

interface Draft {
  readonly name: string;
  /** Undefined: as the version before. */
  readonly title: string | undefined;
  readonly text: string;
}

/** A document or its next version, typed or taken from a file; asked once more, as it can never be changed. */
export function PublishDocument({ newest }: { readonly newest: readonly DocumentVersion[] }) {
  const { s } = useStaffText();
  const [chosen, setChosen] = useState<string>();
  const [draft, setDraft] = useState(EMPTY);
  const [done, setDone] = useState<{ title: string; version: number }>();
  const publish = useOperation<{ name: string; title: string; text: string }>('POST', '/joining/documents', [
    DOCUMENTS_KEY,
  ]);
  const which = chosen ?? newest[0]?.name ?? ANOTHER;
  const last = newest.find(({ name }) => name === which);
  const title = draft.title ?? last?.title ?? '';
  const document = { ...draft, name: last?.name ?? draft.name.trim(), title: title.trim() };
  const version = 1 + (newest.find(({ name }) => name === document.name)?.version ?? 0);
  const isTooLong = document.text.length > MAX_DOCUMENT_CHARACTERS;
  const isReady = document.name !== '' && document.title !== '' && document.text.trim() !== '' && !isTooLong;
  const change = (part: Partial<Draft>) => {
    setDone(undefined);
    setDraft({ ...draft, ...part });
  };
  const go = () =>
    publish.mutate(document, {
      onSuccess: () => {
        setDone({ title: document.title, version });
        setDraft(EMPTY);
        setChosen(document.name);
      },
    });
  return (
    <form className="card" onSubmit={(event: FormEvent) => event.preventDefault()} noValidate>
      <h2>{s('contracts.new')}</h2>
      {newest.length > 0 && (
        <Select
          label={s('contracts.which')}
          value={which}
          options={[
            ...newest.map((each) => ({
              value: each.name,
              label: s('contracts.next', { title: each.title, version: each.version + 1 }),
            })),
            { value: ANOTHER, label: s('contracts.another') },
          ]}
          onChange={(name) => {
            setChosen(name);
            change({ title: undefined });
          }}
        />
      )}
      {last === undefined && (
        <TextInput
          label={s('contracts.name')}
          hint={s('contracts.nameHint')}
          value={draft.name}
          onChange={(name) => change({ name })}
          autoComplete="off"
        />
      )}
      <TextInput
        label={s('contracts.heading')}
        hint={s('contracts.headingHint')}
        value={title}
        onChange={(changed) => change({ title: changed })}
      />
      <div className="field">
        <label htmlFor="document-text">{s('contracts.text')}</label>
        <textarea
          id="document-text"
          aria-describedby="document-length"
          rows={10}
          value={draft.text}
          onChange={(event) => change({ text: event.target.value })}
        />
        <p id="document-length" className={isTooLong ? 'error' : 'note'}>
          {s('contracts.textCount', { count: draft.text.length, limit: MAX_DOCUMENT_CHARACTERS })}
        </p>
      </div>
      <TextFileChoice label={s('contracts.file')} words={s('contracts.file')} onText={(text) => change({ text })} />
      <div role="status">
        {done !== undefined && <p className="message good">{s('contracts.published', done)}</p>}
        <StaffRefusal
          error={publish.error}
          fields={{ name: s('contracts.name'), title: s('contracts.heading'), text: s('contracts.text') }}
        />
      </div>
      {isReady ? (
        <ConfirmedAction
          label={s('contracts.publish')}
          sure={s('contracts.sure', { title: document.title, version })}
          go={s('contracts.publish')}
          kind="main"
          busy={publish.isPending}
          onGo={go}
        />
      ) : (
        <>
          <p className="note">
            {s(isTooLong ? 'contracts.tooLong' : 'contracts.needed', { limit: MAX_DOCUMENT_CHARACTERS })}
          </p>
          <Action narrow disabled>
            {s('contracts.publish')}
          </Action>
        </>
      )}
    </form>
  );
}
