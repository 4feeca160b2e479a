import { IchienError } from '#energy';
import type { SettlementErrorCode } from './error.js';

/** Refuses a list that is longer than its limit. @throws IchienError INPUT_TOO_LARGE */
export function checkCount(items: string, count: number, max: number): void {
  if (count > max) {
    throw new IchienError<SettlementErrorCode>(
      'INPUT_TOO_LARGE',
      `${count} ${items} are too many for one slot.`,
      `Give at most ${max}; a larger community is split into areas.`,
      { items, count },
    );
  }
}
