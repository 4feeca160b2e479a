/**
 * One settled half hour of one area: a `SlotSettlement` of `#settlement` with its slot and area. Each area's slot is given
 * once, in the version that stands.
 */
export interface ReportedSlot {
  /** JIS municipality code. */
  readonly areaId: number;
  readonly slot: number;
  readonly allocations: readonly ReportedAllocation[];
  /** One a reading. */
  readonly residuals: readonly ReportedResidual[];
  /** One a participant who lacked what they traded. */
  readonly deviations: readonly ReportedDeviation[];
  /**
   * What was generated behind a meter, where a meter of its own shows it; 0 for a household known to have no plant. A
   * household that is missing here is not known: never guessed from its export.
   */
  readonly generation?: readonly { readonly participantId: string; readonly generatedWh: number }[];
}

/** What became of a trade. */
export interface ReportedAllocation {
  readonly priceSen: number;
  readonly tradedWh: number;
  readonly allocatedWh: number;
}

/** What a household's meter showed, and what of it went to and came from neighbours, by trade and by pool. */
export interface ReportedResidual {
  readonly participantId: string;
  readonly exportWh: number;
  readonly importWh: number;
  readonly soldWh: number;
  readonly boughtWh: number;
  readonly poolSaleWh: number;
  readonly poolSupplyWh: number;
}

/** What a household traded and its own meter lacked. */
export interface ReportedDeviation {
  readonly participantId: string;
  readonly shortfallWh: number;
  readonly overPurchaseWh: number;
}

/** A part of a whole. */
export interface Share {
  readonly partWh: number;
  readonly wholeWh: number;
  /** Hundredths of a percent, half up; absent if the whole is 0. */
  readonly permyriad?: number;
}
