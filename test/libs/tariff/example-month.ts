import { addDays } from '#energy';
import type { MonthUse } from '#tariff';

/** July 2026, 30 A, 300 kWh, no fuel adjustment; what is given stands instead. */
export function july(change: Partial<MonthUse> = {}): MonthUse {
  return {
    billingMonth: '2026-07',
    fromDay: '2026-07-01',
    toDay: '2026-07-31',
    contract: { capacity: { unit: 'A', amount: 30 } },
    use: { usageKwh: 300 },
    fuelAdjustmentSen: 0,
    ...change,
  };
}

/** A month of so many kWh billed in `billingMonth`, as published examples state it. */
export function monthOf(billingMonth: string, usageKwh: number, change: Partial<MonthUse> = {}): MonthUse {
  const fromDay = `${billingMonth}-01`;
  return july({ billingMonth, fromDay, toDay: addDays(fromDay, 27), use: { usageKwh }, ...change });
}

/** Wh of each half hour of so many days. */
export function slotsOf(days: number, whAt: (koma: number, day: number) => number): number[] {
  return Array.from({ length: days * 48 }, (_, at) => whAt((at % 48) + 1, Math.floor(at / 48)));
}
