import { onlineManager } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { clock } from '../format/times.js';
import { refusalOf } from '../server/refusal-of.js';
import { marketTimeOf } from '../server/server-clock.js';
import { useText } from '../shell/use-text.js';
import { Action } from './action.js';

/** A query, whether it comes in pages or not. */
interface Query<Data> {
  readonly data: Data | undefined;
  readonly error: Error | null;
  readonly isRefetchError: boolean;
  readonly dataUpdatedAt: number;
  refetch(): unknown;
}

/** What came from the server, in each of its states: on its way, failed, old (and since when), here. */
export function Loaded<Data>(props: { readonly query: Query<Data>; readonly children: (data: Data) => ReactNode }) {
  const { query, children } = props;
  const { t, language } = useText();
  if (query.data !== undefined) {
    return (
      <>
        {query.isRefetchError && onlineManager.isOnline() && (
          <p className="message" role="status">
            {t('app.stale', { time: clock(marketTimeOf(query.dataUpdatedAt)) })}{' '}
            <button type="button" className="link" onClick={() => void query.refetch()}>
              {t('app.retry')}
            </button>
          </p>
        )}
        {children(query.data)}
      </>
    );
  }
  if (query.error !== null) {
    return (
      <div className="empty" role="alert">
        <p>{t('app.failed')}</p>
        <p className="note">{refusalOf(query.error, language)}</p>
        <Action kind="plain" narrow onPress={() => void query.refetch()}>
          {t('app.retry')}
        </Action>
      </div>
    );
  }
  return <Waiting />;
}

/** A place that fills soon. */
export function Waiting() {
  const { t } = useText();
  return (
    <div className="waiting" role="status">
      <span className="only-heard">{t('app.loading')}</span>
    </div>
  );
}
