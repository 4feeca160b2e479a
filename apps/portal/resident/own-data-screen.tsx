import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { dayOf, slotAt } from '#energy';
import { CORRECTION_DAYS } from '#joining';
import { Action } from '../controls/action.js';
import { Download } from '../controls/download.js';
import { Refusal } from '../controls/refusal.js';
import { TextInput } from '../controls/text-input.js';
import { Toggle } from '../controls/toggle.js';
import { fullDayName } from '../format/times.js';
import { request } from '../server/request.js';
import { useMarketNow } from '../server/server-clock.js';
import { useSession } from '../server/session.js';
import { useText } from '../shell/use-text.js';

/** Everything held about oneself, to take along; and the way out. */
// biome-ignore lint/style/noDefaultExport: React.lazy asks for one
export default function OwnDataScreen() {
  const { t } = useText();
  return (
    <div className="appear">
      <h1>{t('data.title')}</h1>
      <p className="answer answer-words">{t('data.lead')}</p>
      <Export />
      <Leave />
    </div>
  );
}

function Export() {
  const { t } = useText();
  return (
    <section className="card">
      <h2>{t('data.exportTitle')}</h2>
      <p className="note">{t('data.exportNote')}</p>
      <Download path="/account/data" name="ichien.json">
        {t('data.export')}
      </Download>
      <Orders />
    </section>
  );
}

/** One's orders, day by day: too many to be in one file. */
function Orders() {
  const { t } = useText();
  const nowMs = useMarketNow();
  const [chosen, setChosen] = useState<string>();
  const day = chosen ?? (nowMs === undefined ? '' : dayOf(slotAt(nowMs)));
  return (
    <>
      <p className="note">{t('data.ordersNote')}</p>
      <TextInput label={t('data.ordersDay')} type="date" value={day} onChange={setChosen} />
      {day !== '' && (
        <Download path={`/account/orders/${day}`} name={`ichien-orders-${day}.json`}>
          {t('data.orders')}
        </Download>
      )}
    </>
  );
}

/** What was asked for (apps/api/joining). */
interface Erasure {
  readonly dueAtMs: number;
}

const CONSEQUENCES = ['now', 'later', 'erased', 'kept', 'lost'] as const;

function Leave() {
  const { t, language } = useText();
  const queries = useQueryClient();
  const ownsSome = useSession().data?.account?.participants.some(({ access }) => access === 'owner') ?? false;
  const [understood, setUnderstood] = useState(false);
  const leave = useMutation({
    // The API wants it said, so that no single wrong click leaves.
    mutationFn: () => request<Erasure[]>('POST', '/account/erasure', { understood: 'destroy my key' }),
    onSuccess: (due) => {
      // Who owned nothing is gone already: the page is loaded anew, so that nothing of it stays in this browser.
      if (due.length === 0) window.location.assign('/left');
      else void queries.invalidateQueries({ queryKey: ['resident'] });
    },
  });
  const due = leave.data?.[0];
  if (due !== undefined) {
    return (
      <section className="card" role="status">
        <h2>{t('leave.done')}</h2>
        <p>{t('leave.doneNote', { day: fullDayName(dayOf(slotAt(due.dueAtMs)), language) })}</p>
      </section>
    );
  }
  return (
    <section className="card">
      <h2>{t('leave.title')}</h2>
      <details>
        <summary>{t('leave.open')}</summary>
        {ownsSome ? (
          <dl>
            {CONSEQUENCES.map((each) => (
              <div key={each}>
                <dt>{t(`leave.${each}`, { days: CORRECTION_DAYS })}</dt>
                <dd>{t(`leave.${each}Text`)}</dd>
              </div>
            ))}
          </dl>
        ) : (
          <p>{t('leave.atOnce')}</p>
        )}
        <Toggle label={t('leave.understood')} on={understood} onChange={setUnderstood} />
        <Refusal error={leave.error} />
        <Action kind="bad" busy={leave.isPending} disabled={!understood} onPress={() => leave.mutate()}>
          {t('leave.go')}
        </Action>
      </details>
    </section>
  );
}
