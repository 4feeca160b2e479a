import { slotTime } from '../format/times.js';
import { useMarketNow } from '../server/server-clock.js';
import { useText } from './use-text.js';

/** Time left to a gate closure, always in view of who runs the market. */
export function Countdown({ slot, atMs }: { readonly slot: number; readonly atMs: number }) {
  const { t } = useText();
  const nowMs = useMarketNow();
  if (nowMs === undefined) return null;
  return (
    <span className="countdown" role="timer">
      {t('app.nextClosure', { slot: slotTime(slot) })} <b>{timeLeft(atMs - nowMs)}</b>
    </span>
  );
}

/** `1:02:03`, `12:34`; never below zero. */
export function timeLeft(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
