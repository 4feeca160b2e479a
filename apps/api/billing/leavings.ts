import { dayOf } from '#energy';
import type { Participant } from '../participants/participant.entity.js';
import type { Month } from './month-of.js';

/** When a household's contract ends. */
export interface Leaving {
  /** JST day on which its membership ends. */
  readonly leftDay: string;
  /** Its last day of the month. Absent if it left before the month. */
  readonly lastDay?: string;
}

/** Those whose membership has an end, by participant. */
export function leavingsOf(
  participants: readonly Pick<Participant, 'participantId' | 'untilSlot'>[],
  { fromDay, toDay }: Pick<Month, 'fromDay' | 'toDay'>,
): ReadonlyMap<string, Leaving> {
  const leavings = new Map<string, Leaving>();
  for (const { participantId, untilSlot } of participants) {
    if (untilSlot === null) continue;
    const leftDay = dayOf(untilSlot - 1);
    const lastDay = leftDay < toDay ? leftDay : toDay;
    leavings.set(participantId, { leftDay, ...(leftDay >= fromDay && { lastDay }) });
  }
  return leavings;
}
