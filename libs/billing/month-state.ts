import type { MonthState } from './views.js';

/** What decides where a month stands. */
export interface MonthFacts {
  readonly isConfigured: boolean;
  /** Its last day is past. */
  readonly isOver: boolean;
  /** Something keeps it from being closed. */
  readonly isLacking: boolean;
  /** State of its newest close; null if there is none. */
  readonly lastClose: 'files' | 'done' | null;
  /** Something that it rests on is another since that close: settlements, prices, or who had left. */
  readonly isChanged: boolean;
}

/** Where a month stands. A close that was broken off goes on whatever is lacking meanwhile: its statements are stored. */
export function monthStateOf({ isConfigured, isOver, isLacking, lastClose, isChanged }: MonthFacts): MonthState {
  if (!isConfigured) return 'notConfigured';
  if (lastClose === 'files') return 'brokenOff';
  if (lastClose === 'done' && !isChanged) return 'closed';
  if (!isOver) return 'notOver';
  if (isLacking) return 'lacking';
  return lastClose === 'done' ? 'changed' : 'ready';
}
