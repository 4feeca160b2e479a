import { dayOf, slotAt, slotEndMs, slotStartMs, weekdayOf } from '#energy';
import type { Language } from '../text/catalogue.js';

const WEEKDAYS: Readonly<Record<Language, readonly string[]>> = {
  ja: ['日', '月', '火', '水', '木', '金', '土'],
  en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
};
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const JST_MS = 9 * 3_600_000;

/** Time of day in Japan: `18:30`. The device's own zone never matters. */
export function clock(ms: number): string {
  return new Date(ms + JST_MS).toISOString().slice(11, 16);
}

/** `11月21日（土）`, `Sat 21 Nov`. @param day `YYYY-MM-DD` */
export function dayName(day: string, language: Language): string {
  const [month, date] = [Number(day.slice(5, 7)), Number(day.slice(8, 10))];
  const weekday = WEEKDAYS[language][weekdayOf(day)]!;
  return language === 'ja' ? `${month}月${date}日（${weekday}）` : `${weekday} ${date} ${MONTHS[month - 1]}`;
}

/** With its year, for days that are far: `2028年11月21日（火）`, `Tue 21 Nov 2028`. @param day `YYYY-MM-DD` */
export function fullDayName(day: string, language: Language): string {
  const name = dayName(day, language);
  return language === 'ja' ? `${day.slice(0, 4)}年${name}` : `${name} ${day.slice(0, 4)}`;
}

/** `2026年11月`, `Nov 2026`. @param month `YYYY-MM...` */
export function monthName(month: string, language: Language): string {
  const [year, number] = [month.slice(0, 4), Number(month.slice(5, 7))];
  return language === 'ja' ? `${year}年${number}月` : `${MONTHS[number - 1]} ${year}`;
}

/** `2026年`, `2026`. */
export function yearName(year: string, language: Language): string {
  return language === 'ja' ? `${year.slice(0, 4)}年` : year.slice(0, 4);
}

/** A half hour: `12:00–12:30`. */
export function slotTime(slot: number): string {
  // Midnight at the end of a day is 24:00, as the trade writes it.
  const end = clock(slotEndMs(slot));
  return `${clock(slotStartMs(slot))}\u2013${end === '00:00' ? '24:00' : end}`;
}

/** A half hour with its day: `11月20日（金） 12:00–12:30`. */
export function slotName(slot: number, language: Language): string {
  return `${dayName(dayOf(slot), language)} ${slotTime(slot)}`;
}

/** An instant with its day: `11月21日（土） 18:30`. */
export function moment(ms: number, language: Language): string {
  return `${dayName(dayOf(slotAt(ms)), language)} ${clock(ms)}`;
}
