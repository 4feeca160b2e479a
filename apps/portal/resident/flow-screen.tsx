import { useState } from 'react';
import { addDays, dayOf, slotAt } from '#energy';
import { type DayFlow, type Flow, type FlowState, type FlowStep, flowOf } from '#resident';
import { FlowPicture } from '../charts/flow-picture.js';
import { Choice } from '../controls/choice.js';
import { Energy } from '../controls/figure.js';
import { Loaded } from '../controls/loaded.js';
import { Stepper } from '../controls/stepper.js';
import { kwh } from '../format/figures.js';
import { dayName, slotTime } from '../format/times.js';
import { useHome, useMarket, useSeries } from '../server/resident.js';
import { usePoint } from '../shell/use-point.js';
import { useText } from '../shell/use-text.js';
import type { TextKey } from '../text/ja.js';

/** The four ways with the colour of where the energy comes from, in the order of the rows. */
const WAYS = [
  ['toNeighboursWh', 'sun'],
  ['toRetailerWh', 'sun'],
  ['fromNeighboursWh', 'leaf'],
  ['fromRetailerWh', 'grid'],
] as const;
/** How far a half hour is: its look, and the word that its trades are called by. */
const STATES: Readonly<Record<FlowState, readonly [chip: string, word: TextKey]>> = {
  none: ['chip', 'flow.none'],
  traded: ['chip wait', 'trades.traded'],
  delivering: ['chip wait', 'trades.delivering'],
  missing: ['chip wait', 'graph.missing'],
  settled: ['chip good', 'graph.settled'],
};

/** F2, as far as the grid meter sees it: what goes from home to neighbours and retailer, and what comes from them. */
// biome-ignore lint/style/noDefaultExport: React.lazy asks for one
export default function FlowScreen() {
  const { t, language } = useText();
  const { pointId } = usePoint();
  const home = useHome(pointId);
  const [chosen, setChosen] = useState<string>();
  const today = home.data === undefined ? undefined : dayOf(slotAt(home.data.nowMs));
  const day = chosen ?? today;
  const series = useSeries(pointId, 'day', day);
  const market = useMarket(pointId, day);
  return (
    <>
      <h1>{t('flow.title')}</h1>
      {day !== undefined && today !== undefined && (
        <Stepper
          shown={dayName(day, language)}
          onPrevious={() => setChosen(addDays(day, -1))}
          onNext={() => setChosen(addDays(day, 1))}
          isLast={day >= today}
        />
      )}
      <Loaded query={series}>
        {({ at, buckets, settledUntilMs, nowMs }) => (
          <Loaded query={market}>
            {({ slots }) => (
              <DayOfFlow key={at} day={flowOf({ buckets, market: slots, settledUntilMs, nowMs })} nowMs={nowMs} />
            )}
          </Loaded>
        )}
      </Loaded>
    </>
  );
}

function DayOfFlow({ day, nowMs }: { readonly day: DayFlow; readonly nowMs: number }) {
  const { t } = useText();
  const { steps, settled, agreed } = day;
  const [index, setIndex] = useState<number>();
  // Of today the newest half hour that is settled, of a past day the last: the next step is never empty.
  const newest = steps.findLastIndex(({ state }) => state === 'settled');
  const now = steps.findIndex(({ slot }) => slot === slotAt(nowMs));
  const step = index === undefined ? undefined : steps[index]!;
  return (
    <div className="appear">
      <Choice
        label={t('flow.span')}
        labelHidden
        look="segments"
        value={step === undefined ? 'day' : 'slot'}
        onChange={(span) => setIndex(span === 'day' ? undefined : Math.max(0, newest === -1 ? now : newest))}
        options={[
          { value: 'day', label: t('flow.day') },
          { value: 'slot', label: t('flow.slot') },
        ]}
      />
      {step === undefined || index === undefined ? (
        <Picture flow={settled} />
      ) : (
        <>
          <Stepper
            shown={slotTime(step.slot)}
            onPrevious={() => setIndex(Math.max(0, index - 1))}
            onNext={() => setIndex(Math.min(steps.length - 1, index + 1))}
            isLast={index === steps.length - 1}
          />
          <Picture flow={step} state={step.state} />
        </>
      )}
      {step === undefined && agreed.toNeighboursWh + agreed.fromNeighboursWh > 0 && (
        <p className="message">
          {t('flow.agreed', { sell: kwh(agreed.toNeighboursWh, 2), buy: kwh(agreed.fromNeighboursWh, 2) })}
        </p>
      )}
      <section className="card">
        <h2>{t('flow.unseenTitle')}</h2>
        <p className="note">{t('flow.unseen')}</p>
        <p className="note">{t('flow.mixed')}</p>
      </section>
      <details>
        <summary>{t('graph.table')}</summary>
        <StepTable steps={steps} />
      </details>
    </div>
  );
}

function Picture({ flow, state }: { readonly flow: Flow; readonly state?: FlowState }) {
  const { t } = useText();
  const outWh = flow.toNeighboursWh + (flow.toRetailerWh ?? 0);
  const inWh = flow.fromNeighboursWh + (flow.fromRetailerWh ?? 0);
  const isKnown = flow.toRetailerWh !== null;
  const ways = WAYS.filter(([of]) => (flow[of] ?? 0) > 0);
  const label =
    ways.length === 0
      ? t('flow.still')
      : ways.map(([of]) => `${t(`flow.${of}`)} ${kwh(flow[of] ?? 0, 2)} kWh`).join(t('flow.comma'));
  return (
    <>
      <p className="answer answer-words">
        {t(isKnown ? 'flow.answer' : 'flow.promised', { out: kwh(outWh, 2), in: kwh(inWh, 2) })}
      </p>
      <section className="card">
        {state !== undefined && <span className={STATES[state][0]}>{t(STATES[state][1])}</span>}
        <FlowPicture
          flow={flow}
          label={label}
          home={t('point.home')}
          neighbours={t('origin.neighbours')}
          retailer={t('origin.retailer')}
        />
        {ways.map(([of, source]) => (
          <div key={of} className="row">
            <span>
              <span className={`dot ${source}`} />
              {t(`flow.${of}`)}
            </span>
            <b>
              <Energy wh={flow[of] ?? 0} decimals={2} />
            </b>
          </div>
        ))}
        {ways.length === 0 && <p className="note">{t('flow.still')}</p>}
        {!isKnown && <p className="note">{t('flow.later')}</p>}
        {state === 'missing' && <p className="message">{t('graph.someMissing')}</p>}
      </section>
    </>
  );
}

function StepTable({ steps }: { readonly steps: readonly FlowStep[] }) {
  const { t } = useText();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable without a pointer
    <section className="scroll" aria-label={t('flow.title')} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('graph.time')}</th>
            {WAYS.map(([of]) => (
              <th key={of} scope="col">
                {t(`flow.${of}`)} kWh
              </th>
            ))}
            <th scope="col">{t('graph.status')}</th>
          </tr>
        </thead>
        <tbody>
          {steps.map((step) => (
            <tr key={step.slot}>
              <th scope="row">{slotTime(step.slot)}</th>
              {WAYS.map(([of]) => (
                <td key={of}>{step[of] === null ? t('flow.unknown') : kwh(step[of], 2)}</td>
              ))}
              <td>{t(STATES[step.state][1])}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
