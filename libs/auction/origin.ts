import type { Origin, OriginPreference } from './types.js';

/** What an origin may name. */
export const ORIGIN_FIELDS = ['area', 'plant', 'sourceType'] as const;

/** True if a sell order's origin is what a buyer wants: it states every field that is named, and the same. */
export function originMatches(wanted: OriginPreference, origin: Origin | undefined): boolean {
  return (
    origin !== undefined &&
    ORIGIN_FIELDS.every((field) => wanted[field] === undefined || wanted[field] === origin[field])
  );
}

/** True if two orders say the same of the origin. */
export function sameOrigin(one: Stated, other: Stated): boolean {
  const termsOf = (stated: Stated) => {
    const { kind, premiumSen = 0 } = (stated ?? {}) as Partial<OriginPreference>;
    return [...ORIGIN_FIELDS.map((field) => stated?.[field]), kind, premiumSen];
  };
  const terms = termsOf(other);
  return termsOf(one).every((term, at) => term === terms[at]);
}

type Stated = Origin | OriginPreference | undefined;

/** What the exchange knows of a seller in a slot. */
export interface RegisteredSeller {
  /** The exchange's own municipality code. */
  readonly areaId: number;
  readonly meterId: string;
  /** The meter's facts say that only sunlight feeds in. */
  readonly solarOnly: boolean;
  /** A plant is named by market makers alone: it would make a household known from slot to slot. */
  readonly isMarketMaker: boolean;
}

/** The origin that is registered of a seller: all that its orders may state (docs/decisions/0055-registered-origins.md). */
export function registeredOrigin(seller: RegisteredSeller): Origin & { readonly area: string } {
  const { areaId, meterId, solarOnly, isMarketMaker } = seller;
  return {
    area: String(areaId),
    ...(solarOnly && { sourceType: 'solar' }),
    ...(isMarketMaker && { plant: meterId }),
  };
}

/** The first field of a stated origin that is not what is registered of the seller; undefined if all are. */
export function unregisteredField(stated: Origin, registered: Origin): (typeof ORIGIN_FIELDS)[number] | undefined {
  return ORIGIN_FIELDS.find((field) => stated[field] !== undefined && stated[field] !== registered[field]);
}

/** How a buy order and a sell order stand to each other, without regard to who else is there. */
export interface PairTerms {
  /** The most that the buyer pays for this energy: the limit, with the premium where the origin matches. */
  readonly buyLimitSen: number;
  readonly matches: boolean;
}

/** @returns undefined if the buyer wants this energy at no price, because a hard preference is not met */
export function pairTerms(
  buy: { readonly priceSen: number; readonly origin?: Origin | OriginPreference | undefined },
  sell: { readonly origin?: Origin | OriginPreference | undefined },
): PairTerms | undefined {
  const wanted = buy.origin as OriginPreference | undefined;
  if (wanted === undefined) return { buyLimitSen: buy.priceSen, matches: false };
  if (originMatches(wanted, sell.origin)) {
    return { buyLimitSen: buy.priceSen + (wanted.premiumSen ?? 0), matches: true };
  }
  return wanted.kind === 'hard' ? undefined : { buyLimitSen: buy.priceSen, matches: false };
}
