import type { Origin, OriginPreference } from '#auction';
import { IchienError, type PriceBand } from '#energy';
import type { BiddingErrorCode } from './error.js';

/** Which energy a resident would rather buy: any, made by sunlight, or of the own area. */
export const WANTED_ORIGINS = ['any', 'solar', 'area'] as const;

export type WantedOrigin = (typeof WANTED_ORIGINS)[number];

/** What a resident wants of the energy's origin, and what for. With `any` the other two say nothing. */
export interface OriginWish {
  readonly wantedOrigin: WantedOrigin;
  /** `hard`: nothing else is bought from neighbours. `soft`: other energy too, at the own limit. */
  readonly originKind: OriginPreference['kind'];
  /** What the wanted origin may cost on top of the own limit, sen/kWh; a multiple of {@link PREMIUM_STEP_SEN}. */
  readonly originPremiumSen: number;
}

/** Whole yen: journals show premiums, and one that only one household pays would tell it from slot to slot. */
export const PREMIUM_STEP_SEN = 100;
/** 10 yen, a third of what the retailer charges. [INF] */
export const MAX_PREMIUM_SEN = 1000;

/** Any energy is as good as any other. */
export const NO_WISH: OriginWish = { wantedOrigin: 'any', originKind: 'soft', originPremiumSen: 0 };

/**
 * What a buy order says of the wanted origin; undefined if any will do. A premium that would leave the band is cut.
 *
 * @param area the resident's own
 */
export function originOfWish(
  { wantedOrigin, originKind: kind, originPremiumSen }: OriginWish,
  priceSen: number,
  area: string,
  { maxPriceSen }: PriceBand,
): OriginPreference | undefined {
  if (wantedOrigin === 'any') return undefined;
  const origin: Origin = wantedOrigin === 'solar' ? { sourceType: 'solar' } : { area };
  return { ...origin, kind, premiumSen: Math.min(originPremiumSen, maxPriceSen - priceSen) };
}

/** Asserts a wish, as when a resident sets one. @throws IchienError PREFERENCES_INVALID */
export function assertOriginWish({ wantedOrigin, originKind, originPremiumSen }: OriginWish): void {
  const isStep = Number.isSafeInteger(originPremiumSen / PREMIUM_STEP_SEN);
  const isPremium = isStep && originPremiumSen >= 0 && originPremiumSen <= MAX_PREMIUM_SEN;
  const isKind = originKind === 'hard' || originKind === 'soft';
  if (WANTED_ORIGINS.includes(wantedOrigin) && isKind && isPremium) return;
  throw new IchienError<BiddingErrorCode>(
    'PREFERENCES_INVALID',
    `"${wantedOrigin}", "${originKind}" with a premium of ${originPremiumSen} sen/kWh is no wish.`,
    `Use one of ${WANTED_ORIGINS.join(', ')}; hard or soft; whole yen up to ${MAX_PREMIUM_SEN} sen/kWh.`,
    { wantedOrigin: String(wantedOrigin), originKind: String(originKind), originPremiumSen: String(originPremiumSen) },
  );
}
