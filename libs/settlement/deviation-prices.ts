import { IchienError } from '#energy';
import type { SettlementErrorCode } from './error.js';
import type { SettlementRules } from './types.js';

/** What a party pays the retailer for what its own meter lacks, sen/kWh. */
export interface DeviationPrices {
  readonly shortfallPriceSen: number;
  readonly overPurchasePriceSen: number;
}

/** The prices of a named policy; undefined while the imbalance price is not published. @throws IchienError DEVIATION_POLICY_UNKNOWN */
export function deviationPrices({ deviationPolicy, imbalancePrice }: SettlementRules): DeviationPrices | undefined {
  switch (deviationPolicy.name) {
    case 'waived':
      return { shortfallPriceSen: 0, overPurchasePriceSen: 0 };
    case 'fixedPrice':
      return deviationPolicy;
    case 'imbalancePrice': {
      if (imbalancePrice === undefined) return undefined;
      const { shortagePriceSen, surplusPriceSen, taxIncluded } = imbalancePrice;
      const taxed = (priceSen: number) =>
        taxIncluded ? priceSen : Math.floor((priceSen * (100 + deviationPolicy.taxPercent)) / 100);
      return { shortfallPriceSen: taxed(shortagePriceSen), overPurchasePriceSen: taxed(surplusPriceSen) };
    }
    default: {
      // A policy comes from a database or a file, where the compiler has no say.
      const { name } = deviationPolicy as { name: string };
      throw new IchienError<SettlementErrorCode>(
        'DEVIATION_POLICY_UNKNOWN',
        `There is no deviation policy "${name}".`,
        'Use waived, fixedPrice or imbalancePrice.',
        { name },
      );
    }
  }
}
