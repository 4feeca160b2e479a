import { isIchienError, type RateTable, rateAt } from '#energy';
import { GRID_CO2_FACTORS } from './co2-factors.js';
import { MAX_REPORTED_ENTRIES } from './limits.js';
import { reportError } from './report-error.js';

/**
 * What of renewable energy avoids grid electricity, and who may say so (japan-market.md B8, B9).
 * - `selfConsumption`: own plant, own use: avoids a purchase, as long as its value was not sold (J-credit, green
 *   certificate).
 * - `certified`: from neighbours, with a renewable non-fossil certificate allocated to it.
 * - `uncertified`: from neighbours, without one. It counts with the grid's mean emissions: nothing that may be said.
 */
export const CO2_KINDS = ['selfConsumption', 'certified', 'uncertified'] as const;

/** One of {@link CO2_KINDS}. */
export type Co2Kind = (typeof CO2_KINDS)[number];

/** Some renewable Wh of a JST day. */
export interface Co2Entry {
  readonly day: string;
  readonly kind: Co2Kind;
  readonly energyWh: number;
}

/** Avoided CO2 in milligrams: 1 Wh x 1 g/kWh = 1 mg, exact. */
export interface AvoidedCo2 {
  readonly energyWh: Readonly<Record<Co2Kind, number>>;
  readonly avoidedMg: Readonly<Record<Co2Kind, bigint>>;
  /** What may be claimed: without a certificate nothing of neighbours' energy is (trap 0.4). */
  readonly claimableMg: bigint;
  /** Each factor that was used, to be printed beside the figure. */
  readonly factors: readonly { readonly fromDay: string; readonly gramsPerKwh: number; readonly source: string }[];
}

/**
 * CO2 that grid electricity would have caused, by the day's factor.
 *
 * @throws IchienError FACTOR_UNKNOWN before the table begins, FIGURE_INVALID, INPUT_TOO_LARGE; DAY_INVALID
 */
export function avoidedCo2(entries: readonly Co2Entry[], table: RateTable<number> = GRID_CO2_FACTORS): AvoidedCo2 {
  if (entries.length > MAX_REPORTED_ENTRIES) {
    throw reportError(
      'INPUT_TOO_LARGE',
      `${entries.length} entries are too many.`,
      `Give at most ${MAX_REPORTED_ENTRIES}.`,
    );
  }
  const energyWh = { selfConsumption: 0, certified: 0, uncertified: 0 };
  const avoidedMg = { selfConsumption: 0n, certified: 0n, uncertified: 0n };
  const factorByDay = new Map<string, ReturnType<typeof factorAt>>();
  for (const entry of entries) {
    assertEntry(entry);
    const { day, kind } = entry;
    const factor = factorByDay.get(day) ?? factorAt(table, day);
    factorByDay.set(day, factor);
    energyWh[kind] += entry.energyWh;
    if (kind !== 'uncertified') avoidedMg[kind] += BigInt(entry.energyWh) * BigInt(factor.value);
  }
  const used = new Set(factorByDay.values());
  return {
    energyWh,
    avoidedMg,
    claimableMg: avoidedMg.selfConsumption + avoidedMg.certified,
    factors: table
      .filter((factor) => used.has(factor))
      .map(({ fromDay, value, source }) => ({ fromDay, gramsPerKwh: value, source })),
  };
}

function factorAt(table: RateTable<number>, day: string) {
  try {
    return rateAt(table, day);
  } catch (error) {
    if (!isIchienError(error) || error.code !== 'RATE_UNKNOWN') throw error;
    throw reportError(
      'FACTOR_UNKNOWN',
      `No CO2 factor is known for ${day}.`,
      'Enter the factor of that year with its source (POST /api/co2-factors).',
      {
        day,
      },
    );
  }
}

function assertEntry({ day, kind, energyWh }: Co2Entry): void {
  if (!CO2_KINDS.includes(kind) || !Number.isSafeInteger(energyWh) || energyWh < 0) {
    throw reportError(
      'FIGURE_INVALID',
      `${energyWh} Wh of the kind "${kind}" avoid nothing.`,
      'Give whole Wh of a known kind.',
      {
        day,
      },
    );
  }
}
