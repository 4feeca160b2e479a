import type { RateTable } from '#energy';

/** How a digital local currency grants points. */
export interface PointRule {
  /** Most points granted to one wallet for what it earned in one calendar month. */
  readonly monthlyCapPoints: number;
  /** Points last to the end of this month after the month of their grant. */
  readonly validMonths: number;
  /** Days of a month on which a period ends; the last day of the month always does. */
  readonly cutOffDays: readonly number[];
  /** Days of business between the end of a period and the grant. */
  readonly businessDaysAfter: number;
}

/** せたがやPay, after its campaigns (japan-market.md B14). */
export const SETAGAYA_PAY_POINTS: RateTable<PointRule> = [
  {
    fromDay: '2021-02-20',
    value: { monthlyCapPoints: 10_000, validMonths: 6, cutOffDays: [10, 20], businessDaysAfter: 5 },
    source:
      'Campaign points: cap 10,000 a month, end of the 6th month, three grants a month, 5 business days later [ST: kogure.net, city.setagaya d00208021, meidaimaehari] H; that the months count from the grant and the cap by the month of earning [INF]',
  },
];
