import { slotEndMs } from '#energy';
import type { Notice } from './views.js';

/** How far back notices look. */
export const NOTICE_DAYS = 31;

/** What notices are made of. All of one household, within {@link NOTICE_DAYS}. */
export interface NoticeFacts {
  readonly nowMs: number;
  readonly automatic: boolean;
  /** Corrections that changed this household's money. */
  readonly corrections: readonly {
    readonly slot: number;
    readonly version: number;
    readonly settledAtMs: number;
    readonly amountMillisen: number;
  }[];
  /** Half hours that were settled without a reading of its meter, ascending. */
  readonly missingSlots: readonly number[];
}

/** What the resident should know, newest first: nothing is said that needs no attention. */
export function noticesFrom({ nowMs, automatic, corrections, missingSlots }: NoticeFacts): Notice[] {
  const notices: Notice[] = corrections.map(({ settledAtMs, ...correction }) => {
    return { type: 'corrected', atMs: settledAtMs, ...correction };
  });
  const [fromSlot] = missingSlots;
  if (fromSlot !== undefined) {
    const atMs = slotEndMs(missingSlots.at(-1)!);
    notices.push({ type: 'readingsMissing', atMs, slots: missingSlots.length, fromSlot });
  }
  if (!automatic) notices.push({ type: 'paused', atMs: nowMs });
  return notices.sort((a, b) => b.atMs - a.atMs);
}
