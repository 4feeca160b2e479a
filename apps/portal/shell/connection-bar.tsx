import { onlineManager } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { useText } from './use-text.js';

const subscribe = (listener: () => void) => onlineManager.subscribe(listener);

/** Says that there is no network; figures on the page stay as they were. */
export function ConnectionBar() {
  const { t } = useText();
  const isOnline = useSyncExternalStore(subscribe, () => onlineManager.isOnline());
  return <div role="status">{!isOnline && <p className="message offline">{t('app.offline')}</p>}</div>;
}
