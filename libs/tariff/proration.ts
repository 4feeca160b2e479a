import { addDays, slotOf } from '#energy';
import { MAX_PERIOD_DAYS } from './limits.js';
import type { Proration } from './month.js';
import { isWholeWithin, tariffError } from './tariff-error.js';
import { divideHalfUp } from './time-bands.js';

/** From so many days more or fewer than the calendar month's a period is charged by the day. */
export const PRORATION_FROM_DAYS = 5;

/**
 * Part of a month that a period is charged for (日割計算), or undefined for a whole one: a period that is at least five days
 * longer or shorter than the calendar month it begins in is charged by that month's days
 * [ST: faq.eneos.co.jp/faq/show/7094] H. Other retailers have other rules: then state the part yourself.
 *
 * @throws IchienError PERIOD_INVALID, DAY_INVALID
 * @example
 * prorationOf('2026-04-01', '2026-04-15'); // { days: 15, ofDays: 30 }
 */
export function prorationOf(fromDay: string, toDay: string): Proration | undefined {
  const days = daysOf(fromDay, toDay);
  const firstOfMonth = `${fromDay.slice(0, 7)}-01`;
  const firstOfNext = `${addDays(firstOfMonth, 31).slice(0, 7)}-01`;
  const ofDays = daysOf(firstOfMonth, addDays(firstOfNext, -1));
  return Math.abs(days - ofDays) < PRORATION_FROM_DAYS ? undefined : { days, ofDays };
}

/** Days of a period, both ends included. @throws IchienError PERIOD_INVALID, DAY_INVALID */
export function daysOf(fromDay: string, toDay: string): number {
  const days = (slotOf(toDay) - slotOf(fromDay)) / 48 + 1;
  if (!isWholeWithin(days, 1, MAX_PERIOD_DAYS)) {
    throw tariffError(
      'PERIOD_INVALID',
      `${fromDay} to ${toDay} is not a billing period.`,
      `Give 1 to ${MAX_PERIOD_DAYS} days, the last not before the first.`,
      { fromDay, toDay },
    );
  }
  return days;
}

/** @throws IchienError PRORATION_INVALID */
export function assertProration({ days, ofDays }: Proration): void {
  if (!isWholeWithin(days, 1, MAX_PERIOD_DAYS) || !isWholeWithin(ofDays, 28, 31)) {
    throw tariffError(
      'PRORATION_INVALID',
      `${days} of ${ofDays} days is no part of a month.`,
      `Give 1 to ${MAX_PERIOD_DAYS} days of 28 to 31.`,
      { days: String(days), ofDays: String(ofDays) },
    );
  }
}

/** kWh of a part of a month, half up: 15 kWh of half a month are 8 [ST: faq.eneos.co.jp/faq/show/7094] H. */
export function prorateKwh(kwh: number, proration: Proration | undefined): number {
  return proration === undefined ? kwh : divideHalfUp(kwh * proration.days, proration.ofDays);
}
