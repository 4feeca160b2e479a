import { Link } from 'react-router';
import { dayOf, slotAt, slotOf } from '#energy';
import type { HomeView, NextEvent } from '#resident';
import { Ring } from '../charts/ring.js';
import { TwoWayBars } from '../charts/two-way-bars.js';
import { Energy, Yen } from '../controls/figure.js';
import { Loaded } from '../controls/loaded.js';
import { kwh, price, signedYen, yen, yenOf } from '../format/figures.js';
import { moment, slotName } from '../format/times.js';
import { useHome, useSeries } from '../server/resident.js';
import { usePoint } from '../shell/use-point.js';
import { useText } from '../shell/use-text.js';
import { HOUR_MARKS } from './hour-marks.js';
import { NewerDocumentsHint } from './newer-documents.js';

/** F1: what did it bring me, where did my power come from, what do I have to do. */
export function HomeScreen() {
  const { pointId } = usePoint();
  const home = useHome(pointId);
  return <Loaded query={home}>{(view) => <Home view={view} />}</Loaded>;
}

function Home({ view }: { readonly view: HomeView }) {
  return (
    <div className="appear">
      <Answer view={view} />
      <NewerDocumentsHint />
      <div className="two">
        <Origin view={view} />
        <Today view={view} />
        <Month view={view} />
        <Agent view={view} />
      </div>
    </div>
  );
}

function Answer({ view }: { readonly view: HomeView }) {
  const { t, language } = useText();
  const { gainMillisen } = view.month;
  if (view.settledUntilMs === null) {
    return (
      <>
        <h1>{t('home.title')}</h1>
        <p className="answer">{t('home.nothingYet')}</p>
        <p className="note">{t('home.nothingYetNote')}</p>
      </>
    );
  }
  return (
    <>
      <h1>
        {t('home.title')} {t('app.until', { time: moment(view.settledUntilMs, language) })}
      </h1>
      <p className="answer">
        {gainMillisen < 0 ? yenOf(gainMillisen) : signedYen(gainMillisen)}
        <small> {t(gainMillisen < 0 ? 'home.loss' : 'home.gain')}</small>
      </p>
      <details>
        <summary>
          <span className="note">{t('home.gainNote')}</span> <span className="asked">{t('home.how')}</span>
        </summary>
        <p className="note">{t('home.howText')}</p>
      </details>
    </>
  );
}

function Origin({ view: { today } }: { readonly view: HomeView }) {
  const { t } = useText();
  return (
    <section className="card">
      <h2>{t('home.origin')}</h2>
      <div className="ring">
        <Ring part={today.boughtWh} whole={today.boughtWh + today.residualSupplyWh} words={t('home.localShare')} />
        <div className="legend">
          <div>
            <span>
              <span className="dot leaf" />
              {t('home.local')}
            </span>
            <span className="amount">
              <Energy wh={today.boughtWh} />
            </span>
          </div>
          <div>
            <span>
              <span className="dot grid" />
              {t('home.retailer')}
            </span>
            <span className="amount">
              <Energy wh={today.residualSupplyWh} />
            </span>
          </div>
        </div>
      </div>
      <p className="note">{t('home.originNote')}</p>
    </section>
  );
}

function Today({ view }: { readonly view: HomeView }) {
  const { t } = useText();
  const { pointId } = usePoint();
  const day = dayOf(slotAt(view.nowMs));
  const series = useSeries(pointId, 'day', day);
  const { today } = view;
  const soldWh = today.soldWh + today.residualSaleWh;
  const boughtWh = today.boughtWh + today.residualSupplyWh;
  return (
    <section className="card">
      <h2>{t('home.soldBought')}</h2>
      <Loaded query={series}>
        {({ buckets }) => (
          <TwoWayBars
            bars={buckets.map(({ key, exportWh, importWh }) => ({ key, up: exportWh, down: importWh }))}
            label={t('graph.describe', { exported: `${kwh(soldWh)} kWh`, imported: `${kwh(boughtWh)} kWh` })}
            marks={HOUR_MARKS}
            now={slotAt(view.nowMs) - slotOf(day)}
          />
        )}
      </Loaded>
      <div className="row">
        <span className="pair">
          {t('home.sold')}
          <b className="sell">
            <Energy wh={soldWh} />
          </b>
        </span>
        <b>
          <Yen digits={signedYen(today.receivedMillisen)} />
        </b>
      </div>
      <div className="row">
        <span className="pair">
          {t('home.bought')}
          <b className="buy">
            <Energy wh={boughtWh} />
          </b>
        </span>
        <b>
          <Yen digits={signedYen(-today.paidMillisen)} />
        </b>
      </div>
      <p className="other">
        <Link to="/flow">{t('home.flow')}</Link>
      </p>
    </section>
  );
}

function Month({ view: { month, expected } }: { readonly view: HomeView }) {
  const { t } = useText();
  if (expected === null) return null;
  return (
    <section className="card">
      <h2>{t('home.month')}</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">
              <span className="only-heard">{t('home.month')}</span>
            </th>
            <th scope="col">{t('home.soFar')}</th>
            <th scope="col">{t('home.expected')}</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">{t('home.received')}</th>
            <td>
              <Yen digits={yen(month.receivedMillisen)} />
            </td>
            <td>
              <b>
                <Yen digits={yen(expected.receivedMillisen)} />
              </b>
            </td>
          </tr>
          <tr>
            <th scope="row">{t('home.paid')}</th>
            <td>
              <Yen digits={yen(month.paidMillisen)} />
            </td>
            <td>
              <b>
                <Yen digits={yen(expected.paidMillisen)} />
              </b>
            </td>
          </tr>
        </tbody>
      </table>
      <p className="note">{t('home.expectedNote', { days: expected.basisDays })}</p>
      <p className="other">
        <Link to="/statements">{t('home.statements')}</Link>
      </p>
    </section>
  );
}

function Agent({ view: { settings, next } }: { readonly view: HomeView }) {
  const { t } = useText();
  const { mode, minSellPriceSen, maxBuyPriceSen, automatic } = settings;
  return (
    <section className="card">
      <div className="row">
        <h2>
          <Link to="/settings">{t('home.agent')}</Link>
        </h2>
        <span className={automatic ? 'chip good' : 'chip wait'}>{t(automatic ? 'home.agentOn' : 'home.agentOff')}</span>
      </div>
      <p className="note">
        {t('home.agentLine', {
          mode: t(`settings.${mode}`),
          sell: price(minSellPriceSen),
          buy: price(maxBuyPriceSen),
        })}
      </p>
      {next === null ? <p>{t('home.nextNone')}</p> : <Next next={next} />}
    </section>
  );
}

/** What is agreed with neighbours, and what is only offered: nobody may ever take that. */
function Next({ next: { type, slot, agreedWh, offeredWh } }: { readonly next: NextEvent }) {
  const { t, language } = useText();
  const time = slotName(slot, language);
  const energy = (wh: number) => `${kwh(wh, 2)}\u00a0kWh`;
  const isSale = type === 'sell';
  return (
    <>
      {agreedWh > 0 && <p>{t(isSale ? 'home.nextSell' : 'home.nextBuy', { time, energy: energy(agreedWh) })}</p>}
      {offeredWh > 0 && (
        <p className={agreedWh > 0 ? 'note' : ''}>
          {t(isSale ? 'home.offerSell' : 'home.offerBuy', { time, energy: energy(offeredWh) })}
        </p>
      )}
    </>
  );
}
