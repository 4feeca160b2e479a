import { addDays, dayOf, IchienError, type RateTable, rateAt, slotOf } from '#energy';
import { bankDaysAfter } from '../zengin/index.js';
import { pointsRefusal } from './error.js';
import type { PointRule } from './point-rules.js';

/** Points that a participant earned. */
export interface EarnedPoints {
  /** Number of the wallet with the operator of the currency. */
  readonly walletId: string;
  /** JST day, `YYYY-MM-DD`. */
  readonly earnedOn: string;
  readonly points: number;
}

/** Points of one wallet at one grant. */
export interface PointGrant {
  readonly walletId: string;
  readonly points: number;
  readonly grantDay: string;
  /** Last day on which they can be spent. */
  readonly expiresOn: string;
  readonly cutOffDay: string;
}

/** A grant's points, and what went beyond the month's cap and lapses. */
export interface PointGrants {
  readonly grants: readonly PointGrant[];
  readonly lapsed: readonly { readonly walletId: string; readonly points: number }[];
}

/** Most that one entry may earn; a month's cap is far below. */
const MAX_EARNED_POINTS = 10_000_000;

/**
 * What is granted for the period that ends on a day, wallets in their order.
 *
 * @param earned entries of this period only: from the day after the cut-off before
 * @param grantedBefore points already granted for this calendar month, by wallet
 * @throws IchienError POINTS_CUT_OFF_INVALID, POINTS_EARNED_INVALID; RATE_UNKNOWN, HOLIDAYS_UNKNOWN, DAY_INVALID
 */
export function planPointGrants(
  earned: readonly EarnedPoints[],
  cutOffDay: string,
  grantedBefore: ReadonlyMap<string, number>,
  table: RateTable<PointRule>,
): PointGrants {
  const rule = rateAt(table, cutOffDay).value;
  const firstDay = firstDayOf(cutOffDay, rule);
  const byWallet = new Map<string, number>();
  for (const [index, { walletId, earnedOn, points }] of earned.entries()) {
    const fits = Number.isSafeInteger(points) && points > 0 && points <= MAX_EARNED_POINTS && walletId !== '';
    if (!fits || earnedOn < firstDay || earnedOn > cutOffDay || !isDay(earnedOn)) {
      const what = `Entry ${index + 1}, ${points} points of "${walletId}" on ${earnedOn}, cannot be granted.`;
      const fix = `Give whole points from 1 to ${MAX_EARNED_POINTS}, earned from ${firstDay} to ${cutOffDay}.`;
      throw pointsRefusal('POINTS_EARNED_INVALID', what, fix, { entry: index + 1, walletId, earnedOn });
    }
    byWallet.set(walletId, (byWallet.get(walletId) ?? 0) + points);
  }
  const grantDay = bankDaysAfter(cutOffDay, rule.businessDaysAfter);
  const expiresOn = lastDayOfMonth(grantDay, rule.validMonths);
  const grants: PointGrant[] = [];
  const lapsed: { walletId: string; points: number }[] = [];
  for (const [walletId, total] of [...byWallet].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const room = Math.max(0, rule.monthlyCapPoints - (grantedBefore.get(walletId) ?? 0));
    const points = Math.min(total, room);
    if (points > 0) grants.push({ walletId, points, grantDay, expiresOn, cutOffDay });
    if (points < total) lapsed.push({ walletId, points: total - points });
  }
  return { grants, lapsed };
}

/** First day of the period that ends on a cut-off. @throws IchienError POINTS_CUT_OFF_INVALID, DAY_INVALID */
function firstDayOf(cutOffDay: string, rule: PointRule): string {
  const date = Number(cutOffDay.slice(8));
  const dates = [...rule.cutOffDays, Number(lastDayOfMonth(cutOffDay, 0).slice(8))];
  if (!dates.includes(date)) {
    const fix = `Periods end on ${dates.join(', ')} of this month.`;
    throw pointsRefusal('POINTS_CUT_OFF_INVALID', `No period ends on ${cutOffDay}.`, fix, { cutOffDay });
  }
  const before = Math.max(0, ...dates.filter((each) => each < date));
  return addDays(`${cutOffDay.slice(0, 7)}-01`, before);
}

/** Last day of the `count`-th month after that of a day. */
function lastDayOfMonth(day: string, count: number): string {
  const months = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) + count;
  const next = `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, '0')}-01`;
  return addDays(next, -1);
}

function isDay(day: string): boolean {
  try {
    return dayOf(slotOf(day)) === day;
  } catch (error) {
    if (error instanceof IchienError) return false;
    throw error;
  }
}
