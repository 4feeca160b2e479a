import { useState } from 'react';
import { Link } from 'react-router';
import { addDays, dayOf, slotAt } from '#energy';
import { Energy } from '../controls/figure.js';
import { Loaded } from '../controls/loaded.js';
import { Stepper } from '../controls/stepper.js';
import { dayName, slotTime } from '../format/times.js';
import { useHome, useLabel } from '../server/resident.js';
import { usePoint } from '../shell/use-point.js';
import { useText } from '../shell/use-text.js';

/** F13: certificates of origin, and the words that may be used. */
// biome-ignore lint/style/noDefaultExport: React.lazy asks for one
export default function LabelScreen() {
  const { t, language } = useText();
  const { pointId } = usePoint();
  const home = useHome(pointId);
  const [chosen, setChosen] = useState<string>();
  const today = home.data === undefined ? undefined : dayOf(slotAt(home.data.nowMs));
  const day = chosen ?? today;
  const label = useLabel(pointId, day);
  return (
    <>
      <h1>{t('label.lead')}</h1>
      {day !== undefined && today !== undefined && (
        <Stepper
          shown={dayName(day, language)}
          onPrevious={() => setChosen(addDays(day, -1))}
          onNext={() => setChosen(addDays(day, 1))}
          isLast={day >= today}
        />
      )}
      <Loaded query={label}>
        {({ text, notes, source, certificates }) => (
          <div className="appear">
            <p className="answer answer-words">{text[language]}</p>
            <section className="card">
              <h2>{t('label.notes')}</h2>
              <ul>
                {notes.map((note) => (
                  <li key={note.ja}>{note[language]}</li>
                ))}
              </ul>
              <p className="note">{t('label.why')}</p>
              <details>
                <summary>{t('label.source')}</summary>
                <p className="note">{source}</p>
              </details>
            </section>
            <section className="card">
              <h2>{t('label.list')}</h2>
              <p className="note">
                {certificates.length === 0 ? t('label.none') : t('label.count', { count: certificates.length })}
              </p>
              <ul className="list">
                {certificates.map(({ id, slot, energyWh }) => (
                  <li key={id}>
                    <Link className="item" to={`/trades/${slot}/${id.split('-t')[1] ?? ''}`}>
                      <b>{slotTime(slot)}</b>
                      <b>
                        <Energy wh={energyWh} decimals={2} />
                      </b>
                      <span className="note">{id}</span>
                    </Link>
                  </li>
                ))}
              </ul>
            </section>
          </div>
        )}
      </Loaded>
    </>
  );
}
