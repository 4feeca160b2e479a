import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Role } from '#joining';
import { Action } from '../controls/action.js';
import { Waiting } from '../controls/loaded.js';
import { TextInput } from '../controls/text-input.js';
import { moment } from '../format/times.js';
import { request } from '../server/request.js';
import type { PortalAccount } from '../server/session.js';
import { useText } from '../shell/use-text.js';
import { ConfirmedAction } from '../staff/confirmed-action.js';
import { StaffRefusal } from '../staff/staff-refusal.js';
import { useOperation } from '../staff/use-operation.js';
import { useStaffText } from '../staff/use-staff-text.js';
import { ChangeRole, RoleChoice } from './change-role.js';
import { LockPerson } from './lock-person.js';
import { SupplyPoints } from './supply-points.js';

const PAGE = 50;
const KEY = ['accounts'] as const;

/** A letter with the token that its reader needs (apps/api/accounts). */
interface Letter {
  readonly noticeId: string;
  readonly email: string;
  readonly purpose: 'invitation' | 'reset';
  readonly token: string;
  readonly expiresAtMs: number;
}

/** Everybody's accounts: letters to hand over, invitations, lost authenticators, closing. */
// biome-ignore lint/style/noDefaultExport: React.lazy asks for one
export default function PeopleScreen() {
  const { t } = useText();
  const { s } = useStaffText();
  const pages = useInfiniteQuery({
    queryKey: KEY,
    queryFn: ({ pageParam }) => request<PortalAccount[]>('GET', `/accounts?limit=${PAGE}&after=${pageParam}`),
    initialPageParam: '',
    getNextPageParam: (page) => (page.length < PAGE ? null : page.at(-1)!.accountId),
  });
  return (
    <>
      <h1>{s('people.title')}</h1>
      <div className="two">
        <Letters />
        <Invite />
      </div>
      {pages.isPending && <Waiting />}
      {pages.isError && (
        <p className="message bad" role="alert">
          {t('app.failed')}
        </p>
      )}
      {pages.data !== undefined && (
        <section className="card">
          <ul className="list">
            {pages.data.pages.flat().map((account) => (
              <Person key={account.accountId} account={account} />
            ))}
          </ul>
          {pages.hasNextPage && (
            <Action kind="plain" narrow busy={pages.isFetchingNextPage} onPress={() => void pages.fetchNextPage()}>
              {t('app.more')}
            </Action>
          )}
        </section>
      )}
    </>
  );
}

/** Reading letters is written in the audit log, so it is asked for, not shown. */
function Letters() {
  const { s, language } = useStaffText();
  const letters = useMutation({ mutationFn: () => request<Letter[]>('GET', '/notices') });
  return (
    <section className="card">
      <h2>{s('people.letters')}</h2>
      <p className="note">{s('people.lettersNote')}</p>
      <Action kind="plain" narrow busy={letters.isPending} onPress={() => letters.mutate()}>
        {s('people.lettersShow')}
      </Action>
      <div role="status">
        {letters.data?.length === 0 && <p>{s('people.lettersNone')}</p>}
        {letters.data?.map(({ noticeId, email, purpose, token, expiresAtMs }) => (
          <div key={noticeId} className="record">
            <div className="row">
              <b>{email}</b>
              <span className="chip">{s(`people.${purpose}`)}</span>
            </div>
            <p>
              {s('people.link')}: <code>{linkOf(token)}</code>
            </p>
            <p className="note">{s('people.expires', { time: moment(expiresAtMs, language) })}</p>
          </div>
        ))}
        <StaffRefusal error={letters.error} />
      </div>
    </section>
  );
}

/** Where the letter's reader chooses a password: what follows the # is sent to no server (docs/accounts.md). */
function linkOf(token: string): string {
  return `${window.location.origin}/password#${token}`;
}

function Invite() {
  const { s } = useStaffText();
  const [email, setEmail] = useState('');
  const [displayName, setDisplayName] = useState('');
  const [role, setRole] = useState<Role>('resident');
  const invite = useOperation<{ email: string; displayName: string; role: Role }>('POST', '/accounts', [
    KEY,
    ['operations', 'overview'],
  ]);
  const go = (event: FormEvent) => {
    event.preventDefault();
    if (invite.isPending) return;
    invite.mutate(
      { email, displayName, role },
      {
        onSuccess: () => {
          setEmail('');
          setDisplayName('');
        },
      },
    );
  };
  return (
    <form className="card" onSubmit={go} noValidate>
      <h2>{s('people.invite')}</h2>
      <TextInput label={s('people.email')} type="email" value={email} onChange={setEmail} autoComplete="off" />
      <TextInput label={s('people.name')} value={displayName} onChange={setDisplayName} autoComplete="off" />
      <RoleChoice value={role} onChange={setRole} />
      <div role="status">
        {invite.isSuccess && email === '' && <p className="message good">{s('people.invited')}</p>}
        <StaffRefusal error={invite.error} />
      </div>
      <Action submit narrow busy={invite.isPending}>
        {s('people.invite')}
      </Action>
    </form>
  );
}

function Person({ account }: { readonly account: PortalAccount }) {
  const { s, language } = useStaffText();
  const { accountId, displayName: name, email, role, locked, invited, participants } = account;
  const path = `/accounts/${accountId}`;
  const again = useOperation<object>('POST', `${path}/invitation`, [KEY, ['operations', 'overview']]);
  const factor = useOperation<object>('DELETE', `${path}/second-factor`, [KEY]);
  const close = useOperation<object>('DELETE', path, [KEY]);
  const failed = [again, factor, close].find(({ isError }) => isError)?.error;
  return (
    <li className="person">
      <div className="row">
        <span>
          <b>{name}</b>
          <br />
          <span className="note">{email}</span>
          {invited !== null && (
            <>
              <br />
              <span className="chip wait">
                {invited.untilMs === null
                  ? s('people.lapsed')
                  : s('people.waits', { time: moment(invited.untilMs, language) })}
              </span>
            </>
          )}
        </span>
        <span>
          {locked !== null && <span className="chip bad">{s('people.locked')}</span>}{' '}
          <span className="chip">{s(`role.${role}`)}</span>
          {participants.length > 0 && (
            <span className="note"> {s('people.points', { count: participants.length })}</span>
          )}
        </span>
      </div>
      <details>
        <summary>{s('people.do')}</summary>
        <ConfirmedAction
          label={s('people.again')}
          sure={s('people.againSure')}
          go={s('people.again')}
          busy={again.isPending}
          onGo={() => again.mutate({})}
        />{' '}
        {role !== 'resident' && (
          <>
            <ConfirmedAction
              label={s('people.noFactor')}
              sure={s('people.factorSure', { name })}
              go={s('people.noFactor')}
              busy={factor.isPending}
              onGo={() => factor.mutate({})}
            />{' '}
          </>
        )}
        <ChangeRole account={account} concerns={KEY[0]} />
        <SupplyPoints account={account} concerns={KEY[0]} />
        <LockPerson account={account} concerns={KEY[0]} />
        <ConfirmedAction
          label={s('people.close')}
          sure={s('people.closeSure', { name })}
          go={s('people.close')}
          kind="bad"
          busy={close.isPending}
          onGo={() => close.mutate({})}
        />
        <div role="status">
          {again.isSuccess && <p className="message good">{s('people.invited')}</p>}
          {factor.isSuccess && <p className="message good">{s('slot.operated')}</p>}
          <StaffRefusal error={failed ?? null} />
        </div>
      </details>
    </li>
  );
}
