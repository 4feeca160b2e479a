import { addDays, dayOf, komaOf, SLOTS_PER_DAY, weekdayOf } from '#energy';
import type { MeterFacts, SlotReading } from './check-reading.js';
import { isNight, type MeteringRules } from './rules.js';

/** By which rule a reading was substituted; stored with it. */
export type SubstitutionMethod = 'similarDays' | 'similarDaysNoSun';

/** A reading made up by a stated rule, because none came. */
export interface SubstitutedReading extends SlotReading {
  readonly method: SubstitutionMethod;
  /** Slots whose readings were averaged, newest first: the explanation. */
  readonly from: readonly number[];
}

/**
 * The slots whose readings may stand in for a slot, newest first: the same koma of earlier days of the same kind (Monday to
 * Friday, or weekend; holidays count as the weekday that they are).
 */
export function similarSlots(slot: number, { similarWithinDays }: MeteringRules): number[] {
  const day = dayOf(slot);
  const slots: number[] = [];
  for (let back = 1; back <= similarWithinDays; back++) {
    if (isWeekend(addDays(day, -back)) === isWeekend(day)) slots.push(slot - back * SLOTS_PER_DAY);
  }
  return slots;
}

/**
 * A missing reading by rule: the average of the newest similar days that were measured, each register by itself, rounded down.
 * A plant that only the sun drives exports nothing at night. Undefined if too few days were measured: then the reading stays
 * missing, and counts as 0 Wh until it comes.
 *
 * @param measured the meter's own readings of {@link similarSlots}, newest first; substituted ones don't count, or a guess
 * would feed on guesses
 */
export function substituteReading(
  slot: number,
  measured: readonly SlotReading[],
  facts: MeterFacts,
  rules: MeteringRules,
): SubstitutedReading | undefined {
  const similar = measured.slice(0, rules.similarMost);
  if (similar.length < rules.similarFewest) return undefined;
  const average = (register: 'exportWh' | 'importWh') =>
    Math.floor(similar.reduce((sum, reading) => sum + reading[register], 0) / similar.length);
  const noSun = facts.solarOnly && isNight(komaOf(slot), rules);
  return {
    slot,
    exportWh: noSun ? 0 : average('exportWh'),
    importWh: average('importWh'),
    method: noSun ? 'similarDaysNoSun' : 'similarDays',
    from: similar.map((reading) => reading.slot),
  };
}

function isWeekend(day: string): boolean {
  return weekdayOf(day) % 6 === 0;
}
