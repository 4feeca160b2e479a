import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Action } from '../controls/action.js';
import { Loaded } from '../controls/loaded.js';
import { Refusal } from '../controls/refusal.js';
import { moment } from '../format/times.js';
import { request } from '../server/request.js';
import { useText } from '../shell/use-text.js';

/** A browser that is signed in (apps/api/accounts). */
interface SessionView {
  readonly sessionId: string;
  readonly current: boolean;
  readonly lastSeenAtMs: number;
  readonly userAgent: string;
}

const SESSIONS_KEY = ['account', 'sessions'];

/** Where the account is signed in; any of them can be ended, or all others at once. */
export function Sessions() {
  const { t, language } = useText();
  const queries = useQueryClient();
  const sessions = useQuery({
    queryKey: SESSIONS_KEY,
    queryFn: () => request<SessionView[]>('GET', '/account/sessions'),
  });
  /** One by its id, or all others. */
  const end = useMutation({
    mutationFn: (sessionId?: string) =>
      request<void>('DELETE', `/account/sessions${sessionId === undefined ? '' : `/${sessionId}`}`),
    onSettled: () => queries.invalidateQueries({ queryKey: SESSIONS_KEY }),
  });
  return (
    <section className="card">
      <h2>{t('account.sessions')}</h2>
      <Loaded query={sessions}>
        {(all) => (
          <>
            {all.map(({ sessionId, current, lastSeenAtMs, userAgent }) => (
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
            ))}
            {all.length > 1 && (
              <Action kind="bad" busy={end.isPending} onPress={() => end.mutate(undefined)}>
                {t('sessions.endOthers')}
              </Action>
            )}
          </>
        )}
      </Loaded>
      <Refusal error={end.error} />
    </section>
  );
}

/** Browser and system, as far as the text tells: enough to know one's own devices again. */
function nameOf(userAgent: string): string {
  const browser = /(Edg|OPR|Firefox|HeadlessChrome|Chrome|Safari)\//.exec(userAgent)?.[1] ?? '';
  const system = /(Windows|Android|iPhone|iPad|Mac OS X|Linux)/.exec(userAgent)?.[1] ?? '';
  return `${browser} ${system}`.trim() || userAgent.slice(0, 40);
}
