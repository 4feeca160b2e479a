import type { ReactNode } from 'react';
import type { EffectView } from '#operations';
import { ShareBars } from '../charts/share-bars.js';
import { Action } from '../controls/action.js';
import { Download } from '../controls/download.js';
import { Energy, Yen } from '../controls/figure.js';
import { Loaded } from '../controls/loaded.js';
import { kwh, percent, signedYen } from '../format/figures.js';
import { dayName } from '../format/times.js';
import { useEffectOf } from '../server/operations.js';
import { MonthStepper, useMonth } from './day-choice.js';
import { WideTable } from './slot-table.js';
import { useStaffText } from './use-staff-text.js';

interface EffectScreenProps {
  /** What else is shown of a month with figures. */
  readonly more?: ((month: string) => ReactNode) | undefined;
}

/** The programme's indicators over a month: on the screen, as CSV, and printed. */
export function EffectScreen({ more }: EffectScreenProps) {
  const { s } = useStaffText();
  const month = useMonth();
  const effect = useEffectOf(month);
  return (
    <>
      <h1>{s('effect.title')}</h1>
      {month !== undefined && <MonthStepper month={month} />}
      <Loaded query={effect}>
        {(view) =>
          view.days.length === 0 ? <p className="empty">{s('effect.none')}</p> : <Effect view={view} more={more} />
        }
      </Loaded>
    </>
  );
}

function Effect({ view, more }: EffectScreenProps & { readonly view: EffectView }) {
  const { s } = useStaffText();
  const { total, participants, sellers, buyers, month } = view;
  const isWithheld = total.localWh === null;
  return (
    <div className="appear">
      {isWithheld ? (
        <p className="message">{s('day.withheldNote')}</p>
      ) : (
        <p className="answer">
          {percent(total.localWh ?? 0, total.importedWh ?? 0)}%<small> {s('effect.answer')}</small>
        </p>
      )}
      <div className="tiles">
        <section className="card">
          <h2>{s('effect.participants')}</h2>
          <p className="big">{participants}</p>
          <p className="note">{s('effect.split', { sellers, buyers })}</p>
        </section>
        {total.localWh !== null && (
          <section className="card">
            <h2>{s('effect.traded')}</h2>
            <p className="big">
              <Energy wh={total.localWh} />
            </p>
            <p className="note">{s('effect.exportShare', { share: percent(total.localWh, total.exportedWh ?? 0) })}</p>
          </section>
        )}
        {total.gainMillisen !== null && (
          <section className="card">
            <h2>{s('effect.gain')}</h2>
            <p className="big">
              <Yen digits={signedYen(total.gainMillisen)} />
            </p>
            <p className="note">{s('effect.gainNote')}</p>
          </section>
        )}
        <section className="card">
          <h2>{s('effect.trades')}</h2>
          <p className="big">{total.trades.toLocaleString('en')}</p>
        </section>
      </div>
      {more?.(month)}
      {!isWithheld && (
        <section className="card">
          <ShareBars
            bars={view.days.map(({ day, localWh, importedWh }) => ({
              key: day,
              part: localWh ?? 0,
              whole: importedWh ?? 0,
            }))}
            label={s('effect.chart')}
          />
          <p className="note">{s('effect.chart')}</p>
        </section>
      )}
      <section className="card">
        <div className="links">
          <Download path={`/operations/effect.csv?month=${month}`} name={`ichien-effect-${month}.csv`} narrow>
            {s('day.csv')}
          </Download>
          <Action kind="plain" narrow onPress={() => window.print()}>
            {s('day.print')}
          </Action>
        </div>
        <Days view={view} />
      </section>
    </div>
  );
}

function Days({ view }: { readonly view: EffectView }) {
  const { s, language } = useStaffText();
  const shown = (wh: number | null) => (wh === null ? s('day.withheld') : kwh(wh));
  return (
    <WideTable label={s('effect.title')}>
      <thead>
        <tr>
          <th scope="col">{s('effect.day')}</th>
          <th scope="col">
            {s('effect.exported')}
            <small> kWh</small>
          </th>
          <th scope="col">{s('effect.imported')}</th>
          <th scope="col">{s('effect.local')}</th>
          <th scope="col">{s('effect.share')}</th>
          <th scope="col">{s('effect.gain')}</th>
          <th scope="col">{s('effect.trades')}</th>
        </tr>
      </thead>
      <tbody>
        {view.days.map((day) => (
          <tr key={day.day}>
            <th scope="row">{dayName(day.day, language)}</th>
            <td>{shown(day.exportedWh)}</td>
            <td>{shown(day.importedWh)}</td>
            <td>{shown(day.localWh)}</td>
            <td>{day.localWh === null ? s('day.none') : `${percent(day.localWh, day.importedWh ?? 0)}%`}</td>
            <td>{day.gainMillisen === null ? s('day.withheld') : signedYen(day.gainMillisen)}</td>
            <td>{day.trades}</td>
          </tr>
        ))}
      </tbody>
    </WideTable>
  );
}
