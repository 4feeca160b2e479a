/** What is expected of one half hour of a balancing group, whole Wh. */
export interface ExpectedSlot {
  readonly demandWh: number;
  readonly generationWh: number;
  /** Agreed on between the group's own members. */
  readonly tradedWh: number;
}

/** A day in whole kWh, half hour by half hour. */
export interface BalancedDay {
  /** What neighbours deliver to neighbours: the same in both plans. */
  readonly neighboursKwh: readonly number[];
  readonly demandKwh: readonly number[];
  /** The rest of the demand: `demandKwh - neighboursKwh`. */
  readonly procuredKwh: readonly number[];
  readonly generationKwh: readonly number[];
  /** The rest of the generation: `generationKwh - neighboursKwh`. */
  readonly soldKwh: readonly number[];
}

/**
 * A day's demand and generation, rounded half up, and what neighbours cover of both: what they have agreed on, but no more than either
 * side is expected to have, for a plan is what is expected and not what was promised. It is rounded down, so that no rest is negative.
 *
 * @example
 * balanceDay([{ demandWh: 9_600, generationWh: 4_900, tradedWh: 5_500 }]);
 * // neighbours 4, demand 10 (6 procured), generation 5 (1 sold)
 */
export function balanceDay(slots: readonly ExpectedSlot[]): BalancedDay {
  const roundKwh = (wh: number) => Math.floor((wh + 500) / 1000);
  const neighboursKwh = slots.map(({ demandWh, generationWh, tradedWh }) =>
    Math.floor(Math.min(demandWh, generationWh, tradedWh) / 1000),
  );
  const demandKwh = slots.map(({ demandWh }) => roundKwh(demandWh));
  const generationKwh = slots.map(({ generationWh }) => roundKwh(generationWh));
  const without = (kwhs: readonly number[]) => kwhs.map((kwh, index) => kwh - neighboursKwh[index]!);
  return {
    neighboursKwh,
    demandKwh,
    procuredKwh: without(demandKwh),
    generationKwh,
    soldKwh: without(generationKwh),
  };
}
