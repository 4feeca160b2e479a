/** How a confirmed monthly total stands beside the half hours that came with it. */
export interface MonthComparison {
  readonly totalWh: number;
  /** Sum of the half hours that have a value. */
  readonly sumWh: number;
  readonly missingSlots: number;
  /** `totalWh - sumWh`: shown, and never spread over the half hours, whose trades were settled by what was measured. */
  readonly differenceWh: number;
}

/** Compares a month's stated total with its half hours (undefined: missing). */
export function compareMonth(totalWh: number, halfHoursWh: readonly (number | undefined)[]): MonthComparison {
  const known = halfHoursWh.filter((energyWh) => energyWh !== undefined);
  const sumWh = known.reduce((sum, energyWh) => sum + energyWh, 0);
  return { totalWh, sumWh, missingSlots: halfHoursWh.length - known.length, differenceWh: totalWh - sumWh };
}
