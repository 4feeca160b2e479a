import { onlineManager } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { clock } from '../format/times.js';
import { useFollowed } from '../server/session-state.js';
import { connection } from '../server/stream.js';
import { useText } from './use-text.js';

const subscribe = (listener: () => void) => onlineManager.subscribe(listener);

/** Says that there is no network, or that the server is silent and since when; figures on the page stay as they were. */
export function ConnectionBar() {
  const { t } = useText();
  const isOnline = useSyncExternalStore(subscribe, () => onlineManager.isOnline());
  const line = useFollowed(connection);
  return (
    <div role="status" className="connection">
      {!isOnline && <p className="message offline">{t('app.offline')}</p>}
      {isOnline && line.state === 'lost' && (
        <p className="message offline">
          {t('app.reconnecting')}
          {line.lastMs !== undefined && ` ${t('app.lastHeard', { time: clock(line.lastMs) })}`}
        </p>
      )}
    </div>
  );
}
