import type { ValueTransformer } from 'typeorm';

/**
 * 64-bit columns as numbers. PostgreSQL answers with text, SQLite with numbers; what does not fit 2^53 is refused
 * rather than rounded (such totals are summed as bigint, never stored in one column).
 */
export const safeInteger: ValueTransformer = {
  to: (value: number | null | undefined) => value,
  from: (value: string | number | bigint | null) => {
    if (value === null) return null;
    const number = Number(value);
    if (!Number.isSafeInteger(number)) throw new RangeError(`A stored integer is beyond 2^53: ${value}.`);
    return number;
  },
};
