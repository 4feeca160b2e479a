import { type DatedRate, type RateTable, rateAt } from '#energy';
import { billingError } from './billing-error.js';
import type { Period } from './types.js';

/**
 * The entry of a table that holds on every day of a period. A statement has one tax rate and one input-tax step: a period
 * that crosses a change is refused, so that nobody's tax is split by guess.
 *
 * @throws IchienError PERIOD_CROSSES_RATE; RATE_UNKNOWN, DAY_INVALID
 */
export function rateOfPeriod<Value>(table: RateTable<Value>, { fromDay, toDay }: Period): DatedRate<Value> {
  const rate = rateAt(table, toDay);
  if (rateAt(table, fromDay) !== rate) {
    throw billingError(
      'PERIOD_CROSSES_RATE',
      `The period ${fromDay} to ${toDay} crosses the change of ${rate.fromDay}.`,
      'Make one statement up to the day before, and one from that day.',
      { fromDay, toDay, changeDay: rate.fromDay },
    );
  }
  return rate;
}
