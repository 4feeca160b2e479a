import { IchienError } from '#energy';
import type { SettlementErrorCode } from './error.js';
import type { DeviationPolicy } from './types.js';

/** What the party whose own meter fell short pays the retailer, sen/kWh. */
export interface DeviationPrices {
  readonly shortfallPriceSen: number;
  readonly overPurchasePriceSen: number;
}

/** The prices of a named policy. @throws IchienError DEVIATION_POLICY_UNKNOWN */
export function deviationPrices(policy: DeviationPolicy): DeviationPrices {
  switch (policy.name) {
    case 'waived':
      return { shortfallPriceSen: 0, overPurchasePriceSen: 0 };
    case 'fixedPrice':
      return { shortfallPriceSen: policy.shortfallPriceSen, overPurchasePriceSen: policy.overPurchasePriceSen };
    default: {
      // A policy comes from a database or a file, where the compiler has no say.
      const { name } = policy as { name: string };
      throw new IchienError<SettlementErrorCode>(
        'DEVIATION_POLICY_UNKNOWN',
        `There is no deviation policy "${name}".`,
        'Use waived or fixedPrice.',
        { name },
      );
    }
  }
}
