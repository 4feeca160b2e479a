import { komaOf } from '#energy';
import { isNight, type MeteringRules } from './rules.js';

/** What is known of a meter's connection; undefined: not known, and then not checked. */
export interface MeterFacts {
  /** Contract: amperes x 100 V, or kVA or kW, in W. */
  readonly contractW: number | undefined;
  /** Rated power of all that can feed in: PV, battery, vehicle. 0: nothing. */
  readonly plantW: number | undefined;
  /** True if only sunlight feeds in. */
  readonly solarOnly: boolean;
}

/** What is wrong with a reading. */
export type FindingKind = 'aboveContract' | 'abovePlant' | 'exportAtNight' | 'spike' | 'stuck';

export interface ReadingFinding {
  readonly kind: FindingKind;
  readonly register: 'exportWh' | 'importWh';
  readonly valueWh: number;
  readonly limitWh: number;
}

/** One half hour of both registers. */
export interface SlotReading {
  readonly slot: number;
  readonly exportWh: number;
  readonly importWh: number;
}

/**
 * What a reading cannot be, by the facts of its meter alone. A provisional or daily reading of which this is said is held
 * back, so that its slot is settled by substitution; a confirmed one is taken as it is, for the grid company answers for it.
 */
export function impossibilities(
  { exportWh, importWh }: Omit<SlotReading, 'slot'>,
  { contractW, plantW }: MeterFacts,
  { marginPercent }: MeteringRules,
): ReadingFinding[] {
  const findings: ReadingFinding[] = [];
  const check = (kind: FindingKind, register: 'exportWh' | 'importWh', valueWh: number, watts: number | undefined) => {
    if (watts === undefined) return;
    const limitWh = Math.floor((watts * (100 + marginPercent)) / 200);
    if (valueWh > limitWh) findings.push({ kind, register, valueWh, limitWh });
  };
  check('aboveContract', 'importWh', importWh, contractW);
  check('abovePlant', 'exportWh', exportWh, plantW);
  return findings;
}

/**
 * What a person should look at: possible, but unlikely beside the meter's own past. Such readings stand.
 *
 * @param past the meter's readings of the rules' `reviewDays` before the slot, in any order
 */
export function oddities(
  reading: SlotReading,
  past: readonly SlotReading[],
  facts: MeterFacts,
  rules: MeteringRules,
): ReadingFinding[] {
  const findings: ReadingFinding[] = [];
  for (const register of ['exportWh', 'importWh'] as const) {
    const valueWh = reading[register];
    const highestWh = past.reduce((highest, each) => Math.max(highest, each[register]), 0);
    const limitWh = Math.max(rules.spikeFloorWh, highestWh * rules.spikeTimes);
    if (past.length > 0 && valueWh > limitWh) findings.push({ kind: 'spike', register, valueWh, limitWh });
  }
  if (facts.solarOnly && reading.exportWh > 0 && isNight(komaOf(reading.slot), rules)) {
    findings.push({ kind: 'exportAtNight', register: 'exportWh', valueWh: reading.exportWh, limitWh: 0 });
  }
  const lately = past.filter(({ slot }) => slot < reading.slot && slot > reading.slot - rules.stuckSlots);
  const still = [reading, ...lately].every(({ exportWh, importWh }) => exportWh === 0 && importWh === 0);
  if (lately.length === rules.stuckSlots - 1 && still) {
    findings.push({ kind: 'stuck', register: 'importWh', valueWh: 0, limitWh: 0 });
  }
  return findings;
}
