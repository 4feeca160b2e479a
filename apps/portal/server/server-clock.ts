import { useEffect, useState } from 'react';
import { SLOT_MS } from '#energy';
import { followed, useFollowed } from './session-state.js';

/** What the server said of the market's time, and when this device heard it. */
export interface ServerTime {
  readonly nowMs: number;
  /** Milliseconds of the market in one of the device; 0: it stands still. */
  readonly speed: number;
  /** True in a demonstration with invented people. */
  readonly demonstration: boolean;
}

interface Heard extends ServerTime {
  /** By a clock of the device that nobody sets. */
  readonly heardAtMs: number;
}

const heard = followed<Heard | null>(null);

/** Takes what the server says of the time. */
export function hearTime(time: ServerTime): void {
  heard.set({ ...time, heardAtMs: performance.now() });
}

/** The market's time now, whatever the device's clock says; undefined until the server has told it. */
export function marketNowMs(): number | undefined {
  const time = heard.get();
  return time === null ? undefined : Math.round(time.nowMs + (performance.now() - time.heardAtMs) * time.speed);
}

/** The market's time at an instant of the device's own clock, which may be wrong: only how long ago it was is believed. */
export function marketTimeOf(deviceMs: number): number {
  const nowMs = marketNowMs();
  return nowMs === undefined ? deviceMs : nowMs - (Date.now() - deviceMs) * (heard.get()?.speed ?? 1);
}

/** How long a half hour of the market takes here, ms; 0 while its time stands still or is not known. */
export function slotDurationMs(): number {
  const speed = heard.get()?.speed ?? 0;
  return speed > 0 ? SLOT_MS / speed : 0;
}

/** {@link marketNowMs}, drawn again each second. */
export function useMarketNow(): number | undefined {
  const time = useFollowed(heard);
  const [, draw] = useState(0);
  useEffect(() => {
    if (time === null || time.speed === 0) return;
    const timer = setInterval(() => draw((count) => count + 1), 1000);
    return () => clearInterval(timer);
  }, [time]);
  return time === null ? undefined : marketNowMs();
}

/** True once the server has said that this is a demonstration. */
export function useIsDemonstration(): boolean {
  return useFollowed(heard)?.demonstration === true;
}
