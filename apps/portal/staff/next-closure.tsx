import { dayOf, slotAt } from '#energy';
import { useSlots } from '../server/operations.js';
import { useMarketNow } from '../server/server-clock.js';
import { Countdown } from '../shell/countdown.js';

/** The countdown for those without an overview: the first open book of today. */
export function NextClosure() {
  const nowMs = useMarketNow();
  const slots = useSlots(nowMs === undefined ? undefined : dayOf(slotAt(nowMs)));
  const next = slots.data?.slots.find(({ state }) => state === 'open' || state === 'halted');
  return next === undefined ? null : <Countdown slot={next.slot} atMs={next.gateClosureMs} />;
}
