import type { DeviationFigures } from './energy-report.js';
import type { ReportedSlot } from './types.js';

/** What neighbours agreed on, what of it came, and whose meter fell short of it. */
export interface PlanAndActual extends DeviationFigures {
  readonly tradedWh: number;
  /** What both meters bore out. */
  readonly deliveredWh: number;
}

/**
 * Sums up some half hours that an `EnergyReport` took in, which is what checks them. What is missing from the delivered energy may lie with
 * either party, or with both: shortfalls and over-purchases are each of the party's own meter, and do not add up to it.
 */
export function planAndActual(slots: readonly ReportedSlot[]): PlanAndActual {
  const sums = { tradedWh: 0, deliveredWh: 0, count: 0, shortfallWh: 0, overPurchaseWh: 0 };
  for (const { allocations, deviations } of slots) {
    for (const { tradedWh, allocatedWh } of allocations) {
      sums.tradedWh += tradedWh;
      sums.deliveredWh += allocatedWh;
    }
    for (const { shortfallWh, overPurchaseWh } of deviations) {
      if (shortfallWh + overPurchaseWh > 0) sums.count += 1;
      sums.shortfallWh += shortfallWh;
      sums.overPurchaseWh += overPurchaseWh;
    }
  }
  return sums;
}
