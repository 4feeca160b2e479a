import type { MeterSeries } from '#formats';
import type { Calendar } from './calendar.js';

/** Households whose series all cover one calendar. Real or synthetic: the backtest takes either. */
export interface Community {
  readonly calendar: Calendar;
  /** Those with solar power (`pvWatts` above 0) sell; all buy. */
  readonly households: readonly MeterSeries[];
  /** What was derived, shifted or left out, one sentence each, for the report. */
  readonly notes: readonly string[];
}
