import { addDays } from '#energy';
import type { DatedValueView } from './views.js';

/** One entry of a dated table, as `#tariff` has them. */
interface Entry {
  readonly fromDay: string;
  readonly value: unknown;
  readonly source: string;
}

/** A dated table for people, with the days that each value holds for. @param day on which one of them is in force */
export function datedValues(table: readonly Entry[], day: string): DatedValueView[] {
  return table.map(({ fromDay, value, source }, index) => {
    const next = table[index + 1]?.fromDay;
    return {
      fromDay,
      untilDay: next === undefined ? null : addDays(next, -1),
      value: shown(value),
      source,
      isInForce: fromDay <= day && (next === undefined || day < next),
    };
  });
}

/** A rule is shown by its name. */
function shown(value: unknown): number | string {
  if (typeof value === 'number') return value;
  return typeof value === 'object' && value !== null && 'name' in value ? String(value.name) : String(value);
}
