import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Action } from '../controls/action.js';
import { Choice } from '../controls/choice.js';
import { Loaded } from '../controls/loaded.js';
import { moment } from '../format/times.js';
import { request } from '../server/request.js';
import { useSession } from '../server/session.js';
import { LanguageChoice } from '../shell/language-choice.js';
import { usePreferences } from '../shell/preferences.js';
import { useText } from '../shell/use-text.js';
import { SignOut } from '../sign-in/sign-out.js';
import { Passkeys } from './passkeys.js';

/** F19: how the portal looks, and where the account is signed in. */
// biome-ignore lint/style/noDefaultExport: React.lazy asks for one
export default function AccountScreen() {
  const { t } = useText();
  const account = useSession().data?.account;
  return (
    <div className="appear">
      <h1>{t('account.title')}</h1>
      <p className="answer answer-words">{account?.displayName}</p>
      <p className="note">{account?.email}</p>
      <div className="two">
        <Display />
        <section className="card">
          <h2>{t('account.points')}</h2>
          {account?.participants.map(({ participantId, access }) => (
            <div key={participantId} className="row">
              <span>{participantId}</span>
              <span className="note">{t(access === 'owner' ? 'account.ownerNote' : 'account.familyNote')}</span>
            </div>
          ))}
        </section>
        <Sessions />
        <Passkeys />
      </div>
      <SignOut />
    </div>
  );
}

function Display() {
  const { t } = useText();
  const [{ theme, text }, change] = usePreferences();
  return (
    <section className="card">
      <h2>{t('account.display')}</h2>
      <LanguageChoice />
      <Choice
        label={t('account.text')}
        look="segments"
        value={text}
        onChange={(chosen) => change({ text: chosen })}
        options={[
          { value: 'normal', label: t('account.textNormal') },
          { value: 'large', label: t('account.textLarge') },
        ]}
      />
      <Choice
        label={t('account.theme')}
        look="segments"
        value={theme}
        onChange={(chosen) => change({ theme: chosen })}
        options={[
          { value: 'system', label: t('account.themeSystem') },
          { value: 'light', label: t('account.themeLight') },
          { value: 'dark', label: t('account.themeDark') },
        ]}
      />
    </section>
  );
}

/** A browser that is signed in (apps/api/accounts). */
interface SessionView {
  readonly sessionId: string;
  readonly current: boolean;
  readonly lastSeenAtMs: number;
  readonly userAgent: string;
}

const SESSIONS_KEY = ['account', 'sessions'];

function Sessions() {
  const { t, language } = useText();
  const queries = useQueryClient();
  const sessions = useQuery({
    queryKey: SESSIONS_KEY,
    queryFn: () => request<SessionView[]>('GET', '/account/sessions'),
  });
  const end = useMutation({
    mutationFn: (sessionId: string) => request<void>('DELETE', `/account/sessions/${sessionId}`),
    onSettled: () => queries.invalidateQueries({ queryKey: SESSIONS_KEY }),
  });
  return (
    <section className="card">
      <h2>{t('account.sessions')}</h2>
      <Loaded query={sessions}>
        {(all) =>
          all.map(({ sessionId, current, lastSeenAtMs, userAgent }) => (
            <div key={sessionId} className="row">
              <span>
                {nameOf(userAgent)}
                <br />
                <span className="note">{t('account.lastSeen', { time: moment(lastSeenAtMs, language) })}</span>
              </span>
              {current ? (
                <span className="chip good">{t('account.thisOne')}</span>
              ) : (
                <Action kind="bad" narrow busy={end.isPending} onPress={() => end.mutate(sessionId)}>
                  {t('account.end')}
                </Action>
              )}
            </div>
          ))
        }
      </Loaded>
    </section>
  );
}

/** Browser and system, as far as the text tells: enough to know one's own devices again. */
function nameOf(userAgent: string): string {
  const browser = /(Edg|OPR|Firefox|HeadlessChrome|Chrome|Safari)\//.exec(userAgent)?.[1] ?? '';
  const system = /(Windows|Android|iPhone|iPad|Mac OS X|Linux)/.exec(userAgent)?.[1] ?? '';
  return `${browser} ${system}`.trim() || userAgent.slice(0, 40);
}
