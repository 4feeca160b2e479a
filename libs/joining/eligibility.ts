import { postcodeAreaOf, type ServiceArea } from './service-area.js';

/** What a supply point wants to be. */
export type Side = 'seller' | 'buyer' | 'both';

/** What decides whether a supply point may take part. */
export interface Candidate {
  readonly side: Side;
  /** 22 digits. */
  readonly supplyPointId: string;
  /** Seven digits. */
  readonly postcode: string;
  /** `smart`: read every half hour by the grid operator (スマートメーター). */
  readonly meterKind: 'smart' | 'other';
  /** Null: no solar power. */
  readonly pv: SolarPlant | null;
  /** JST day from which it would trade, `YYYY-MM-DD`. */
  readonly startDay: string;
}

/** The household's solar power. */
export interface SolarPlant {
  /** Rated power in watts. */
  readonly ratedW: number;
  /** `fit`: was or is in the feed-in tariff; `nonFit`: was never certified, which is admitted too (SET-12). */
  readonly support: 'fit' | 'nonFit';
  /** Last JST day of the feed-in tariff; null for `nonFit`. */
  readonly fitEndDay: string | null;
}

/** Why a supply point may not take part. */
export type Ineligibility =
  | { readonly reason: 'AREA_OUTSIDE' }
  | { readonly reason: 'GRID_AREA_OUTSIDE' }
  | { readonly reason: 'METER_NOT_SMART' }
  | { readonly reason: 'PV_MISSING' }
  | { readonly reason: 'PV_NOT_LOW_VOLTAGE' }
  /** Its feed-in tariff still runs: `lastDay` is its last day; it may apply again for a start after it. */
  | { readonly reason: 'FIT_NOT_ENDED'; readonly lastDay: string };

/** Low voltage ends here: 50 kW. [OK] H */
export const LOW_VOLTAGE_BELOW_W = 50_000;

/**
 * Every reason why a supply point may not take part; none: it may. SET-06 (end of FIT, area, meter), SET-12 (never certified
 * plants are admitted; FIT power is not, because its value is not the seller's).
 */
export function ineligibilityOf(candidate: Candidate, area: ServiceArea): Ineligibility[] {
  const { side, supplyPointId, postcode, meterKind, pv, startDay } = candidate;
  const reasons: Ineligibility[] = [];
  if (postcodeAreaOf(postcode, area) === undefined) reasons.push({ reason: 'AREA_OUTSIDE' });
  if (!supplyPointId.startsWith(area.gridArea)) reasons.push({ reason: 'GRID_AREA_OUTSIDE' });
  if (meterKind !== 'smart') reasons.push({ reason: 'METER_NOT_SMART' });
  if (side === 'buyer') return reasons;
  if (pv === null) return [...reasons, { reason: 'PV_MISSING' }];
  if (pv.ratedW >= LOW_VOLTAGE_BELOW_W) reasons.push({ reason: 'PV_NOT_LOW_VOLTAGE' });
  if (pv.support === 'fit' && pv.fitEndDay !== null && pv.fitEndDay >= startDay) {
    reasons.push({ reason: 'FIT_NOT_ENDED', lastDay: pv.fitEndDay });
  }
  return reasons;
}
