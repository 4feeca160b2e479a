import { useQuery } from '@tanstack/react-query';
import { moment } from '../format/times.js';
import { request } from '../server/request.js';
import { useIsDemonstration, useMarketNow } from '../server/server-clock.js';
import { useText } from './use-text.js';

/** Says that people and their days are invented, and what time it is among them. */
export function DemonstrationBanner() {
  const { t, language } = useText();
  const isDemonstration = useIsDemonstration();
  const nowMs = useMarketNow();
  if (!isDemonstration || nowMs === undefined) return null;
  return (
    <p className="demonstration">
      {t('app.demonstration')} <b>{moment(nowMs, language)}</b>
    </p>
  );
}

/** The same at the door, where there is no stream yet: before anybody gives a real name or password. */
export function DemonstrationDoor() {
  const { t } = useText();
  const isHeard = useMarketNow() !== undefined;
  const status = useQuery({
    queryKey: ['status'],
    queryFn: () => request<{ demonstration: boolean }>('GET', '/health/status'),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (isHeard || status.data?.demonstration !== true) return null;
  return <p className="demonstration">{t('app.demonstrationDoor')}</p>;
}
