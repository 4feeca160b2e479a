import { useState } from 'react';
import { addDays, dayOf, slotAt, slotOf } from '#energy';
import { nextMonth, type SeriesView, type Span } from '#resident';
import { TwoWayBars } from '../charts/two-way-bars.js';
import { Choice } from '../controls/choice.js';
import { Download } from '../controls/download.js';
import { Energy, Yen } from '../controls/figure.js';
import { Loaded } from '../controls/loaded.js';
import { Stepper } from '../controls/stepper.js';
import { kwh, signedYen, signedYenExact } from '../format/figures.js';
import { dayName, monthName, slotTime, yearName } from '../format/times.js';
import { csvPath, useHome, useSeries } from '../server/resident.js';
import { usePoint } from '../shell/use-point.js';
import { useText } from '../shell/use-text.js';
import type { Language } from '../text/catalogue.js';
import { HOUR_MARKS } from './hour-marks.js';

/** F3 and F4: use and sale by half hour, day, month and year, with the year before. */
// biome-ignore lint/style/noDefaultExport: React.lazy asks for one
export default function GraphScreen() {
  const { t, language } = useText();
  const { pointId } = usePoint();
  const home = useHome(pointId);
  const [span, setSpan] = useState<Span>('day');
  const [chosen, setChosen] = useState<string>();
  const today = home.data === undefined ? undefined : dayOf(slotAt(home.data.nowMs));
  const at = chosen ?? today;
  const series = useSeries(pointId, span, at);
  return (
    <>
      <h1>{t('graph.title')}</h1>
      <Choice
        label={t('graph.title')}
        labelHidden
        look="segments"
        value={span}
        onChange={setSpan}
        options={(['day', 'month', 'year', 'years'] as const).map((value) => ({ value, label: t(`graph.${value}`) }))}
      />
      {at !== undefined && today !== undefined && (
        <Stepper
          shown={nameOf(span, at, language)}
          onPrevious={() => setChosen(moved(span, at, -1, today))}
          onNext={() => setChosen(moved(span, at, 1, today))}
          isLast={moved(span, at, 1, '9999-12-31') > today}
        />
      )}
      <Loaded query={series}>{(view) => <Graph view={view} />}</Loaded>
    </>
  );
}

function Graph({ view }: { readonly view: SeriesView }) {
  const { t } = useText();
  const { pointId } = usePoint();
  const { buckets, total, span, at } = view;
  const isEmpty = total.exportWh === 0 && total.importWh === 0 && buckets.every(({ lastYear }) => lastYear === null);
  if (isEmpty) return <p className="empty">{t('graph.empty')}</p>;
  const nowIndex = span === 'day' ? slotAt(view.nowMs) - slotOf(at) : undefined;
  const hasPast = buckets.some(({ lastYear }) => lastYear !== null);
  return (
    <div className="appear">
      <section className="card">
        <TwoWayBars
          bars={buckets.map(({ key, exportWh, importWh, lastYear, state }) => ({
            key,
            up: exportWh,
            down: importWh,
            pastUp: lastYear?.exportWh,
            pastDown: lastYear?.importWh,
            missing: state === 'missing',
          }))}
          label={t('graph.describe', {
            exported: `${kwh(total.exportWh)} kWh`,
            imported: `${kwh(total.importWh)} kWh`,
          })}
          marks={span === 'day' ? HOUR_MARKS : marksOf(view)}
          now={nowIndex !== undefined && nowIndex >= 0 && nowIndex < 48 ? nowIndex : undefined}
        />
        <div className="row">
          <span>
            <span className="dot sell" />
            {t('graph.export')}
          </span>
          <b className="sell">
            <Energy wh={total.exportWh} />
          </b>
        </div>
        <div className="row">
          <span>
            <span className="dot buy" />
            {t('graph.import')}
          </span>
          <b className="buy">
            <Energy wh={total.importWh} />
          </b>
        </div>
        {hasPast && <Past view={view} />}
        <div className="row">
          <span>
            {t('home.received')} / {t('home.paid')}
          </span>
          <b>
            <Yen digits={signedYen(total.receivedMillisen)} /> / <Yen digits={signedYen(-total.paidMillisen)} />
          </b>
        </div>
        <Rewards view={view} />
      </section>
      {buckets.some(({ state }) => state === 'missing') && <p className="message">{t('graph.someMissing')}</p>}
      <details>
        <summary>{t('graph.table')}</summary>
        <FigureTable view={view} />
      </details>
      <Download path={csvPath(pointId, span, at)} name={`ichien-${span}-${at}.csv`}>
        {t('graph.csv')}
      </Download>
    </div>
  );
}

/** What was received for helping; nothing where there was none. */
function Rewards({ view: { rewards } }: { readonly view: SeriesView }) {
  const { t } = useText();
  return (['moneyMillisen', 'pointsMillisen'] as const)
    .filter((kind) => rewards[kind] !== 0)
    .map((kind) => (
      <div key={kind} className="row">
        <span>{t(`graph.rewards.${kind}`)}</span>
        <b>
          <Yen digits={signedYenExact(rewards[kind])} />
        </b>
      </div>
    ));
}

/** Compared only over the steps that both years have. */
function Past({ view }: { readonly view: SeriesView }) {
  const { t } = useText();
  let differenceWh = 0;
  for (const { importWh, lastYear, state } of view.buckets) {
    if (lastYear !== null && state !== 'future') differenceWh += importWh - lastYear.importWh;
  }
  const energy = `${kwh(Math.abs(differenceWh))} kWh`;
  return (
    <div className="row">
      <span>{t('graph.lastYear')}</span>
      <span>{t(differenceWh > 0 ? 'graph.moreThanLast' : 'graph.lessThanLast', { energy })}</span>
    </div>
  );
}

function FigureTable({ view }: { readonly view: SeriesView }) {
  const { t, language } = useText();
  return (
    <div className="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">{t('graph.time')}</th>
            <th scope="col">{t('graph.export')} kWh</th>
            <th scope="col">{t('graph.import')} kWh</th>
            <th scope="col">{t('graph.status')}</th>
          </tr>
        </thead>
        <tbody>
          {view.buckets.map((bucket) => (
            <tr key={bucket.key}>
              <th scope="row">{stepName(view.span, bucket.key, bucket.fromSlot, language)}</th>
              <td>{kwh(bucket.exportWh, 2)}</td>
              <td>{kwh(bucket.importWh, 2)}</td>
              <td>{t(`graph.${bucket.state}`)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function nameOf(span: Span, at: string, language: Language): string {
  if (span === 'day') return dayName(at, language);
  return span === 'month' ? monthName(at, language) : yearName(at, language);
}

function stepName(span: Span, key: string, slot: number, language: Language): string {
  if (span === 'day') return slotTime(slot);
  if (span === 'month') return dayName(key, language);
  return span === 'year' ? monthName(key, language) : yearName(key, language);
}

/** A day in the span before or after; never after today. */
function moved(span: Span, at: string, by: 1 | -1, today: string): string {
  const year = Number(at.slice(0, 4));
  const target =
    span === 'day'
      ? addDays(at, by)
      : span === 'month'
        ? by > 0
          ? nextMonth(at.slice(0, 7))
          : `${addDays(`${at.slice(0, 7)}-01`, -1).slice(0, 7)}-01`
        : `${year + by}-01-01`;
  return target > today ? today : target;
}

function marksOf({ span, buckets }: SeriesView): ReadonlyMap<number, string> {
  const marks = new Map<number, string>();
  buckets.forEach(({ key }, index) => {
    if (span === 'month' && index % 7 === 0) marks.set(index, String(index + 1));
    if (span === 'year' && index % 3 === 0) marks.set(index, String(index + 1));
    if (span === 'years') marks.set(index, key);
  });
  return marks;
}
