import { Link } from 'react-router';
import type { Alert, AlertLevel, Overview } from '#operations';
import { Loaded } from '../controls/loaded.js';
import { moment, slotName, slotTime } from '../format/times.js';
import { useOverview, useSlots } from '../server/operations.js';
import { useMarketNow } from '../server/server-clock.js';
import { timeLeft } from '../shell/countdown.js';
import { SlotTable } from '../staff/slot-table.js';
import { useStaffText } from '../staff/use-staff-text.js';
import type { StaffKey } from '../text/staff-ja.js';

/** Books that close next, as many as fit beside the rest. */
const SHOWN_SLOTS = 8;
const CHIPS: Readonly<Record<AlertLevel, string>> = { urgent: 'chip bad', warning: 'chip wait', task: 'chip' };
/** Where an alert's button leads. */
const PLACES: Partial<Record<Alert['code'], readonly [to: string, text: StaffKey]>> = {
  LETTERS_WAIT: ['/people', 'overview.toPeople'],
  ENROLMENTS_WAIT: ['/applications?state=contracted', 'overview.toApplications'],
  ERASURES_DUE: ['/erasures', 'overview.toErasures'],
};

/** What is late, what happens if nothing is done, and where to do it; then the figures of the market's life. */
export function OverviewScreen() {
  const { s } = useStaffText();
  const overview = useOverview();
  return (
    <>
      <h1 className="only-heard">{s('overview.coming')}</h1>
      <Loaded query={overview}>{(view) => <Everything view={view} />}</Loaded>
    </>
  );
}

function Everything({ view }: { readonly view: Overview }) {
  const { s } = useStaffText();
  const troubles = view.alerts.filter(({ level }) => level !== 'task');
  return (
    <div className="appear">
      <p className="answer answer-words">
        {troubles.length > 0
          ? s('overview.troubles', { count: troubles.length })
          : s(view.alerts.length > 0 ? 'overview.onlyTasks' : 'overview.well')}
      </p>
      {view.alerts.map((alert) => (
        <AlertPart key={`${alert.code}.${alert.slot ?? ''}.${alert.detail ?? ''}`} alert={alert} />
      ))}
      <Tiles view={view} />
      <Coming view={view} />
    </div>
  );
}

function AlertPart({ alert }: { readonly alert: Alert }) {
  const { s, language } = useStaffText();
  const nowMs = useMarketNow();
  const { code, level, what, consequence, action, sinceMs, dueMs, detail, slot } = alert;
  const place = PLACES[code];
  return (
    <section className={`card alert ${level}`}>
      <div className="row">
        <h2>
          <span className={CHIPS[level]}>{s(`overview.${level}`)}</span> {what[language]}
        </h2>
        <span className="note">{s('overview.since', { time: moment(sinceMs, language) })}</span>
      </div>
      <p>
        <b>{s('overview.consequence')}</b> {consequence[language]}{' '}
        {dueMs !== null && nowMs !== undefined && (
          <b className="late">{s('overview.due', { time: timeLeft(dueMs - nowMs), at: moment(dueMs, language) })}</b>
        )}
      </p>
      <p>
        <b>{s('overview.action')}</b> {action[language]}
      </p>
      {detail !== null && (
        <details>
          <summary>{s('overview.detail')}</summary>
          <code>{detail}</code>
        </details>
      )}
      {slot !== null && (
        <Link className="button narrow plain" to={`/slots/${slot}`}>
          {s('overview.toSlot')}（{slotName(slot, language)}）
        </Link>
      )}
      {place !== undefined && (
        <Link className="button narrow plain" to={place[0]}>
          {s(place[1])}
        </Link>
      )}
    </section>
  );
}

function Tiles({ view }: { readonly view: Overview }) {
  const { s, language } = useStaffText();
  const nowMs = useMarketNow() ?? view.nowMs;
  const { nextClosure, readings, settlementBacklog, anchor } = view;
  const chain = !anchor.connected ? 'overview.chainAway' : anchor.stuck ? 'overview.chainStuck' : 'overview.chainWell';
  return (
    <div className="tiles">
      <section className="card">
        <h2>{s('overview.closure')}</h2>
        <p className="big">{nextClosure === null ? s('day.none') : timeLeft(nextClosure.atMs - nowMs)}</p>
        <p className="note">{nextClosure === null ? s('overview.noClosure') : slotName(nextClosure.slot, language)}</p>
      </section>
      <section className="card">
        <h2>{s('overview.open')}</h2>
        <p className="big">
          {view.openSlots}
          <small> {s('overview.slotsUnit')}</small>
        </p>
        <p className={view.haltedSlots > 0 ? 'late' : 'note'}>{s('overview.halted', { count: view.haltedSlots })}</p>
      </section>
      <section className="card">
        <h2>{s('overview.readings')}</h2>
        <p className="big">{readings === null ? s('day.none') : `${readings.arrived} / ${readings.expected}`}</p>
        <p className="note">
          {readings === null ? s('overview.readingsNone') : s('overview.readingsOf', { slot: slotTime(readings.slot) })}
        </p>
      </section>
      <section className="card">
        <h2>{s('overview.backlog')}</h2>
        <p className="big">
          {settlementBacklog.slots}
          <small> {s('overview.slotsUnit')}</small>
        </p>
        <p className="note">
          {settlementBacklog.oldestSlot === null
            ? s('overview.backlogNote')
            : s('overview.backlogOldest', { slot: slotTime(settlementBacklog.oldestSlot) })}
        </p>
      </section>
      <section className="card">
        <h2>{s('overview.chain')}</h2>
        <p>
          <span className={chain === 'overview.chainWell' ? 'chip good' : 'chip bad'}>{s(chain)}</span>
        </p>
        <Count name={s('overview.chainConfirmed')} count={anchor.confirmed} />
        <Count name={s('overview.chainSent')} count={anchor.sent} />
        <Count name={s('overview.chainPending')} count={anchor.pending} />
      </section>
      <section className="card">
        <h2>{s('overview.participants')}</h2>
        <p className="big">
          {view.participants}
          <small> {s('overview.people')}</small>
        </p>
      </section>
    </div>
  );
}

function Count({ name, count }: { readonly name: string; readonly count: number }) {
  return (
    <div className="row">
      <span>{name}</span>
      <b>{count}</b>
    </div>
  );
}

/** The books that close next, however many of them lie in tomorrow. */
function Coming({ view }: { readonly view: Overview }) {
  const { s } = useStaffText();
  const slots = useSlots(view.day);
  return (
    <section className="card">
      <h2>{s('overview.coming')}</h2>
      <Loaded query={slots}>
        {({ slots: all }) => {
          const open = all.filter(({ state }) => state === 'open' || state === 'halted' || state === 'gathering');
          return <SlotTable slots={(open.length > 0 ? open : all.slice(-SHOWN_SLOTS)).slice(0, SHOWN_SLOTS)} linked />;
        }}
      </Loaded>
      <p>
        <Link to="/slots">{s('overview.all')}</Link>
      </p>
    </section>
  );
}
