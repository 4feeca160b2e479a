import { addDays, SLOTS_PER_DAY, slotOf } from '#energy';
import { type Place, refusal } from './error.js';

/** A calendar date as `YYYY-MM-DD`; undefined if there is no such day. */
export function dayOfDate(year: number, month: number, day: number): string | undefined {
  if (year < 1970 || year > 9999) return undefined;
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined; // 30 February rolled over
  return date.toISOString().slice(0, 10);
}

/** Year, month, day, hour and minute of a wall clock. */
export type ClockTime = readonly [year: number, month: number, day: number, hour: number, minute: number];

/**
 * Follows the rows of a half-hourly file: every half hour of the wall clock once, in order, in whole days.
 * Each label is the start of its half hour.
 */
export class HalfHourSequence {
  private firstSlot = 0;
  private count = 0;

  /** Takes the next row's label, read as `time`. @throws IchienError HOUSEHOLD_TIME_INVALID */
  take(time: ClockTime | undefined, text: string, place: Place): void {
    const slot = time === undefined ? undefined : slotOfClock(time);
    if (slot === undefined) {
      throw refusal(
        'HOUSEHOLD_TIME_INVALID',
        place,
        `"${text}" is not the start of a half hour.`,
        'Give every half hour of the day.',
      );
    }
    if (this.count === 0) this.firstSlot = slot;
    if (slot !== this.firstSlot + this.count) {
      throw refusal(
        'HOUSEHOLD_TIME_INVALID',
        place,
        `"${text}" does not follow the row before it.`,
        'Give every half hour once, in order.',
      );
    }
    this.count++;
  }

  /** Ends the file and returns its first slot. @throws IchienError HOUSEHOLD_TIME_INVALID unless it has whole days */
  end(file: string): number {
    if (this.count === 0 || this.count % SLOTS_PER_DAY !== 0 || (this.firstSlot - MIDNIGHT) % SLOTS_PER_DAY !== 0) {
      throw refusal(
        'HOUSEHOLD_TIME_INVALID',
        { file },
        `its ${this.count} half hours are not whole days from 0:00.`,
        'Cut it at midnight.',
      );
    }
    return this.firstSlot;
  }
}

const MIDNIGHT = slotOf('1970-01-02');

function slotOfClock([year, month, day, hour, minute]: ClockTime): number | undefined {
  const date = dayOfDate(year, month, day);
  if (date === undefined || hour > 23 || (minute !== 0 && minute !== 30)) return undefined;
  return slotOf(date, hour * 2 + minute / 30 + 1);
}

/** The first day that ascending `days` leave out; undefined if they leave out none. */
export function missingDay(days: readonly string[]): string | undefined {
  for (let i = 1; i < days.length; i++) {
    const expected = addDays(days[i - 1]!, 1);
    if (days[i] !== expected) return expected;
  }
  return undefined;
}
