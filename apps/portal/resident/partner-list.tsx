import { Link } from 'react-router';
import type { TradeView } from '#resident';
import { Energy } from '../controls/figure.js';
import { price, shortName } from '../format/figures.js';
import { slotTime } from '../format/times.js';
import { usePoint } from '../shell/use-point.js';
import { useText } from '../shell/use-text.js';

/** The neighbours of a day, each under the name of its half hour, with the way to the proof. */
export function PartnerList(props: { readonly trades: readonly TradeView[]; readonly side: 'buy' | 'sell' }) {
  const { t, language } = useText();
  const { area } = usePoint();
  const settled = props.trades.filter(({ side, allocatedWh }) => side === props.side && (allocatedWh ?? 0) > 0);
  return (
    <section className="card">
      <h2>{t('origin.list')}</h2>
      <p className="note">{t(settled.length === 0 ? 'origin.none' : 'origin.privacy')}</p>
      <ul className="list">
        {settled.map((trade) => (
          <li key={`${trade.slot}.${trade.sequence}`}>
            <Link className="item" to={`/trades/${trade.slot}/${trade.sequence}`}>
              <b>
                {t(props.side === 'buy' ? 'origin.seller' : 'origin.buyer', {
                  area: area[language],
                  name: shortName(trade.counterpart ?? ''),
                })}
              </b>
              <b>
                <Energy wh={trade.allocatedWh ?? 0} decimals={2} />
              </b>
              <span className="note">{slotTime(trade.slot)}</span>
              <span className="note">
                {price(trade.priceSen)} {t('market.perKwh')}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
