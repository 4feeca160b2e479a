import { Link } from 'react-router';
import type { TradeView } from '#resident';
import { Yen } from '../controls/figure.js';
import { kwh, price, signedYenExact } from '../format/figures.js';
import { slotName } from '../format/times.js';
import { useText } from '../shell/use-text.js';

const CHIPS: Readonly<Record<TradeView['status'], string>> = {
  planned: 'chip',
  traded: 'chip wait',
  delivering: 'chip wait',
  settled: 'chip good',
};

/** Trades as rows; each leads to its details once there is a trade. */
export function TradeList({ trades }: { readonly trades: readonly TradeView[] }) {
  return (
    <ul className="list">
      {trades.map((trade, index) => (
        <li key={`${trade.slot}.${trade.sequence ?? `planned-${index}`}`}>
          {trade.sequence === null ? (
            <div className="item">
              <Row trade={trade} />
            </div>
          ) : (
            <Link className="item" to={`/trades/${trade.slot}/${trade.sequence}`}>
              <Row trade={trade} />
            </Link>
          )}
        </li>
      ))}
    </ul>
  );
}

function Row({ trade }: { readonly trade: TradeView }) {
  const { t, language } = useText();
  return (
    <>
      <b>{slotName(trade.slot, language)}</b>
      <span className={CHIPS[trade.status]}>{t(`trades.${trade.status}`)}</span>
      <span className={trade.amountMillisen === null ? 'fine all' : 'fine'}>
        <span className={trade.side}>{t(`trades.${trade.side}`)}</span> {kwh(trade.allocatedWh ?? trade.energyWh, 2)}{' '}
        kWh · {price(trade.priceSen)} {t('market.perKwh')}
      </span>
      {trade.amountMillisen !== null && <Yen digits={signedYenExact(trade.amountMillisen)} />}
    </>
  );
}
