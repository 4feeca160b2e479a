import { slotEndMs, slotStartMs } from '#energy';
import { CORRECTION_DAYS } from '#joining';
import type { TradeStatus } from './views.js';

const DAY_MS = 24 * 60 * 60_000;

/** What decides how far a trade is. */
export interface TradeFacts {
  readonly slot: number;
  readonly nowMs: number;
  readonly isSettled: boolean;
  /** The readings of both meters are confirmed (確定使用量) or corrected after that, and it is settled by them. */
  readonly isConfirmed: boolean;
}

/**
 * 約定 until its half hour begins, 受渡 until it is settled by confirmed readings, then 確定; 確定 as well once no reading of the
 * half hour is taken any more ({@link CORRECTION_DAYS}). A settlement by provisional or substituted readings may still change. A
 * resting order is 予定 and not asked here.
 */
export function tradeStatus({ slot, nowMs, isSettled, isConfirmed }: TradeFacts): Exclude<TradeStatus, 'planned'> {
  if (nowMs < slotStartMs(slot)) return 'traded';
  const isFinal = isConfirmed || slotEndMs(slot) + CORRECTION_DAYS * DAY_MS < nowMs;
  return isSettled && isFinal ? 'settled' : 'delivering';
}
