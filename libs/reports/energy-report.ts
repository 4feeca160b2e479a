import { checkSlot } from './check-slot.js';
import { MAX_REPORTED_AREAS, MAX_REPORTED_HOUSEHOLDS, MAX_REPORTED_SLOTS } from './limits.js';
import { reportError } from './report-error.js';
import { shareOf } from './share.js';
import type { ReportedSlot, Share } from './types.js';

/** What a household, an area or a programme did in the reported slots. */
export interface EnergyFigures {
  readonly households: number;
  /** Readings: households times half hours, as far as they were read. */
  readonly readings: number;
  readonly importedWh: number;
  readonly exportedWh: number;
  /** 地産地消率: of what was exported, what neighbours used (by trade and pool) [INF: no binding definition]. */
  readonly localUse: Share;
  /** ご近所の電気の割合: of what was imported, what came from neighbours. */
  readonly neighbourSupply: Share;
  /** Of what was imported, what no neighbour had: the retailer's (SET-18). */
  readonly unmatched: Share;
  /** Traded, and missing on the party's own meter. */
  readonly deviations: DeviationFigures;
  /** What stands behind the meter; households whose generation is not known throughout are left out of it, and counted. */
  readonly behindMeter: BehindMeter;
}

/** How far meters fell short of trades. */
export interface DeviationFigures {
  /** Households times half hours with a deviation. */
  readonly count: number;
  readonly shortfallWh: number;
  readonly overPurchaseWh: number;
}

/** Self-consumption and self-sufficiency of the households whose generation is known in every half hour they were read. */
export interface BehindMeter {
  readonly knownHouseholds: number;
  readonly generatedWh: number;
  /** `generated - exported`; what a battery lost is in it. */
  readonly selfConsumedWh: number;
  /** `import + self-consumed`. */
  readonly consumedWh: number;
  /** 自家消費率: self-consumed of generated. */
  readonly selfConsumption: Share;
  /** 自給率: self-consumed of consumed; for areas and programmes, neighbours' energy counts too. */
  readonly selfSufficiency: Share;
}

/** What a household's readings and postings come to. */
export interface HouseholdSums {
  readings: number;
  importedWh: number;
  exportedWh: number;
  /** To and from neighbours, by trade and pool. */
  soldWh: number;
  boughtWh: number;
  /** Half hours with a deviation. */
  deviations: number;
  shortfallWh: number;
  overPurchaseWh: number;
  /** Readings whose generation is known, and what was generated in them. */
  knownReadings: number;
  generatedWh: number;
}

interface HouseholdTotals extends HouseholdSums {
  readonly areaId: number;
}

/** One household's figures from its own sums: for who has no need of its neighbours'. As {@link EnergyReport.household}. */
export function figuresOfHousehold(sums: Readonly<HouseholdSums>): EnergyFigures {
  return figuresOf([sums], 0);
}

/**
 * Sums settled slots up, one by one: a year of a ward never stands in memory at once. The order of the slots does not
 * matter.
 *
 * @example
 * const report = new EnergyReport();
 * for (const settled of slots) report.add(settled);
 * report.programme().localUse.permyriad; // 7123: 71.23 %
 */
export class EnergyReport {
  readonly #households = new Map<string, HouseholdTotals>();
  readonly #slotsByArea = new Map<number, Set<number>>();

  /**
   * Adds a slot; if it is refused, nothing of it is in the report.
   *
   * @throws IchienError ReportErrorCode: SLOT_REPEATED, INPUT_TOO_LARGE, PARTICIPANT_INVALID for a household of another
   *   area, and what `checkSlot` refuses
   */
  add(reported: ReportedSlot): void {
    checkSlot(reported);
    const { areaId, slot, residuals, deviations, generation = [] } = reported;
    const slots = this.#slotsByArea.get(areaId) ?? new Set();
    this.#assertRoom(reported, slots);
    this.#slotsByArea.set(areaId, slots.add(slot));
    for (const residual of residuals) {
      const totals = this.#totalsOf(residual.participantId, areaId);
      totals.readings += 1;
      totals.importedWh += residual.importWh;
      totals.exportedWh += residual.exportWh;
      totals.soldWh += residual.soldWh + residual.poolSaleWh;
      totals.boughtWh += residual.boughtWh + residual.poolSupplyWh;
    }
    for (const { participantId, shortfallWh, overPurchaseWh } of deviations) {
      const totals = this.#totalsOf(participantId, areaId);
      if (shortfallWh + overPurchaseWh > 0) totals.deviations += 1;
      totals.shortfallWh += shortfallWh;
      totals.overPurchaseWh += overPurchaseWh;
    }
    for (const { participantId, generatedWh } of generation) {
      const totals = this.#totalsOf(participantId, areaId);
      totals.knownReadings += 1;
      totals.generatedWh += generatedWh;
    }
  }

  /** One household's figures. @throws IchienError SCOPE_UNKNOWN */
  household(participantId: string): EnergyFigures {
    const totals = this.#households.get(participantId);
    if (totals === undefined) throw unknownScope(`household ${participantId.slice(0, 64)}`);
    return figuresOfHousehold(totals);
  }

  /** One area's figures. @throws IchienError SCOPE_UNKNOWN */
  area(areaId: number): EnergyFigures {
    if (!this.#slotsByArea.has(areaId)) throw unknownScope(`area ${areaId}`);
    return figuresOf(
      [...this.#households.values()].filter((totals) => totals.areaId === areaId),
      1,
    );
  }

  /** All areas together. */
  programme(): EnergyFigures {
    return figuresOf([...this.#households.values()], 1);
  }

  #assertRoom({ areaId, slot, residuals, deviations }: ReportedSlot, slots: ReadonlySet<number>): void {
    if (slots.has(slot)) {
      throw reportError(
        'SLOT_REPEATED',
        `Slot ${slot} of area ${areaId} is given twice.`,
        'Give the version that stands, once.',
        {
          areaId,
          slot,
        },
      );
    }
    const households = new Set([...residuals, ...deviations].map(({ participantId }) => participantId));
    const moved = [...households].find((id) => (this.#households.get(id)?.areaId ?? areaId) !== areaId);
    if (moved !== undefined) {
      throw reportError(
        'PARTICIPANT_INVALID',
        `${moved} is of two areas.`,
        'Report a household that moved under a new id.',
        {
          participantId: moved,
          areaId,
        },
      );
    }
    const added = [...households].filter((id) => !this.#households.has(id)).length;
    const areas = this.#slotsByArea.size + (slots.size === 0 ? 1 : 0);
    if (
      this.#households.size + added > MAX_REPORTED_HOUSEHOLDS ||
      slots.size >= MAX_REPORTED_SLOTS ||
      areas > MAX_REPORTED_AREAS
    ) {
      throw reportError('INPUT_TOO_LARGE', 'The report is full.', 'Report a shorter time, or fewer areas.', {
        areaId,
        slot,
      });
    }
  }

  #totalsOf(participantId: string, areaId: number): HouseholdTotals {
    const known = this.#households.get(participantId);
    if (known !== undefined) return known;
    const totals: HouseholdTotals = {
      areaId,
      readings: 0,
      importedWh: 0,
      exportedWh: 0,
      soldWh: 0,
      boughtWh: 0,
      deviations: 0,
      shortfallWh: 0,
      overPurchaseWh: 0,
      knownReadings: 0,
      generatedWh: 0,
    };
    this.#households.set(participantId, totals);
    return totals;
  }
}

/** @param neighboursCount 1 where neighbours are inside the scope, so that their energy makes it self-sufficient; else 0 */
function figuresOf(households: readonly HouseholdSums[], neighboursCount: 0 | 1): EnergyFigures {
  const sum = (key: keyof HouseholdSums, of = households) => of.reduce((total, household) => total + household[key], 0);
  const importedWh = sum('importedWh');
  const exportedWh = sum('exportedWh');
  const boughtWh = sum('boughtWh');
  const known = households.filter(isKnownBehindMeter);
  const generatedWh = sum('generatedWh', known);
  const selfConsumedWh = generatedWh - sum('exportedWh', known);
  const consumedWh = sum('importedWh', known) + selfConsumedWh;
  return {
    households: households.length,
    readings: sum('readings'),
    importedWh,
    exportedWh,
    localUse: shareOf(sum('soldWh'), exportedWh),
    neighbourSupply: shareOf(boughtWh, importedWh),
    unmatched: shareOf(importedWh - boughtWh, importedWh),
    deviations: {
      count: sum('deviations'),
      shortfallWh: sum('shortfallWh'),
      overPurchaseWh: sum('overPurchaseWh'),
    },
    behindMeter: {
      knownHouseholds: known.length,
      generatedWh,
      selfConsumedWh,
      consumedWh,
      selfConsumption: shareOf(selfConsumedWh, generatedWh),
      selfSufficiency: shareOf(selfConsumedWh + neighboursCount * sum('boughtWh', known), consumedWh),
    },
  };
}

/** Known in every reading, and no more exported than generated: a battery filled from the grid may export more. */
function isKnownBehindMeter({ readings, knownReadings, generatedWh, exportedWh }: HouseholdSums): boolean {
  return readings > 0 && knownReadings === readings && generatedWh >= exportedWh;
}

function unknownScope(scope: string) {
  return reportError('SCOPE_UNKNOWN', `Nothing was reported of the ${scope}.`, 'Add its slots first.');
}
