import { assertDay, billingError } from './billing-error.js';
import { makeStatement } from './make-statement.js';
import { rateOfPeriod } from './rate-of-period.js';
import { assertRegistrationNumber } from './registration-number.js';
import { givenLine, ledgerLine } from './statement-lines.js';
import { sumPostings } from './sum-postings.js';
import { taxOf } from './tax-of.js';
import { CONSUMPTION_TAX_PERCENT, INPUT_TAX_STEPS } from './tax-rates.js';
import type { InputTaxPolicy, PurchaseTerms, Statement, StatementInput, StatementLine } from './types.js';

/** A seller's month. */
export interface PurchaseInput extends StatementInput {
  /** Households have none (B12). */
  readonly sellerRegistrationNumber?: string;
  /** True for a number of a person, which has no check digit. */
  readonly sellerIsPerson?: boolean;
  /** What the retailer passes on of the tax that it cannot deduct: by default nothing. */
  readonly policy?: InputTaxPolicy;
  readonly environmentalValueOwner: PurchaseTerms['environmentalValueOwner'];
  /** JST day from the issue on: what is not disputed by then counts as confirmed (消費税法基本通達 on 仕入明細書). */
  readonly confirmByDay: string;
}

/**
 * A seller's purchase statement (仕入明細書), which the retailer makes and the seller confirms: energy sold to neighbours and to the
 * retailer, deviations, rewards. With a registered seller it serves as qualified invoice; else the dated steps say
 * what part of the tax the retailer may still deduct.
 *
 * @throws IchienError a code of this library; as `rateAt`
 */
export function purchaseOf(input: PurchaseInput): Statement {
  const { period, issuedDay, sellerRegistrationNumber, confirmByDay, policy = { name: 'none' } } = input;
  checkTerms(input, policy);
  const sums = sumPostings(input.postings, input.addressee.participantId, 'purchase', input.rewardsOn);
  const ratePercent = rateOfPeriod(CONSUMPTION_TAX_PERCENT, period).value;
  const step = rateOfPeriod(INPUT_TAX_STEPS, period);
  const isRegistered = sellerRegistrationNumber !== undefined;
  const creditablePercent = isRegistered ? 100 : step.value.creditablePercent;
  assertDay(confirmByDay);
  if (confirmByDay < issuedDay) {
    throw billingError('DAY_ORDER_INVALID', `To be confirmed by ${confirmByDay}.`, 'Give a day from the issue on.', {
      confirmByDay,
      issuedDay,
    });
  }

  const sold = sums.map(ledgerLine);
  const lines = [...sold, ...passedOn(sold, ratePercent, creditablePercent, policy)];
  const statement = makeStatement(input, { kind: 'purchase', sums, lines, superseded: [] });
  const creditableYen = creditable(statement.tax.taxYen, creditablePercent);
  return {
    ...statement,
    purchase: {
      ...(isRegistered && { sellerRegistrationNumber }),
      policy,
      creditableYen,
      notCreditableYen: statement.tax.taxYen - creditableYen,
      step: step.value,
      stepSource: step.source,
      environmentalValueOwner: input.environmentalValueOwner,
      confirmByDay,
    },
  };
}

function checkTerms({ sellerRegistrationNumber, sellerIsPerson }: PurchaseInput, policy: InputTaxPolicy): void {
  if (sellerRegistrationNumber !== undefined) assertRegistrationNumber(sellerRegistrationNumber, sellerIsPerson);
  if (policy.name === 'none') return;
  const { sharePercent } = policy;
  if (!Number.isInteger(sharePercent) || sharePercent < 1 || sharePercent > 100) {
    throw billingError('POLICY_INVALID', `A share of ${sharePercent} % cannot be passed on.`, 'Give 1 to 100.', {
      sharePercent: String(sharePercent),
    });
  }
}

/** The policy's deduction: a share of what of the tax in the sold lines is not creditable. Lowers the price, so the tax too. */
function passedOn(
  sold: readonly StatementLine[],
  ratePercent: number,
  creditablePercent: number,
  policy: InputTaxPolicy,
): StatementLine[] {
  if (policy.name === 'none') return [];
  const { taxYen } = taxOf(sold, ratePercent);
  const lostYen = taxYen - creditable(taxYen, creditablePercent);
  const shareYen = Math.floor((lostYen * policy.sharePercent) / 100);
  return shareYen === 0 ? [] : [givenLine('inputTaxShare', '仕入税額控除の調整', -shareYen)];
}

function creditable(taxYen: number, percent: number): number {
  return Math.trunc((taxYen * percent) / 100);
}
