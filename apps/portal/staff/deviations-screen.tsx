import type { PlanAndActual } from '#reports';
import { TwoWayBars } from '../charts/two-way-bars.js';
import { Energy } from '../controls/figure.js';
import { Loaded } from '../controls/loaded.js';
import { kwh, percent } from '../format/figures.js';
import { dayName } from '../format/times.js';
import { useMonthReport } from '../server/reports.js';
import { RequestError } from '../server/request.js';
import { MonthStepper, useMonth } from './day-choice.js';
import { WideTable } from './slot-table.js';
import { useStaffText } from './use-staff-text.js';

type Day = PlanAndActual & { readonly day: string };

/** What was traded, what of it was delivered, and by how much whose meters fell short: a month, by day. */
// biome-ignore lint/style/noDefaultExport: React.lazy asks for one
export default function DeviationsScreen() {
  const { s } = useStaffText();
  const month = useMonth();
  const report = useMonthReport(month);
  const isUnsettled = report.error instanceof RequestError && report.error.code === 'SETTLEMENT_UNKNOWN';
  return (
    <>
      <h1>{s('deviations.title')}</h1>
      {month !== undefined && <MonthStepper month={month} />}
      {isUnsettled ? (
        <p className="empty">{s('deviations.none')}</p>
      ) : (
        <Loaded query={report}>{({ deviationsByDay }) => <Month days={deviationsByDay ?? []} />}</Loaded>
      )}
    </>
  );
}

function Month({ days }: { readonly days: readonly Day[] }) {
  const { s } = useStaffText();
  const total = (of: keyof PlanAndActual) => days.reduce((sum, day) => sum + day[of], 0);
  const [tradedWh, deliveredWh] = [total('tradedWh'), total('deliveredWh')];
  return (
    <div className="appear">
      <p className="answer">
        {tradedWh === 0 ? s('day.none') : `${percent(deliveredWh, tradedWh)}%`}
        <small> {s('deviations.answer')}</small>
      </p>
      <p className="note">{s('deviations.of', { traded: kwh(tradedWh), delivered: kwh(deliveredWh) })}</p>
      <div className="tiles">
        {(['shortfallWh', 'overPurchaseWh'] as const).map((of) => (
          <section key={of} className="card">
            <h2>{s(of === 'shortfallWh' ? 'deviations.short' : 'deviations.over')}</h2>
            <p className="big">
              <Energy wh={total(of)} />
            </p>
          </section>
        ))}
        <section className="card">
          <h2>{s('deviations.count')}</h2>
          <p className="big">{total('count').toLocaleString('en')}</p>
          <p className="note">{s('deviations.countNote')}</p>
        </section>
      </div>
      <section className="card">
        <TwoWayBars
          bars={days.map(({ day, shortfallWh, overPurchaseWh }) => ({
            key: day,
            up: shortfallWh,
            down: overPurchaseWh,
          }))}
          label={s('deviations.chart')}
          marks={
            new Map(days.flatMap(({ day }, index) => (index % 7 === 0 ? [[index, String(Number(day.slice(8)))]] : [])))
          }
        />
        <p className="note">
          {s('deviations.chart')} {s('deviations.note')}
        </p>
      </section>
      <section className="card">
        <Days days={days} />
      </section>
    </div>
  );
}

function Days({ days }: { readonly days: readonly Day[] }) {
  const { s, language } = useStaffText();
  const heads = ['traded', 'delivered', 'share', 'short', 'over', 'count'] as const;
  return (
    <WideTable label={s('deviations.title')}>
      <thead>
        <tr>
          <th scope="col">{s('retail.day')}</th>
          {heads.map((head) => (
            <th key={head} scope="col">
              {s(`deviations.${head}`)}
              {head !== 'share' && head !== 'count' && <small> kWh</small>}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {days.map(({ day, tradedWh, deliveredWh, shortfallWh, overPurchaseWh, count }) => (
          <tr key={day}>
            <th scope="row">{dayName(day, language)}</th>
            <td>{kwh(tradedWh)}</td>
            <td>{kwh(deliveredWh)}</td>
            <td>{tradedWh === 0 ? s('day.none') : `${percent(deliveredWh, tradedWh)}%`}</td>
            <td>{kwh(shortfallWh)}</td>
            <td>{kwh(overPurchaseWh)}</td>
            <td>{count.toLocaleString('en')}</td>
          </tr>
        ))}
      </tbody>
    </WideTable>
  );
}
