import type { EffectFigures, SlotLine } from './views.js';

/**
 * Fewest households behind a figure that leaves the exchange: of fewer, somebody who knows one of them could work out another's.
 * [INF]: a usual threshold of official statistics; no rule of the sources names one.
 */
export const MIN_GROUP = 10;

/** Whether a figure of so many households is withheld from those outside. */
export function isSmallGroup(households: number): boolean {
  return households < MIN_GROUP;
}

/** A half hour for those outside: metered energy of fewer than {@link MIN_GROUP} households is withheld. */
export function withholdSlot(line: SlotLine): SlotLine {
  const { settlement, expectedReadings } = line;
  if (settlement === null || !isSmallGroup(expectedReadings)) return line;
  return { ...line, settlement: { ...settlement, exportedWh: null, importedWh: null, allocatedWh: null } };
}

/** The programme's figures for those outside, as {@link withholdSlot}. */
export function withholdEffect<Figures extends EffectFigures>(figures: Figures, participants: number): Figures {
  if (!isSmallGroup(participants)) return figures;
  return { ...figures, exportedWh: null, importedWh: null, localWh: null, gainMillisen: null };
}

/** How many households gained and lost against a baseline, and how much. */
interface SavingsSplit {
  readonly count: number;
  readonly savedCount: number;
  readonly savedYen: number;
  readonly lostCount: number;
  readonly lostYen: number;
}

type Split = 'savedCount' | 'savedYen' | 'lostCount' | 'lostYen';

/** Null: withheld, too few households are on one side. */
export type WithheldSavings<Group extends SavingsSplit> = Omit<Group, Split> & {
  readonly [Key in Split]: Group[Key] | null;
};

/**
 * Savings by baseline for those outside: a group of fewer than {@link MIN_GROUP} households is left out, and who gained and who lost
 * is not told apart where so few stand on one side: the sums of both would give theirs away.
 */
export function withholdSavings<Group extends SavingsSplit>(groups: readonly Group[]): WithheldSavings<Group>[] {
  return groups
    .filter(({ count }) => !isSmallGroup(count))
    .map((group) => {
      const sides = [group.savedCount, group.lostCount];
      if (!sides.some((side) => side > 0 && isSmallGroup(side))) return group;
      return { ...group, savedCount: null, savedYen: null, lostCount: null, lostYen: null };
    });
}
