import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { tradingWindow } from '#bidding';
import { dayOf, slotAt } from '#energy';
import { settlementRulesAt } from '#tariff';
import { Action } from '../controls/action.js';
import { Waiting } from '../controls/loaded.js';
import { TextInput } from '../controls/text-input.js';
import { moment } from '../format/times.js';
import { request } from '../server/request.js';
import { useMarketNow } from '../server/server-clock.js';
import { useSession } from '../server/session.js';
import { useText } from '../shell/use-text.js';
import type { StaffKey } from '../text/staff-ja.js';
import { type Application, applicationsKey } from './applications.js';
import { ConfirmedAction } from './confirmed-action.js';
import { StaffRefusal } from './staff-refusal.js';
import { useOperation } from './use-operation.js';
import { useStaffText } from './use-staff-text.js';

const STATES = [
  'submitted',
  'eligible',
  'selected',
  'waitlisted',
  'contracted',
  'enrolled',
  'ineligible',
  'declined',
  'withdrawn',
  'left',
] as const;
type State = (typeof STATES)[number];
const PAGE = 50;

/** What the ward may do at each stage (libs/joining), and whether the applicant must be told why. */
const STEPS: Partial<Record<State, readonly { readonly step: Step; readonly needsReason: boolean }[]>> = {
  submitted: [
    { step: 'findEligible', needsReason: false },
    { step: 'findIneligible', needsReason: true },
  ],
  eligible: [
    { step: 'select', needsReason: false },
    { step: 'waitlist', needsReason: true },
    { step: 'decline', needsReason: true },
  ],
  waitlisted: [
    { step: 'select', needsReason: false },
    { step: 'decline', needsReason: true },
  ],
};
type Step = 'findEligible' | 'findIneligible' | 'select' | 'waitlist' | 'decline';

/** Applications by stage: the ward screens and selects, the operator enrols who has agreed. */
// biome-ignore lint/style/noDefaultExport: React.lazy asks for one
export default function ApplicationsScreen() {
  const { t } = useText();
  const { s } = useStaffText();
  const role = useSession().data?.account?.role;
  const [parameters, setParameters] = useSearchParams();
  const asked = parameters.get('state') as State | null;
  const state = asked !== null && STATES.includes(asked) ? asked : role === 'operator' ? 'contracted' : 'submitted';
  const pages = useInfiniteQuery({
    queryKey: applicationsKey(state),
    queryFn: ({ pageParam }) =>
      request<Application[]>('GET', `/joining/applications?state=${state}&limit=${PAGE}&after=${pageParam}`),
    initialPageParam: '',
    getNextPageParam: (page) => (page.length < PAGE ? null : page.at(-1)!.applicationId),
  });
  const all = pages.data?.pages.flat();
  return (
    <>
      <h1>{s('applications.title')}</h1>
      <div className="field">
        <label htmlFor="application-state">{s('applications.state')}</label>
        <select
          id="application-state"
          value={state}
          onChange={(event) => setParameters({ state: event.target.value }, { replace: true })}
        >
          {STATES.map((each) => (
            <option key={each} value={each}>
              {s(`applications.${each}`)}
            </option>
          ))}
        </select>
      </div>
      {pages.isPending && <Waiting />}
      {pages.isError && (
        <p className="message bad" role="alert">
          {t('app.failed')}
        </p>
      )}
      {all?.length === 0 && <p className="empty">{s('applications.none')}</p>}
      {all !== undefined && all.length > 0 && (
        <p className="answer answer-words">
          {s('applications.count', { count: pages.hasNextPage ? `${all.length}+` : all.length })}
        </p>
      )}
      {all?.map((application) => (
        <ApplicationPart key={application.applicationId} application={application} role={role} />
      ))}
      {pages.hasNextPage && (
        <Action kind="plain" narrow busy={pages.isFetchingNextPage} onPress={() => void pages.fetchNextPage()}>
          {t('app.more')}
        </Action>
      )}
    </>
  );
}

function ApplicationPart(props: { readonly application: Application; readonly role: string | undefined }) {
  const { s, language } = useStaffText();
  const { application, role } = props;
  const { address, postcode, side, pv, startDay, state, ineligibility, submittedAtMs, events } = application;
  const steps = role === 'ward' ? (STEPS[state as State] ?? []) : [];
  const reason = events.findLast((event) => event.reason !== '')?.reason;
  return (
    <section className="card">
      <div className="row">
        <h2>{address}</h2>
        <span className="chip">{s(`applications.${state}` as StaffKey)}</span>
      </div>
      <p className="note">
        {postcode.slice(0, 3)}-{postcode.slice(3)} · {s('applications.at', { time: moment(submittedAtMs, language) })}
      </p>
      <div className="row">
        <span>{s('applications.side')}</span>
        <span>{s(`applications.${side}` as StaffKey)}</span>
      </div>
      {pv !== null && (
        <div className="row">
          <span>{s('applications.pv')}</span>
          <span>
            {(pv.ratedW / 1000).toFixed(1)} kW ·{' '}
            {pv.fitEndDay === null ? s('applications.nonFit') : s('applications.fitEnd', { day: pv.fitEndDay })}
          </span>
        </div>
      )}
      <div className="row">
        <span>{s('applications.start')}</span>
        <span>{startDay}</span>
      </div>
      {ineligibility.length > 0 && (
        <p className="message">
          {s('applications.refused')}:{' '}
          {ineligibility.map((each) => s(`applications.${each.reason}` as StaffKey)).join(' · ')}
        </p>
      )}
      {reason !== undefined && <p className="note">{reason}</p>}
      {steps.length > 0 && <Decide application={application} steps={steps} />}
      {role === 'operator' && state === 'contracted' && <Enrol application={application} />}
    </section>
  );
}

function Decide(props: {
  readonly application: Application;
  readonly steps: readonly { readonly step: Step; readonly needsReason: boolean }[];
}) {
  const { s } = useStaffText();
  const [reason, setReason] = useState('');
  const [isMissing, setIsMissing] = useState(false);
  const { applicationId, ineligibility } = props.application;
  const decide = useOperation<{ step: Step; reason: string }>(
    'POST',
    `/joining/applications/${applicationId}/decision`,
    [applicationsKey()],
  );
  const shown = props.steps.filter(({ step }) => step !== 'findEligible' || ineligibility.length === 0);
  return (
    <>
      <TextInput
        label={s('applications.reason')}
        value={reason}
        onChange={setReason}
        error={isMissing ? s('applications.reasonNeeded') : undefined}
      />
      {shown.map(({ step, needsReason }) => (
        <span key={step}>
          <Action
            kind={needsReason ? 'plain' : 'main'}
            narrow
            busy={decide.isPending}
            onPress={() => {
              const lacks = needsReason && reason.trim() === '';
              setIsMissing(lacks);
              if (!lacks) decide.mutate({ step, reason });
            }}
          >
            {s(`applications.${step}`)}
          </Action>{' '}
        </span>
      ))}
      <StaffRefusal error={decide.error} />
    </>
  );
}

function Enrol({ application: { applicationId, address } }: { readonly application: Application }) {
  const { s } = useStaffText();
  const [participantId, setParticipantId] = useState('');
  const nowMs = useMarketNow();
  const enrol = useOperation<object>('POST', `/joining/applications/${applicationId}/enrolment`, [
    applicationsKey(),
    ['operations'],
  ]);
  return (
    <>
      <TextInput label={s('applications.newId')} value={participantId} onChange={setParticipantId} autoComplete="off" />
      <ConfirmedAction
        label={s('applications.enrol')}
        sure={`${address} → ${participantId}`}
        go={s('applications.enrol')}
        kind="main"
        busy={enrol.isPending}
        onGo={() => nowMs !== undefined && enrol.mutate({ participantId: participantId.trim(), ...firstLimits(nowMs) })}
      />
      <StaffRefusal error={enrol.error} />
    </>
  );
}

/** Limits that a household begins with, until it sets its own: within them no trade is worse than the retailer. */
function firstLimits(nowMs: number): { minSellPriceSen: number; maxBuyPriceSen: number } {
  const { minPriceSen, maxPriceSen } = tradingWindow(settlementRulesAt(dayOf(slotAt(nowMs))));
  return { minSellPriceSen: minPriceSen, maxBuyPriceSen: maxPriceSen };
}
