import { billingError } from './billing-error.js';
import { makeStatement } from './make-statement.js';
import { discountLines, ledgerLine, tariffLines } from './statement-lines.js';
import { sumPostings } from './sum-postings.js';
import type { Discount, Statement, StatementInput, TariffCharge } from './types.js';

/** A buyer's month. */
export interface BillInput extends StatementInput {
  /** What the retail tariff comes to: basic, energy and fuel charges, the levy. */
  readonly charges: readonly TariffCharge[];
  /**
   * Who prices what no neighbour supplied. `ledger`: the postings do, at the settlement's flat price. `tariff`: the charges do;
   * the postings of `residualSupply` are superseded, and named as such.
   */
  readonly residualPricedBy: 'ledger' | 'tariff';
  readonly discounts?: readonly Discount[];
}

/**
 * A buyer's statement (ご請求明細): neighbours' energy, delivery, the retailer's charges, the levy, deviations, discounts. Each line is
 * floored to the yen once, the tax once for the rate.
 *
 * @throws IchienError a code of this library; as `labelFor` and `rateAt`
 */
export function billOf(input: BillInput): Statement {
  const { charges, residualPricedBy, discounts = [] } = input;
  const sums = sumPostings(input.postings, input.addressee.participantId, 'bill', input.rewardsOn);
  const isSuperseded = ({ line }: { line: string }) => residualPricedBy === 'tariff' && line === 'residualSupply';
  const superseded = sums.filter(isSuperseded);
  const retailWh = superseded[0]?.energyWh ?? 0;
  if (retailWh > 0 && !charges.some(({ isFlooredAlone }) => isFlooredAlone !== true)) {
    throw billingError('CHARGE_INVALID', `No charge prices ${retailWh} Wh of residual supply.`, "Give the tariff's.", {
      retailWh,
    });
  }
  const lines = [
    ...sums.filter((sum) => !isSuperseded(sum)).map(ledgerLine),
    ...tariffLines(charges, retailWh),
    ...discountLines(discounts),
  ];
  return makeStatement(input, { kind: 'bill', sums, lines, superseded });
}
