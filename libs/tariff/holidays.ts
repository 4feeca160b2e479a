import { addDays, slotOf, weekdayOf } from '#energy';
import type { HolidayRule } from './tariff.js';
import { tariffError } from './tariff-error.js';

/** First and last year whose national holidays are known: the law as it stands since 2022, equinoxes by formula to 2099. */
export const HOLIDAY_YEARS = { first: 2022, last: 2099 } as const;

/** Fixed days of 国民の祝日に関する法律, article 2. */
const FIXED = ['01-01', '02-11', '02-23', '04-29', '05-03', '05-04', '05-05', '08-11', '11-03', '11-23'];
/** Happy Mondays: month and which Monday. */
const MONDAYS: Readonly<Record<string, number>> = { '01': 2, '07': 3, '09': 3, '10': 2 };

/**
 * Whether a day is a national holiday (休日) by law: a holiday of article 2, the first other day after one that falls on a
 * Sunday (3-2), or a day between two holidays (3-3).
 *
 * The equinoxes follow the formula of 新こよみ便利帳 [ST: koyomi8.com, mt-megami.com/article/2832241] H; the day that holds
 * is the one in the official gazette of the February before.
 *
 * @param day JST day, `YYYY-MM-DD`
 * @throws IchienError HOLIDAYS_UNKNOWN, DAY_INVALID
 */
export function isNationalHoliday(day: string): boolean {
  assertKnownYear(day);
  if (isNamedHoliday(day)) return true;
  if (isNamedHoliday(addDays(day, -1)) && isNamedHoliday(addDays(day, 1))) return true;
  for (let before = addDays(day, -1); isNamedHoliday(before); before = addDays(before, -1)) {
    if (weekdayOf(before) === 0) return true;
  }
  return false;
}

/** Whether a tariff counts a day as a holiday (休日扱い日). @throws IchienError HOLIDAYS_UNKNOWN, DAY_INVALID */
export function isTariffHoliday(day: string, rule: HolidayRule): boolean {
  const weekday = weekdayOf(day);
  return (
    (rule.saturdays && weekday === 6) ||
    (rule.sundays && weekday === 0) ||
    rule.dates.includes(day.slice(5)) ||
    (rule.national && isNationalHoliday(day))
  );
}

function isNamedHoliday(day: string): boolean {
  const year = Number(day.slice(0, 4));
  const month = day.slice(5, 7);
  const dayOfMonth = Number(day.slice(8));
  if (FIXED.includes(day.slice(5))) return true;
  if (weekdayOf(day) === 1 && MONDAYS[month] === Math.ceil(dayOfMonth / 7)) return true;
  // Millionths of a day, so that no float decides a date.
  if (month === '03') return dayOfMonth === equinox(20_843_100, year);
  if (month === '09') return dayOfMonth === equinox(23_248_800, year);
  return false;
}

function equinox(in1980: number, year: number): number {
  const years = year - 1980;
  return Math.floor((in1980 + 242_194 * years) / 1_000_000) - Math.floor(years / 4);
}

function assertKnownYear(day: string): void {
  slotOf(day); // refuses what is no day
  const year = Number(day.slice(0, 4));
  if (year < HOLIDAY_YEARS.first || year > HOLIDAY_YEARS.last) {
    throw tariffError(
      'HOLIDAYS_UNKNOWN',
      `The national holidays of ${year} are not known.`,
      `Ask for ${HOLIDAY_YEARS.first} to ${HOLIDAY_YEARS.last}; 2019 to 2021 had holidays by special law.`,
      { day },
    );
  }
}
