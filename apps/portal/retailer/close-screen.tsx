import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Link } from 'react-router';
import type { CloseProgress, CloseStep, MonthState, ReadinessView } from '#billing';
import { Loaded } from '../controls/loaded.js';
import { TextInput } from '../controls/text-input.js';
import { monthName, slotName } from '../format/times.js';
import { BILLING_KEY, useCloseProgress, useReadiness } from '../server/billing.js';
import { ConfirmedAction } from '../staff/confirmed-action.js';
import { MonthStepper, useMonth } from '../staff/day-choice.js';
import { useOperation } from '../staff/use-operation.js';
import { useStaffText } from '../staff/use-staff-text.js';
import type { StaffKey } from '../text/staff-ja.js';
import { CloseCard } from './close-card.js';
import { closeProblemOf } from './close-problem.js';
import { MissingPrices } from './missing-prices.js';

/** The steps that take time, in words. */
const STEPS: Readonly<Partial<Record<CloseStep, StaffKey>>> = {
  starting: 'close.stepStarting',
  'reading the ledger': 'close.stepLedger',
  'making statements': 'close.stepStatements',
  'making PDFs': 'close.stepPdfs',
  'making files': 'close.stepFiles',
};
/** States in which closing does something, and what the button says. */
const ACTIONS: Readonly<Partial<Record<MonthState, StaffKey>>> = {
  ready: 'close.go',
  brokenOff: 'close.goOn',
  changed: 'close.goCorrect',
};

/** Closing a month: where it stands, what it lacks, the close with its progress, and the control of what was made. */
// biome-ignore lint/style/noDefaultExport: React.lazy asks for one
export default function CloseScreen() {
  const { s } = useStaffText();
  const month = useMonth('last');
  const progress = useCloseProgress(month);
  const readiness = useReadiness(month);
  const queries = useQueryClient();
  const isRunning = progress.data?.running;
  useEffect(() => {
    // What a close leaves behind is on the other screens too.
    if (isRunning === false) void queries.invalidateQueries({ queryKey: [...BILLING_KEY] });
  }, [queries, isRunning]);
  return (
    <>
      <h1>{s('close.title')}</h1>
      {month !== undefined && <MonthStepper month={month} />}
      <Loaded query={progress}>
        {(close) => (
          <Loaded query={readiness}>{(ready) => <Month key={close.month} close={close} ready={ready} />}</Loaded>
        )}
      </Loaded>
    </>
  );
}

function Month({ close, ready }: { readonly close: CloseProgress; readonly ready: ReadinessView }) {
  const { s, language } = useStaffText();
  const month = monthName(close.month, language);
  return (
    <div className="appear">
      <p className="answer answer-words">
        {close.running ? s('close.running', { month }) : s(`close.state.${ready.state}`, { month })}
      </p>
      {close.running ? <Progress close={close} /> : <Standing close={close} ready={ready} />}
      {close.closes.length > 0 && (
        <p className="links">
          <Link to={`/files?month=${close.month}`}>{s('close.toFiles')}</Link>
          <Link to={`/documents?month=${close.month}`}>{s('close.toDocuments')}</Link>
        </p>
      )}
      {close.closes.map((each) => (
        <CloseCard key={each.run} close={each} />
      ))}
    </div>
  );
}

function Progress({ close: { step, done, total } }: { readonly close: CloseProgress }) {
  const { s } = useStaffText();
  const words = s((step !== null && STEPS[step]) || 'close.stepStarting');
  return (
    <section className="card" role="status">
      <label className="progress">
        {words}
        <progress max={total} value={done} />
      </label>
      <p className="note">{s('close.runningNote')}</p>
    </section>
  );
}

/** A month that is not being closed just now. */
function Standing({ close, ready }: { readonly close: CloseProgress; readonly ready: ReadinessView }) {
  const { s } = useStaffText();
  const [reason, setReason] = useState('');
  const go = useOperation<{ reason?: string }>('POST', `/billing/months/${close.month}/close`, [BILLING_KEY]);
  const action = ACTIONS[ready.state];
  const problem = go.error ?? (action === undefined ? null : close.problem);
  return (
    <>
      <p className="note">{s(`close.next.${ready.state}`)}</p>
      <Lacking ready={ready} />
      {problem !== null && (
        <div className="message bad" role="alert">
          <p>{closeProblemOf(problem, s)}</p>
          <details>
            <summary>{s('overview.detail')}</summary>
            <p lang="en">{problem.message}</p>
          </details>
        </div>
      )}
      {ready.state === 'changed' && (
        <TextInput label={s('close.reason')} hint={s('close.reasonHint')} value={reason} onChange={setReason} />
      )}
      {action !== undefined && (
        <ConfirmedAction
          label={s(action)}
          sure={s('close.sure')}
          go={s(action)}
          kind="main"
          busy={go.isPending}
          onGo={() => go.mutate(reason.trim() === '' ? {} : { reason: reason.trim().slice(0, 200) })}
        />
      )}
    </>
  );
}

/** What keeps a month open, and what a person should know of it. */
function Lacking({ ready }: { readonly ready: ReadinessView }) {
  const { s, language } = useStaffText();
  // Of a month in course everything is missing that has not happened yet.
  if (ready.state === 'notOver' || ready.state === 'notConfigured') return null;
  const { withoutAccount } = ready;
  const slots = (['unsettled', 'unanchored', 'incomplete'] as const).flatMap((what) => {
    const { count, firstSlot } = ready[what];
    return firstSlot === null ? [] : [{ what, count, first: slotName(firstSlot, language) }];
  });
  const first = withoutAccount.firstParticipantId;
  const all = [...slots, ...(first === null ? [] : [{ what: 'withoutAccount' as const, ...withoutAccount, first }])];
  return (
    <>
      {all.map(({ what, count, first }) => (
        <section key={what} className={what === 'incomplete' ? 'card alert' : 'card alert warning'}>
          <h2>{s(`close.${what}`, { count })}</h2>
          <p className="note">{s('close.first', { first })}</p>
          <p>{s(`close.${what}Do`)}</p>
          {what === 'withoutAccount' && (
            <p className="links">
              <Link to="/accounts">{s('accounts.title')}</Link>
            </p>
          )}
        </section>
      ))}
      {ready.unpriced.length > 0 && <MissingPrices month={ready.month} missing={ready.unpriced} />}
    </>
  );
}
