import type { MonthCloseRow } from './billing.entities.js';
import type { Month } from './month-of.js';
import type { MonthPrices } from './month-prices.service.js';
import { type Customer, lastDayOf } from './month-statements.js';

/** What of a closed month is another now than its statements say. Each makes a further run, which sends the difference. */
export interface MonthChanges {
  /** Half hours were settled anew: a reading, an imbalance price or a grant came late. */
  readonly isSettledAnew: boolean;
  /** A fuel adjustment or a day-ahead price that its menus look at was entered anew, or an earlier month's highest demand corrected. */
  readonly isPricedAnew: boolean;
  /** A household's contract ended on another day. */
  readonly isEndedAnew: boolean;
}

/** Holds what a month rests on now against its newest run. */
export function changesSince(
  last: Pick<MonthCloseRow, 'versions' | 'prices'>,
  month: Month,
  now: { readonly versions: string; readonly prices: MonthPrices; readonly customers: readonly Customer[] },
): MonthChanges {
  return {
    isSettledAnew: last.versions !== now.versions,
    // What was closed before prices were kept is taken as rightly priced.
    isPricedAnew: last.prices !== null && figuresOf(JSON.parse(last.prices)) !== figuresOf(now.prices),
    isEndedAnew: now.customers.some(
      (customer) =>
        customer.previous.bill !== undefined &&
        customer.previous.bill.statement.period.toDay !== lastDayOf(customer, month),
    ),
  };
}

/** True if anything has changed. */
export function isChanged(changes: MonthChanges): boolean {
  return Object.values(changes).some(Boolean);
}

/** What a correction is said to be for, unless the operator says something else. */
export function reasonOf({ isSettledAnew, isPricedAnew, isEndedAnew }: MonthChanges): string {
  return [
    ...(isSettledAnew ? ['計量値または精算の訂正'] : []),
    ...(isPricedAnew ? ['燃料費調整または市場価格の訂正'] : []),
    ...(isEndedAnew ? ['契約終了日の訂正'] : []),
  ].join('、');
}

/** The prices without their sources: another wording of the same announcement changes no bill. */
function figuresOf({ fuel, spot, earlierMaximumKw = {} }: MonthPrices): string {
  const sen = Object.entries(fuel).map(([tariffId, price]) => [tariffId, price.sen] as const);
  const byName = (one: readonly [string, unknown], other: readonly [string, unknown]) => (one[0] < other[0] ? -1 : 1);
  const powers = Object.entries(earlierMaximumKw).sort(byName);
  return JSON.stringify([sen.sort(byName), Object.entries(spot).sort(byName), powers]);
}
