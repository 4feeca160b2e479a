import { IchienError, slotOf } from '#energy';
import type { TariffErrorCode } from './error.js';
import type { DatedRate, RateTable } from './types.js';

/** Most entries of a table. */
export const MAX_RATE_TABLE_ENTRIES = 1_000;

/**
 * The entry of a table that holds on a day.
 *
 * @param day JST day, `YYYY-MM-DD`
 * @throws IchienError RATE_UNKNOWN before the table begins, RATE_TABLE_INVALID; DAY_INVALID
 * @example
 * rateAt(DEFAULT_SETTLEMENT_RATES.wheelingPriceSen, '2026-11-21').value; // 944
 */
export function rateAt<Value>(table: RateTable<Value>, day: string): DatedRate<Value> {
  checkTable(table);
  const slot = slotOf(day);
  const entry = table.findLast(({ fromDay }) => slotOf(fromDay) <= slot);
  if (entry === undefined) {
    const firstDay = table[0]!.fromDay;
    throw new IchienError<TariffErrorCode>(
      'RATE_UNKNOWN',
      `No rate is known for ${day}: the table begins on ${firstDay}.`,
      'Ask for a later day, or add the earlier rate with its source.',
      { day, firstDay },
    );
  }
  return entry;
}

function checkTable(table: RateTable<unknown>): void {
  if (table.length === 0 || table.length > MAX_RATE_TABLE_ENTRIES) {
    throw new IchienError<TariffErrorCode>(
      'RATE_TABLE_INVALID',
      `The table has ${table.length} entries.`,
      `Give 1 to ${MAX_RATE_TABLE_ENTRIES}.`,
      { entries: table.length },
    );
  }
  for (const [index, { fromDay }] of table.entries()) {
    const previousDay = table[index - 1]?.fromDay;
    if (previousDay !== undefined && slotOf(fromDay) <= slotOf(previousDay)) {
      throw new IchienError<TariffErrorCode>(
        'RATE_TABLE_INVALID',
        `The rate from ${fromDay} follows the rate from ${previousDay}.`,
        'Order the table by first day, one entry a day.',
        { fromDay, previousDay },
      );
    }
  }
}
