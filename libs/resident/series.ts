import type { SettlementRates } from '#tariff';
import { lineTotals, type PostingSum } from './line-totals.js';
import type { Period, Stretch } from './period.js';
import type { Bucket, BucketState, SeriesView } from './views.js';

/** What a meter showed over some slots of one step (newest versions), at its first slot. */
export interface MeterSum {
  readonly slot: number;
  readonly exportWh: number;
  readonly importWh: number;
  /** Half hours that have a reading. */
  readonly readings: number;
}

/** Everything that a graph is made of. */
export interface SeriesInput {
  readonly period: Period;
  readonly postings: readonly PostingSum[];
  readonly meter: readonly MeterSum[];
  /** Of the year before, in steps in the same order; as many as the period has, or fewer. */
  readonly lastYear: { readonly steps: readonly Stretch[]; readonly meter: readonly MeterSum[] };
  /** First slot that has not ended. */
  readonly nowSlot: number;
  /** First slot in which this household took part: nothing is missing before. */
  readonly joinedSlot: number;
  /** First slot that is not settled, if all before are. */
  readonly settledUntilSlot: number;
  /** The area's rates; by default the house's own. */
  readonly rates?: SettlementRates;
}

/** Puts a household's postings and readings into the steps of a graph. */
export function seriesOf(input: SeriesInput): Pick<SeriesView, 'buckets' | 'total'> {
  const { period, postings, meter, lastYear } = input;
  const postingsOf = intoSteps(period.steps, postings);
  const meterOf = intoSteps(period.steps, meter);
  const beforeOf = intoSteps(lastYear.steps, lastYear.meter);
  const buckets = period.steps.map((step, index): Bucket => {
    const readings = meterOf[index]!;
    const before = beforeOf[index] ?? [];
    return {
      ...step,
      ...lineTotals(postingsOf[index]!, input.rates),
      ...wattHours(readings),
      state: stateOf(
        step,
        readings.reduce((count, sum) => count + sum.readings, 0),
        input,
      ),
      lastYear: before.length === 0 ? null : wattHours(before),
    };
  });
  return { buckets, total: { ...lineTotals(postings, input.rates), ...wattHours(meter) } };
}

/** Sorts sums into the steps that their slots lie in. */
function intoSteps<Sum extends { readonly slot: number }>(steps: readonly Stretch[], sums: readonly Sum[]): Sum[][] {
  const sorted = sums.toSorted((a, b) => a.slot - b.slot);
  let at = 0;
  return steps.map(({ fromSlot, untilSlot }) => {
    const found: Sum[] = [];
    for (; at < sorted.length && sorted[at]!.slot < untilSlot; at++) {
      if (sorted[at]!.slot >= fromSlot) found.push(sorted[at]!);
    }
    return found;
  });
}

function wattHours(sums: readonly MeterSum[]): { exportWh: number; importWh: number } {
  let exportWh = 0;
  let importWh = 0;
  for (const sum of sums) {
    exportWh += sum.exportWh;
    importWh += sum.importWh;
  }
  return { exportWh, importWh };
}

function stateOf(step: Stretch, readings: number, { nowSlot, joinedSlot, settledUntilSlot }: SeriesInput): BucketState {
  if (step.fromSlot >= nowSlot) return 'future';
  const ended = Math.min(step.untilSlot, nowSlot);
  const expected = Math.min(ended, settledUntilSlot) - Math.max(step.fromSlot, joinedSlot);
  if (readings < expected) return 'missing';
  return ended <= settledUntilSlot ? 'settled' : 'waiting';
}
