import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { amountMillisen } from '#energy';
import type { TradeStatus, TradeView } from '#resident';
import { Energy, Yen } from '../controls/figure.js';
import { Loaded } from '../controls/loaded.js';
import { price, shortName, signedYenExact } from '../format/figures.js';
import { slotName } from '../format/times.js';
import { tradeQuery } from '../server/resident.js';
import { usePoint } from '../shell/use-point.js';
import { useText } from '../shell/use-text.js';
import { VerifyTrade } from './verify-trade.js';

const STAGES: readonly TradeStatus[] = ['planned', 'traded', 'delivering', 'settled'];

/** One trade, and its proof. */
// biome-ignore lint/style/noDefaultExport: React.lazy asks for one
export default function TradeScreen() {
  const { t } = useText();
  const { pointId } = usePoint();
  const { slot = '', sequence = '' } = useParams();
  const trade = useQuery(tradeQuery(pointId, slot, sequence));
  return (
    <>
      <p>
        <Link to="/trades">‹ {t('trades.title')}</Link>
      </p>
      <Loaded query={trade}>{(view) => <Details trade={view} />}</Loaded>
    </>
  );
}

function Details({ trade }: { readonly trade: TradeView }) {
  const { t, language } = useText();
  const { area } = usePoint();
  return (
    <div className="appear">
      <h1>{slotName(trade.slot, language)}</h1>
      <p className="answer">
        <Energy wh={trade.allocatedWh ?? trade.energyWh} decimals={2} />
        <small> {t(trade.side === 'sell' ? 'trades.sold' : 'trades.bought')}</small>
      </p>
      <p className="note">
        {price(trade.priceSen)} {t('market.perKwh')}
      </p>
      <VerifyTrade trade={trade} />
      <section className="card">
        <h2>{t('trades.detail')}</h2>
        <div className="row">
          <span>{t('trades.status')}</span>
          <ol className="stages">
            {STAGES.map((stage) => (
              <li key={stage} {...(stage === trade.status && { 'aria-current': 'step' as const })}>
                {t(`trades.${stage}`)}
              </li>
            ))}
          </ol>
        </div>
        {trade.version !== null && trade.status !== 'settled' && <p className="note">{t('trades.mayChange')}</p>}
        <div className="row">
          <span>{t('trades.energy')}</span>
          <Energy wh={trade.energyWh} decimals={2} />
        </div>
        {trade.allocatedWh !== null && (
          <div className="row">
            <span>{t('trades.allocated')}</span>
            <Energy wh={trade.allocatedWh} decimals={2} />
          </div>
        )}
        {trade.amountMillisen !== null && (
          <div className="row">
            <span>{t('trades.amount')}</span>
            <Yen digits={signedYenExact(trade.amountMillisen)} />
          </div>
        )}
        {trade.premiumSen !== null && trade.premiumSen > 0 && (
          <div className="row">
            <span>{t('trades.premium', { price: price(trade.premiumSen) })}</span>
            <Yen digits={signedYenExact(amountMillisen(trade.allocatedWh ?? trade.energyWh, -trade.premiumSen))} />
          </div>
        )}
        {trade.counterpart !== null && (
          <div className="row">
            <span>{t('trades.counterpart')}</span>
            <span>{t('trades.anonymous', { area: area[language], name: shortName(trade.counterpart) })}</span>
          </div>
        )}
        {trade.version !== null && trade.version > 1 && (
          <div className="row">
            <span>{t('trades.version')}</span>
            <span>{t('trades.versionText', { version: trade.version })}</span>
          </div>
        )}
        <div className="row">
          <span>{t('trades.privacy')}</span>
          <span>{t('trades.privacyText')}</span>
        </div>
      </section>
    </div>
  );
}
