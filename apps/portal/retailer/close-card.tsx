import type { CloseView, ControlCheck, ControlReport } from '#billing';
import { exactYen, grouped, kwh, wholeYenDigits } from '../format/figures.js';
import { fullDayName, moment } from '../format/times.js';
import { WideTable } from '../staff/slot-table.js';
import { useStaffText } from '../staff/use-staff-text.js';

/** One close of a month, with its control report. */
export function CloseCard({ close }: { readonly close: CloseView }) {
  const { s, language } = useStaffText();
  const { run, issuedDay, reason, finishedAtMs, report, state } = close;
  return (
    <section className="card">
      <div className="row">
        <h2>{s(run === 1 ? 'close.firstRun' : 'close.again', { run })}</h2>
        <span className={state === 'done' ? 'chip good' : 'chip wait'}>{s(`close.run.${state}`)}</span>
      </div>
      {reason !== null && <p lang="ja">{s('close.because', { reason })}</p>}
      <p className="note">
        {s('close.issued', { day: fullDayName(issuedDay, language) })}
        {finishedAtMs !== null && ` · ${s('close.finished', { time: moment(finishedAtMs, language) })}`}
      </p>
      {report !== null && <Report report={report} />}
    </section>
  );
}

function Report({ report }: { readonly report: ControlReport }) {
  const { s } = useStaffText();
  const { statements, checks, residuals, notes, isBalanced } = report;
  const wrong = checks.filter(({ isEqual }) => !isEqual).length;
  return (
    <>
      <p>{s('close.statements', { ...statements })}</p>
      <p className={isBalanced ? 'message good' : 'message bad'}>
        {isBalanced ? s('close.balanced', { count: checks.length }) : s('close.unbalanced', { count: wrong })}
      </p>
      <details>
        <summary>{s('close.report')}</summary>
        <WideTable label={s('close.report')}>
          <thead>
            <tr>
              <th scope="col">{s('close.check')}</th>
              <th scope="col">{s('close.expected')}</th>
              <th scope="col">{s('close.found')}</th>
            </tr>
          </thead>
          <tbody>
            {checks.map((check) => (
              <tr key={check.code} className={check.isEqual ? '' : 'late'}>
                <th scope="row">{s(`control.${check.code}`)}</th>
                <td>{shown(check, check.expected)}</td>
                <td>{shown(check, check.found)}</td>
              </tr>
            ))}
          </tbody>
        </WideTable>
        <h3>{s('close.beside')}</h3>
        {residuals.map(({ code, millisen }) => (
          <div key={code} className="row">
            <span>{s(`residual.${code}`)}</span>
            <span className="figure">{exactYen(BigInt(millisen))}</span>
          </div>
        ))}
      </details>
      {notes.length > 0 && (
        <details>
          <summary>{s('close.notes', { count: notes.length })}</summary>
          <ul lang="en">
            {notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

/** An amount with its unit. Sums of a month are far below 2^53, but for money in millisen. */
function shown({ unit }: ControlCheck, amount: string): string {
  switch (unit) {
    case 'millisen':
      return exactYen(BigInt(amount));
    case 'yen':
      return wholeYenDigits(Number(amount));
    case 'Wh':
      return `${kwh(Number(amount), 3)} kWh`;
    case 'count':
      return grouped(BigInt(amount));
  }
}
