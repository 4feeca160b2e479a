import { SLOTS_PER_DAY } from '#energy';
import type { MeterSeries } from '#formats';

export function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}

/** The mean day of many homes, each counted alike: share of its energy by half hour; sums to 1. */
export function meanDay(series: readonly MeterSeries[], register: 'exportWh' | 'importWh'): number[] {
  const day = new Array<number>(SLOTS_PER_DAY).fill(0);
  for (const home of series) {
    const total = sum(home[register]);
    if (total === 0) continue;
    home[register].forEach((wh, i) => {
      day[i % SLOTS_PER_DAY]! += wh / total / series.length;
    });
  }
  return day;
}

/** Correlation of two days (Pearson). */
export function correlation(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [sum(a) / a.length, sum(b) / b.length];
  const covariance = (x: readonly number[], meanX: number, y: readonly number[], meanY: number) =>
    sum(x.map((value, i) => (value - meanX) * (y[i]! - meanY)));
  return covariance(a, meanA, b, meanB) / Math.sqrt(covariance(a, meanA, a, meanA) * covariance(b, meanB, b, meanB));
}

/** Share of a day between two hours of the clock. */
export function shareBetween(day: readonly number[], fromHour: number, toHour: number): number {
  return sum(day.slice(fromHour * 2, toHour * 2));
}

/** Hour of the clock at which a day is highest (middle of its half hour). */
export function peakHour(day: readonly number[]): number {
  return (day.indexOf(Math.max(...day)) + 0.5) / 2;
}
