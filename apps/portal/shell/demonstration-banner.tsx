import { moment } from '../format/times.js';
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
