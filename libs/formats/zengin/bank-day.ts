import { addDays, weekdayOf } from '#energy';
import { isNationalHoliday } from '#tariff';

/** December 31 and the first three days of the year (銀行法施行令 第5条 [OK]); Saturdays, Sundays and national holidays come to them. */
const CLOSED_DAYS = ['12-31', '01-01', '01-02', '01-03'];

/** Whether banks work on a JST day. @throws IchienError DAY_INVALID, HOLIDAYS_UNKNOWN outside the years whose holidays are known */
export function isBankDay(day: string): boolean {
  const weekday = weekdayOf(day);
  return weekday !== 0 && weekday !== 6 && !CLOSED_DAYS.includes(day.slice(5)) && !isNationalHoliday(day);
}

/** The day on which banks work for the `count`-th time after `day`; `day` itself for 0. @throws IchienError as {@link isBankDay} */
export function bankDaysAfter(day: string, count: number): string {
  let found = addDays(day, 0);
  for (let left = count; left > 0; ) {
    found = addDays(found, 1);
    if (isBankDay(found)) left--;
  }
  return found;
}
