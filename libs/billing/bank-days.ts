import { addDays, weekdayOf } from '#energy';
import { isNationalHoliday } from '#tariff';
import { assertDay, billingError } from './billing-error.js';

/** Longest search for a bank business day: the longest closure is the new year's, of up to nine days with weekends. */
const MAX_CLOSED_DAYS = 15;

/**
 * Whether banks are open: not on Saturdays, Sundays, national holidays and from 31 December to 3 January (銀行法 15条, 銀行法施行令 5条).
 *
 * @throws IchienError DAY_INVALID, HOLIDAYS_UNKNOWN
 */
export function isBankDay(day: string): boolean {
  const weekday = weekdayOf(day);
  const monthDay = day.slice(5);
  if (weekday === 0 || weekday === 6 || monthDay >= '12-31' || monthDay <= '01-03') return false;
  return !isNationalHoliday(day);
}

/** The day itself, or the first bank day after it (`next`) or before it (`previous`). @throws as {@link isBankDay} */
export function bankDayAt(day: string, roll: 'next' | 'previous'): string {
  assertDay(day);
  const step = roll === 'next' ? 1 : -1;
  let candidate = day;
  for (let tries = 0; tries < MAX_CLOSED_DAYS; tries++) {
    if (isBankDay(candidate)) return candidate;
    candidate = addDays(candidate, step);
  }
  throw billingError(
    'BANK_DAY_NOT_FOUND',
    `No bank day within ${MAX_CLOSED_DAYS} days of ${day}.`,
    'Look at the table.',
    {
      day,
    },
  );
}

/**
 * The bank day at a day of a month, such as the 27th on which bills are collected. A day that the month does not have is its last.
 *
 * @param month JST month, `YYYY-MM`
 * @param dayOfMonth 1 to 31
 * @throws IchienError PAYMENT_INVALID; as {@link isBankDay}
 * @example
 * bankDayOfMonth('2026-09', 27, 'next'); // 2026-09-28: the 27th is a Sunday
 */
export function bankDayOfMonth(month: string, dayOfMonth: number, roll: 'next' | 'previous'): string {
  if (!Number.isInteger(dayOfMonth) || dayOfMonth < 1 || dayOfMonth > 31) {
    throw billingError(
      'PAYMENT_INVALID',
      `No month has a day ${dayOfMonth}.`,
      'Give 1 to 31; 31 is the last day of any.',
      {
        dayOfMonth: String(dayOfMonth),
      },
    );
  }
  const first = `${month}-01`;
  const day = addDays(first, dayOfMonth - 1);
  return bankDayAt(day.slice(0, 7) === month ? day : lastDayOf(first), roll);
}

function lastDayOf(firstDay: string): string {
  const inNextMonth = addDays(firstDay, 31);
  return addDays(`${inNextMonth.slice(0, 7)}-01`, -1);
}

/** The bank day that is `count` bank days after a day, not counting the day itself. @throws as {@link isBankDay} */
export function addBankDays(day: string, count: number): string {
  let result = day;
  for (let counted = 0; counted < count; counted++) result = bankDayAt(addDays(result, 1), 'next');
  return result;
}
