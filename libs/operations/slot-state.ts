import type { SlotState } from './views.js';

/** Where the trading of a half hour stands. */
export type TradingState = Exclude<SlotState, 'settled' | 'anchored'>;

/** What a half hour's state follows from. */
export interface SlotFacts {
  /** As stored; undefined: never opened. */
  readonly stored: 'open' | 'closed' | undefined;
  /** Phase of its book in memory, if it is open. */
  readonly phase: string | undefined;
  readonly isSettled: boolean;
  readonly records: number;
  readonly confirmedRecords: number;
}

/** Where the trading of a half hour stands, for everybody. */
export function tradingStateOf({ stored, phase }: Pick<SlotFacts, 'stored' | 'phase'>): TradingState {
  if (stored === undefined) return 'notYet';
  if (stored === 'closed') return 'closed';
  if (phase === 'halted') return 'halted';
  return phase === 'preOpen' ? 'gathering' : 'open';
}

/** Where a half hour stands. */
export function slotStateOf({ isSettled, records, confirmedRecords, ...book }: SlotFacts): SlotState {
  const trading = tradingStateOf(book);
  if (trading !== 'closed') return trading;
  if (!isSettled) return 'closed';
  return records > 0 && records === confirmedRecords ? 'anchored' : 'settled';
}
