import { Action } from '../controls/action.js';
import { Waiting } from '../controls/loaded.js';
import { useTrades } from '../server/resident.js';
import { usePoint } from '../shell/use-point.js';
import { useText } from '../shell/use-text.js';
import { TradeList } from './trade-list.js';

/** F7: own trades with how far each is. */
// biome-ignore lint/style/noDefaultExport: React.lazy asks for one
export default function TradesScreen() {
  const { t } = useText();
  const { pointId } = usePoint();
  const pages = useTrades(pointId);
  const trades = pages.data?.pages.flatMap((page) => page.trades);
  const ahead = trades?.filter(({ status }) => status === 'planned' || status === 'traded').length ?? 0;
  return (
    <>
      <h1>{t('trades.title')}</h1>
      {trades === undefined && !pages.isError && <Waiting />}
      {trades === undefined && pages.isError && (
        <div className="empty" role="alert">
          <p>{t('app.failed')}</p>
          <Action kind="plain" narrow onPress={() => void pages.refetch()}>
            {t('app.retry')}
          </Action>
        </div>
      )}
      {trades !== undefined && (
        <div className="appear">
          {trades.length > 0 && (
            <p className="answer answer-words">
              {ahead > 0 ? t('trades.ahead', { count: ahead }) : t('trades.allDone')}
            </p>
          )}
          {trades.length === 0 ? (
            <p className="empty">{t('trades.none')}</p>
          ) : (
            <section className="card">
              <TradeList trades={trades} />
            </section>
          )}
          {pages.hasNextPage && (
            <Action kind="plain" busy={pages.isFetchingNextPage} onPress={() => void pages.fetchNextPage()}>
              {t('app.more')}
            </Action>
          )}
        </div>
      )}
    </>
  );
}
