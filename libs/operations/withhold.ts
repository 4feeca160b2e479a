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
