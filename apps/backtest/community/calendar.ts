import { SLOTS_PER_DAY, slotOf } from '#energy';
import { communityError } from './error.js';

/** The JST days that a community is laid out on. */
export interface Calendar {
  /** First day, `YYYY-MM-DD`. */
  readonly firstDay: string;
  readonly days: number;
}

/** About ten years in one run. */
export const MAX_CALENDAR_DAYS = 3660;

/** First slot and number of slots of a calendar. @throws IchienError COMMUNITY_CALENDAR_INVALID, DAY_INVALID */
export function slotsOfCalendar(calendar: Calendar): { readonly firstSlot: number; readonly slots: number } {
  if (!Number.isInteger(calendar.days) || calendar.days < 1 || calendar.days > MAX_CALENDAR_DAYS) {
    throw communityError(
      'COMMUNITY_CALENDAR_INVALID',
      `${calendar.days} is no number of days.`,
      `Ask for 1 to ${MAX_CALENDAR_DAYS} days.`,
      { days: String(calendar.days) },
    );
  }
  return { firstSlot: slotOf(calendar.firstDay), slots: calendar.days * SLOTS_PER_DAY };
}
