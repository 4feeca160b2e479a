import { type EnergyErrorCode, IchienError } from './error.js';
import { slotOf } from './slot.js';

/** Most entries of a table. */
export const MAX_RATE_TABLE_ENTRIES = 1_000;

/** A rate (or a rule) and the first JST day on which it holds: until the next entry of its table begins. */
export interface DatedRate<Value> {
  /** First JST day, `YYYY-MM-DD`. */
  readonly fromDay: string;
  readonly value: Value;
  /** Where the value is from, and how far to trust it: marks of `japan-market.md`. */
  readonly source: string;
}

/** 1 to {@link MAX_RATE_TABLE_ENTRIES} dated rates or rules, in strictly ascending order of their first day. */
export type RateTable<Value> = readonly DatedRate<Value>[];

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
  slotOf(day);
  // Days that are true to form compare as texts.
  const entry = table.findLast(({ fromDay }) => fromDay <= day);
  if (entry === undefined) {
    const firstDay = table[0]!.fromDay;
    throw new IchienError<EnergyErrorCode>(
      'RATE_UNKNOWN',
      `No rate is known for ${day}: the table begins on ${firstDay}.`,
      'Ask for a later day, or add the earlier rate with its source.',
      { day, firstDay },
    );
  }
  return entry;
}

/** Tables are few and do not change; some are asked for every reading. */
const checked = new WeakSet<RateTable<unknown>>();

function checkTable(table: RateTable<unknown>): void {
  if (checked.has(table)) return;
  if (table.length === 0 || table.length > MAX_RATE_TABLE_ENTRIES) {
    throw new IchienError<EnergyErrorCode>(
      'RATE_TABLE_INVALID',
      `The table has ${table.length} entries.`,
      `Give 1 to ${MAX_RATE_TABLE_ENTRIES}.`,
      { entries: table.length },
    );
  }
  for (const [index, { fromDay }] of table.entries()) {
    slotOf(fromDay);
    const previousDay = table[index - 1]?.fromDay;
    if (previousDay !== undefined && fromDay <= previousDay) {
      throw new IchienError<EnergyErrorCode>(
        'RATE_TABLE_INVALID',
        `The rate from ${fromDay} follows the rate from ${previousDay}.`,
        'Order the table by first day, one entry a day.',
        { fromDay, previousDay },
      );
    }
  }
  checked.add(table);
}

/** A table with others' values over it: of two from one day the later given stands. */
export function overlaid<Value>(known: RateTable<Value>, entered: RateTable<Value>): DatedRate<Value>[] {
  const byDay = new Map([...known, ...entered].map((rate) => [rate.fromDay, rate]));
  return [...byDay.values()].sort((a, b) => (a.fromDay < b.fromDay ? -1 : 1));
}
