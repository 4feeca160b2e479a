import { useState } from 'react';
import { addDays, dayOf, slotAt } from '#energy';
import { Ring } from '../charts/ring.js';
import { Choice } from '../controls/choice.js';
import { Energy } from '../controls/figure.js';
import { Loaded } from '../controls/loaded.js';
import { Stepper } from '../controls/stepper.js';
import { percent } from '../format/figures.js';
import { dayName } from '../format/times.js';
import { useHome, useSeries, useTradesOfDay } from '../server/resident.js';
import { usePoint } from '../shell/use-point.js';
import { useText } from '../shell/use-text.js';
import { PartnerList } from './partner-list.js';

/** F8 and F9: where my power came from, where mine went; each part can be verified. */
// biome-ignore lint/style/noDefaultExport: React.lazy asks for one
export default function OriginScreen() {
  const { t, language } = useText();
  const { pointId } = usePoint();
  const home = useHome(pointId);
  const [direction, setDirection] = useState<'from' | 'to'>('from');
  const [chosen, setChosen] = useState<string>();
  const today = home.data === undefined ? undefined : dayOf(slotAt(home.data.nowMs));
  const day = chosen ?? today;
  const series = useSeries(pointId, 'day', day);
  const trades = useTradesOfDay(pointId, day);
  return (
    <>
      <h1>{t('nav.origin')}</h1>
      <Choice
        label={t('nav.origin')}
        labelHidden
        look="segments"
        value={direction}
        onChange={setDirection}
        options={[
          { value: 'from', label: t('origin.from') },
          { value: 'to', label: t('origin.to') },
        ]}
      />
      {day !== undefined && today !== undefined && (
        <Stepper
          shown={dayName(day, language)}
          onPrevious={() => setChosen(addDays(day, -1))}
          onNext={() => setChosen(addDays(day, 1))}
          isLast={day >= today}
        />
      )}
      <Loaded query={series}>
        {({ total }) => {
          const [near, rest] =
            direction === 'from' ? [total.boughtWh, total.residualSupplyWh] : [total.soldWh, total.residualSaleWh];
          return (
            <div className="appear">
              <p className="answer">
                {percent(near, near + rest)}%
                <small> {t(direction === 'from' ? 'origin.fromAnswer' : 'origin.toAnswer')}</small>
              </p>
              <section className="card">
                <div className="ring">
                  <Ring part={near} whole={near + rest} words={t('origin.neighbours')} />
                  <div className="legend">
                    <div>
                      <span>
                        <span className="dot leaf" />
                        {t('origin.neighbours')}
                      </span>
                      <span className="amount">
                        <Energy wh={near} decimals={2} />
                      </span>
                    </div>
                    <div>
                      <span>
                        <span className="dot grid" />
                        {t('origin.retailer')}
                      </span>
                      <span className="amount">
                        <Energy wh={rest} decimals={2} />
                      </span>
                    </div>
                  </div>
                </div>
              </section>
            </div>
          );
        }}
      </Loaded>
      <Loaded query={trades}>
        {(page) => <PartnerList trades={page.trades} side={direction === 'from' ? 'buy' : 'sell'} />}
      </Loaded>
    </>
  );
}
