import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { NamedPoint } from '#resident';
import { Action } from '../controls/action.js';
import { Loaded } from '../controls/loaded.js';
import { Refusal } from '../controls/refusal.js';
import { TextInput } from '../controls/text-input.js';
import { request } from '../server/request.js';
import { POINTS_KEY, usePoints } from '../server/resident.js';
import { useSession } from '../server/session.js';
import { useText } from '../shell/use-text.js';
import { defaultPointName, pointName } from './point-name.js';

/** The account's supply points under names that people know. */
export function PointNames() {
  const { t } = useText();
  const points = usePoints();
  const participants = useSession().data?.account?.participants ?? [];
  return (
    <section className="card">
      <h2>{t('account.points')}</h2>
      <Loaded query={points}>
        {(all) =>
          all.map((point) => {
            const isOwn = participants.some((each) => each.participantId === point.pointId && each.access === 'owner');
            return (
              <div key={point.pointId} className="consent">
                <div className="row">
                  <b>{pointName(point, all, t)}</b>
                  <span className="note">{t(isOwn ? 'account.ownerNote' : 'account.familyNote')}</span>
                </div>
                <p className="note">{t('point.meter', { meterId: point.meterId })}</p>
                <Rename point={point} fallback={defaultPointName(point, all, t)} />
              </div>
            );
          })
        }
      </Loaded>
    </section>
  );
}

function Rename({ point, fallback }: { readonly point: NamedPoint; readonly fallback: string }) {
  const { t } = useText();
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const [name, setName] = useState(point.name ?? '');
  const save = useMutation({
    mutationFn: () =>
      request<void>('PUT', `/resident/points/${encodeURIComponent(point.pointId)}/name`, { name: name.trim() || null }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: POINTS_KEY });
      setOpen(false);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!save.isPending) save.mutate();
  };
  if (!open) {
    return (
      <button type="button" className="link" onClick={() => setOpen(true)}>
        {t('point.rename')}
      </button>
    );
  }
  return (
    <form onSubmit={submit} noValidate>
      <TextInput
        label={t('point.name')}
        value={name}
        onChange={setName}
        hint={t('point.nameHint', { name: fallback })}
      />
      <Refusal error={save.error} fields={{ name: t('point.name') }} />
      <Action submit kind="plain" busy={save.isPending}>
        {t('app.save')}
      </Action>
    </form>
  );
}
