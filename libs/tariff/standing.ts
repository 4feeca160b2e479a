import { overlaid } from '#energy';
import { assertTariff } from './assert-tariff.js';
import { TARIFFS, tariffOf } from './data/catalogue.js';
import { DEFAULT_SETTLEMENT_RATES } from './default-settlement-rates.js';
import type { Tariff, TariffTerms } from './tariff.js';
import type { SettlementRates } from './types.js';

/** Names of the rates that slots are settled by. */
export const RATE_NAMES = ['retailPriceSen', 'postFitPriceSen', 'wheelingPriceSen', 'servicePriceSen'] as const;

/** One of {@link RATE_NAMES}. */
export type RateName = (typeof RATE_NAMES)[number];

/** A rate that somebody entered for a month and those after it. */
export interface EnteredRate {
  readonly name: RateName;
  /** First JST month, `YYYY-MM`. */
  readonly fromMonth: string;
  readonly priceSen: number;
  /** Who decided on it, or where it is written. */
  readonly source: string;
}

/** Terms of a menu that somebody entered for a month and those after it. */
export interface EnteredTerms {
  readonly tariffId: string;
  /** First JST month, `YYYY-MM`. */
  readonly fromMonth: string;
  readonly terms: TariffTerms;
  readonly source: string;
}

/**
 * The tables that follow from the house's own and from what was entered, in the order of entry: of two rates of one name and month
 * the later stands.
 *
 * @throws IchienError DAY_INVALID
 */
export function standingRates(entered: readonly EnteredRate[]): SettlementRates {
  const table = (name: RateName) =>
    overlaid(
      DEFAULT_SETTLEMENT_RATES[name],
      entered
        .filter((rate) => rate.name === name)
        .map(({ fromMonth, priceSen, source }) => ({ fromDay: `${fromMonth}-01`, value: priceSen, source })),
    );
  return {
    retailPriceSen: table('retailPriceSen'),
    postFitPriceSen: table('postFitPriceSen'),
    wheelingPriceSen: table('wheelingPriceSen'),
    servicePriceSen: table('servicePriceSen'),
  };
}

/**
 * The catalogue that follows from the house's own and from the terms that were entered, as {@link standingRates}.
 *
 * @throws IchienError TARIFF_UNKNOWN, TARIFF_INVALID, DAY_INVALID
 */
export function standingTariffs(entered: readonly EnteredTerms[]): readonly Tariff[] {
  for (const { tariffId } of entered) tariffOf(tariffId);
  return TARIFFS.map((tariff) => {
    const own = entered
      .filter(({ tariffId }) => tariffId === tariff.id)
      .map(({ fromMonth, terms, source }) => ({ fromDay: `${fromMonth}-01`, value: terms, source }));
    if (own.length === 0) return tariff;
    const standing = { ...tariff, terms: overlaid(tariff.terms, own) };
    assertTariff(standing);
    return standing;
  });
}
