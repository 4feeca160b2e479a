import { slotStartMs } from '#energy';
import type { TradeStatus } from './views.js';

/** What decides how far a trade is. */
export interface TradeFacts {
  readonly slot: number;
  readonly nowMs: number;
  /** Newest settlement of the slot, if there is one. */
  readonly version: number | null;
}

/** 約定 until its half hour begins, 受渡 until it is settled, then 確定. A resting order is 予定 and not asked here. */
export function tradeStatus({ slot, nowMs, version }: TradeFacts): Exclude<TradeStatus, 'planned'> {
  if (version !== null) return 'settled';
  return nowMs < slotStartMs(slot) ? 'traded' : 'delivering';
}
