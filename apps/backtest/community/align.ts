import { SLOTS_PER_DAY } from '#energy';
import type { Hemisphere, MeterSeries } from '#formats';
import { type Calendar, slotsOfCalendar } from './calendar.js';

const DAYS_PER_YEAR = 365.2425;
const DAYS_PER_WEEK = 7;
const WEEKS_PER_YEAR = 52;

/**
 * Lays a series out on another calendar. Each day is taken from the day of the series with the same weekday that is
 * nearest in the season, never more than five days off: a year of data wraps around by 52 weeks, and a series of the
 * southern hemisphere is shifted by half a year (26 weeks).
 *
 * @returns undefined if the series has no such day for one of the calendar's days
 * @throws IchienError COMMUNITY_CALENDAR_INVALID, DAY_INVALID
 */
export function alignTo(series: MeterSeries, hemisphere: Hemisphere, calendar: Calendar): MeterSeries | undefined {
  const { firstSlot, slots } = slotsOfCalendar(calendar);
  const exportWh = new Int32Array(slots);
  const importWh = new Int32Array(slots);
  const daysApart = (firstSlot - series.firstSlot) / SLOTS_PER_DAY;
  const seriesDays = series.exportWh.length / SLOTS_PER_DAY;
  const shifts = weekShifts(daysApart - seriesDays, daysApart + calendar.days, hemisphere);

  for (let day = 0; day < calendar.days; day++) {
    const sources = shifts.map((weeks) => day + daysApart - weeks * DAYS_PER_WEEK);
    const source = sources.find((sourceDay) => sourceDay >= 0 && sourceDay < seriesDays);
    if (source === undefined) return undefined;
    const from = source * SLOTS_PER_DAY;
    exportWh.set(series.exportWh.subarray(from, from + SLOTS_PER_DAY), day * SLOTS_PER_DAY);
    importWh.set(series.importWh.subarray(from, from + SLOTS_PER_DAY), day * SLOTS_PER_DAY);
  }
  return { ...series, firstSlot, exportWh, importWh };
}

/**
 * The shifts in weeks, between two bounds in days, that keep the season; the best first. Whole years (from south to
 * north half a year more) rounded to weeks are at most 3.5 days off. A year of data is shorter than the 53 weeks between
 * some of them, so 52 weeks before and after each are allowed too.
 */
function weekShifts(fromDays: number, toDays: number, hemisphere: Hemisphere): readonly number[] {
  const seasonDays = hemisphere === 'south' ? DAYS_PER_YEAR / 2 : 0;
  const errors = new Map<number, number>();
  const lastYear = Math.ceil(toDays / DAYS_PER_YEAR);
  for (let year = Math.floor(fromDays / DAYS_PER_YEAR) - 1; year <= lastYear; year++) {
    const exactWeeks = (year * DAYS_PER_YEAR + seasonDays) / DAYS_PER_WEEK;
    for (const turns of [-1, 0, 1]) {
      const weeks = Math.round(exactWeeks) + turns * WEEKS_PER_YEAR;
      const error = Math.abs(weeks - exactWeeks - (turns * DAYS_PER_YEAR) / DAYS_PER_WEEK);
      errors.set(weeks, Math.min(error, errors.get(weeks) ?? error));
    }
  }
  return [...errors.keys()].sort((a, b) => errors.get(a)! - errors.get(b)! || a - b);
}
