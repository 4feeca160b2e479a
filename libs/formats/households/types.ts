/**
 * What a household's two-register meter showed, half hour by half hour.
 *
 * Times are the household's own wall clock read as JST: 18:00 at home is koma 37, wherever the home is. A series
 * starts at koma 1 and covers whole days; both registers have one value a slot.
 */
export interface MeterSeries {
  /** Unique among files: `citylearn:Building_1`. Only characters that a participant id may have. */
  readonly householdId: string;
  /** Rated power of the solar system in W; 0 = none. */
  readonly pvWatts: number;
  /** Slot of the first value. */
  readonly firstSlot: number;
  /** Wh delivered to the grid (逆潮流). */
  readonly exportWh: Int32Array;
  /** Wh taken from the grid (順潮流). */
  readonly importWh: Int32Array;
  /** The file that it was read from. */
  readonly source: string;
}

/** Where the seasons of a series belong. */
export type Hemisphere = 'north' | 'south';

/** Everything read from one file. */
export interface HouseholdFile {
  readonly source: string;
  readonly hemisphere: Hemisphere;
  readonly series: readonly MeterSeries[];
  /** What was derived or left out, one sentence each, for the report. */
  readonly notes: readonly string[];
}
