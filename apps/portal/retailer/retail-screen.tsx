import type { RetailMonth } from '#operations';
import { POSTING_LINES } from '#settlement';
import { Download } from '../controls/download.js';
import { Yen } from '../controls/figure.js';
import { Loaded } from '../controls/loaded.js';
import { signedYen } from '../format/figures.js';
import { dayName } from '../format/times.js';
import { useRetail } from '../server/operations.js';
import { MonthStepper, useMonth } from '../staff/day-choice.js';
import { WideTable } from '../staff/slot-table.js';
import { useStaffText } from '../staff/use-staff-text.js';

/** The retailer's account over a month, by day and line. */
// biome-ignore lint/style/noDefaultExport: React.lazy asks for one
export default function RetailScreen() {
  const { s } = useStaffText();
  const month = useMonth();
  const account = useRetail(month);
  return (
    <>
      <h1>{s('retail.title')}</h1>
      {month !== undefined && <MonthStepper month={month} />}
      <Loaded query={account}>
        {(view) => (view.days.length === 0 ? <p className="empty">{s('retail.none')}</p> : <Month view={view} />)}
      </Loaded>
    </>
  );
}

function Month({ view: { month, days } }: { readonly view: RetailMonth }) {
  const { s, language } = useStaffText();
  const total = (line: (typeof POSTING_LINES)[number]) =>
    days.reduce((sum, { lines }) => sum + (lines[line]?.amountMillisen ?? 0), 0);
  const net = days.reduce((sum, { amountMillisen }) => sum + amountMillisen, 0);
  const shown = POSTING_LINES.filter((line) => days.some(({ lines }) => lines[line] !== undefined));
  return (
    <div className="appear">
      <p className="note">{s('retail.answer')}</p>
      <p className="answer">
        <Yen digits={signedYen(net)} />
      </p>
      <p className="note">{s('retail.note')}</p>
      <section className="card">
        <div className="links">
          <Download path={`/operations/retail.csv?month=${month}`} name={`ichien-retail-${month}.csv`} narrow>
            {s('day.csv')}
          </Download>
        </div>
        <WideTable label={s('retail.title')}>
          <thead>
            <tr>
              <th scope="col">{s('retail.day')}</th>
              <th scope="col">{s('retail.slots')}</th>
              {shown.map((line) => (
                <th key={line} scope="col">
                  {s(`retailLine.${line}`)}
                </th>
              ))}
              <th scope="col">{s('retail.net')}</th>
            </tr>
          </thead>
          <tbody>
            {days.map(({ day, settledSlots, lines, amountMillisen }) => (
              <tr key={day}>
                <th scope="row">{dayName(day, language)}</th>
                <td className={settledSlots < 48 ? 'late' : ''}>{settledSlots}/48</td>
                {shown.map((line) => (
                  <td key={line}>{signedYen(lines[line]?.amountMillisen ?? 0)}</td>
                ))}
                <td>
                  <b>{signedYen(amountMillisen)}</b>
                </td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr className="total">
              <th scope="row">{s('retail.answer')}</th>
              <td />
              {shown.map((line) => (
                <td key={line}>{signedYen(total(line))}</td>
              ))}
              <td>
                <b>{signedYen(net)}</b>
              </td>
            </tr>
          </tfoot>
        </WideTable>
      </section>
    </div>
  );
}
