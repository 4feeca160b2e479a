import type { SlotState } from './views.js';

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

/** Where a half hour stands. */
export function slotStateOf({ stored, phase, isSettled, records, confirmedRecords }: SlotFacts): SlotState {
  if (stored === undefined) return 'notYet';
  if (stored === 'open') {
    if (phase === 'halted') return 'halted';
    return phase === 'preOpen' ? 'gathering' : 'open';
  }
  if (!isSettled) return 'closed';
  return records > 0 && records === confirmedRecords ? 'anchored' : 'settled';
}
