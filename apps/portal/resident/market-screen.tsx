import { useState } from 'react';
import { addDays, dayOf, slotAt, slotOf } from '#energy';
import type { MarketSlotView, MarketView } from '#resident';
import { PriceLine } from '../charts/price-line.js';
import { Choice } from '../controls/choice.js';
import { Energy } from '../controls/figure.js';
import { Loaded } from '../controls/loaded.js';
import { kwh, price } from '../format/figures.js';
import { dayName, slotTime } from '../format/times.js';
import { useHome, useMarket } from '../server/resident.js';
import { useMarketNow } from '../server/server-clock.js';
import { usePoint } from '../shell/use-point.js';
import { useText } from '../shell/use-text.js';
import { HOUR_MARKS } from './hour-marks.js';
import { SlotBook } from './slot-book.js';

/** F5: prices of a day, one's own part, and the book of a half hour in plain words or as it is. */
// biome-ignore lint/style/noDefaultExport: React.lazy asks for one
export default function MarketScreen() {
  const { t } = useText();
  const { pointId } = usePoint();
  const home = useHome(pointId);
  const [which, setWhich] = useState<'today' | 'tomorrow'>('today');
  const today = home.data === undefined ? undefined : dayOf(slotAt(home.data.nowMs));
  const day = today === undefined ? undefined : which === 'today' ? today : addDays(today, 1);
  const market = useMarket(pointId, day);
  return (
    <>
      <h1>{t('market.title')}</h1>
      <Choice
        label={t('market.title')}
        labelHidden
        look="segments"
        value={which}
        onChange={setWhich}
        options={[
          { value: 'today', label: t('market.today') },
          { value: 'tomorrow', label: t('market.tomorrow') },
        ]}
      />
      <Loaded query={market}>{(view) => <Market key={view.day} view={view} />}</Loaded>
    </>
  );
}

function Market({ view }: { readonly view: MarketView }) {
  const { t, language } = useText();
  const traded = view.slots.filter(({ meanPriceSen }) => meanPriceSen !== null);
  const nowIndex = slotAt(view.nowMs) - slotOf(view.day);
  // What is traded now is what was agreed last: the newest half hour with a price.
  const shown = traded.findLast(({ phase }) => phase === 'open') ?? traded.at(-1);
  return (
    <div className="appear">
      <p className="note">
        {dayName(view.day, language)} {t('market.lead')}
        {shown !== undefined && `（${slotTime(shown.slot)}）`}
      </p>
      <p className="answer">
        {shown === undefined ? (
          t('market.none')
        ) : (
          <>
            {price(shown.meanPriceSen ?? 0)}
            <small> {t('market.perKwh')}</small>
          </>
        )}
      </p>
      <p className="note">
        {t('market.window', { sell: price(view.postFitPriceSen), buy: price(view.breakEvenPriceSen) })}
      </p>
      <section className="card">
        <h2>{t('market.chart')}</h2>
        {traded.length === 0 ? (
          <p className="note">{t('market.noTrades')}</p>
        ) : (
          <PriceLine
            points={view.slots.map(({ slot, meanPriceSen, tradedWh, soldWh, boughtWh }) => ({
              key: slot,
              priceSen: meanPriceSen,
              volumeWh: tradedWh,
              ownWh: soldWh + boughtWh,
            }))}
            unit={t('app.yen')}
            label={describe(traded, t)}
            marks={HOUR_MARKS}
            now={nowIndex >= 0 && nowIndex < 48 ? nowIndex : undefined}
          />
        )}
      </section>
      <SlotPart view={view} nowIndex={nowIndex} />
    </div>
  );
}

function describe(traded: readonly MarketSlotView[], t: ReturnType<typeof useText>['t']): string {
  const prices = traded.map(({ meanPriceSen }) => meanPriceSen ?? 0);
  return t('market.describe', {
    slots: traded.length,
    high: price(Math.max(...prices)),
    low: price(Math.min(...prices)),
  });
}

function isTaking({ phase }: MarketSlotView): boolean {
  return phase === 'open' || phase === 'gathering';
}

/** One half hour, chosen by the reader; at first the next one that still takes orders. */
function SlotPart({ view, nowIndex }: { readonly view: MarketView; readonly nowIndex: number }) {
  const { t } = useText();
  const first = view.slots.find(isTaking) ?? view.slots[Math.min(47, Math.max(0, nowIndex))];
  const [chosen, setChosen] = useState(first?.slot);
  const slot = view.slots.find((each) => each.slot === chosen) ?? first;
  if (slot === undefined) return null;
  return (
    <section className="card">
      <div className="field">
        <label htmlFor="market-slot">{t('market.slot')}</label>
        <select id="market-slot" value={slot.slot} onChange={(event) => setChosen(Number(event.target.value))}>
          {view.slots.map((each) => (
            <option key={each.slot} value={each.slot}>
              {slotTime(each.slot)}{' '}
              {each.meanPriceSen === null ? '—' : `${price(each.meanPriceSen)} ${t('market.perKwh')}`}
            </option>
          ))}
        </select>
      </div>
      <div className="row">
        <span>{t('market.traded')}</span>
        <Energy wh={slot.tradedWh} />
      </div>
      <div className="row">
        <span>{t('market.mine')}</span>
        <span>
          <span className="sell">
            {t('trades.sell')} {kwh(slot.soldWh, 2)}
          </span>
          {' / '}
          <span className="buy">
            {t('trades.buy')} {kwh(slot.boughtWh, 2)}
          </span>{' '}
          kWh
        </span>
      </div>
      <div className="row">
        <span>{t('trades.status')}</span>
        <Closing slot={slot} seenMs={view.nowMs} />
      </div>
      {isTaking(slot) && <SlotBook slot={slot.slot} />}
      {slot.phase === 'halted' && <p className="note">{t('market.haltedNote')}</p>}
      {slot.phase === 'gathering' && <p className="note">{t('market.gatheringNote')}</p>}
    </section>
  );
}

function Closing({ slot, seenMs }: { readonly slot: MarketSlotView; readonly seenMs: number }) {
  const { t } = useText();
  const nowMs = useMarketNow() ?? seenMs;
  if (slot.phase === 'halted') return <span className="chip bad">{t('market.halted')}</span>;
  if (slot.phase === 'closed' || slot.phase === 'notYet') {
    return <span className="chip">{t(`market.${slot.phase}`)}</span>;
  }
  const minutes = Math.max(0, Math.floor((slot.gateClosureMs - nowMs) / 60_000));
  const time =
    minutes < 60
      ? t('market.minutes', { minutes })
      : t('market.hours', { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
  return <span className="chip good">{t('market.closesIn', { time })}</span>;
}
