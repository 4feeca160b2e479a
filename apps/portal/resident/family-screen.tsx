import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { NamedPoint } from '#resident';
import { Action } from '../controls/action.js';
import { Loaded } from '../controls/loaded.js';
import { Refusal } from '../controls/refusal.js';
import { TextInput } from '../controls/text-input.js';
import { Toggle } from '../controls/toggle.js';
import { request } from '../server/request.js';
import { usePoints } from '../server/resident.js';
import { useSession } from '../server/session.js';
import { useText } from '../shell/use-text.js';
import { pointName } from './point-name.js';

/** Somebody else who sees, or acts for, one's supply points (apps/api/accounts). */
interface FamilyMember {
  readonly accountId: string;
  readonly email: string;
  readonly access: 'owner' | 'family';
  readonly participantIds: readonly string[];
}

const FAMILY_KEY = ['account', 'family'];

/** Who else looks at one's household: everybody is listed, invited here and ended here. */
// biome-ignore lint/style/noDefaultExport: React.lazy asks for one
export default function FamilyScreen() {
  const { t } = useText();
  const points = usePoints();
  const participants = useSession().data?.account?.participants ?? [];
  const isOwn = ({ pointId }: NamedPoint) =>
    participants.some(({ participantId, access }) => participantId === pointId && access === 'owner');
  return (
    <>
      <h1>{t('family.title')}</h1>
      <Loaded query={points}>
        {(all) => {
          const own = all.filter(isOwn).map(({ pointId, ...point }) => ({
            pointId,
            name: pointName({ pointId, ...point }, all, t),
          }));
          return own.length === 0 ? <p className="empty">{t('family.notOwner')}</p> : <Family points={own} />;
        }}
      </Loaded>
    </>
  );
}

/** A supply point of one's own, by the name that is shown. */
interface OwnPoint {
  readonly pointId: string;
  readonly name: string;
}

function Family({ points }: { readonly points: readonly OwnPoint[] }) {
  const { t } = useText();
  const queries = useQueryClient();
  const family = useQuery({ queryKey: FAMILY_KEY, queryFn: () => request<FamilyMember[]>('GET', '/account/family') });
  const refresh = () => queries.invalidateQueries({ queryKey: FAMILY_KEY });
  const end = useMutation({
    mutationFn: (accountId: string) => request<void>('DELETE', `/account/family/${accountId}`),
    onSettled: refresh,
  });
  const namesOf = (ids: readonly string[]) =>
    points
      .filter(({ pointId }) => ids.includes(pointId))
      .map(({ name }) => name)
      .join(', ');
  return (
    <div className="appear">
      <Loaded query={family}>
        {(all) => (
          <>
            <p className="answer answer-words">
              {all.length === 0 ? t('family.nobody') : t('family.count', { count: all.length })}
            </p>
            <p className="note">{t('family.lead')}</p>
            {all.map(({ accountId, email, access, participantIds }) => (
              <section key={`${accountId}.${access}`} className="card">
                <div className="row">
                  <b>{email}</b>
                  <span className="note">{t(`family.${access}`)}</span>
                </div>
                <p className="note">{namesOf(participantIds)}</p>
                {access === 'family' && (
                  <Action kind="bad" narrow busy={end.isPending} onPress={() => end.mutate(accountId)}>
                    {t('family.end')}
                  </Action>
                )}
              </section>
            ))}
          </>
        )}
      </Loaded>
      <Refusal error={end.error} />
      <Invitation points={points} onInvited={refresh} />
    </div>
  );
}

function Invitation(props: { readonly points: readonly OwnPoint[]; readonly onInvited: () => Promise<void> }) {
  const { t } = useText();
  const { points, onInvited } = props;
  const [email, setEmail] = useState('');
  const [displayName, setName] = useState('');
  const [hidden, setHidden] = useState<readonly string[]>([]);
  const [tried, setTried] = useState(false);
  const participantIds = points.map(({ pointId }) => pointId).filter((id) => !hidden.includes(id));
  const share = useMutation({
    mutationFn: () => request<void>('POST', '/account/family', { email, displayName, participantIds }),
    onSuccess: () => {
      setEmail('');
      setName('');
      setTried(false);
      return onInvited();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    const isReady = email.trim() !== '' && displayName.trim() !== '' && participantIds.length > 0;
    if (!share.isPending && isReady) share.mutate();
  };
  return (
    <section className="card">
      <h2>{t('family.add')}</h2>
      <form onSubmit={submit} noValidate>
        <TextInput
          label={t('family.name')}
          value={displayName}
          onChange={setName}
          error={tried && displayName.trim() === '' ? t('register.nameNeeded') : undefined}
        />
        <TextInput
          label={t('signIn.email')}
          value={email}
          onChange={setEmail}
          type="email"
          error={tried && email.trim() === '' ? t('signIn.emailNeeded') : undefined}
        />
        {points.length > 1 && (
          <fieldset className="field">
            <legend>{t('family.points')}</legend>
            <div>
              {points.map(({ pointId, name }) => (
                <Toggle
                  key={pointId}
                  label={name}
                  on={!hidden.includes(pointId)}
                  onChange={(on) =>
                    setHidden((before) => (on ? before.filter((id) => id !== pointId) : [...before, pointId]))
                  }
                />
              ))}
            </div>
            {tried && participantIds.length === 0 && <p className="error">{t('family.pick')}</p>}
          </fieldset>
        )}
        <div role="status">{share.isSuccess && <p className="message good">{t('family.added')}</p>}</div>
        <Refusal error={share.error} fields={{ email: t('signIn.email'), displayName: t('family.name') }} />
        <Action submit busy={share.isPending}>
          {t('family.go')}
        </Action>
      </form>
    </section>
  );
}
