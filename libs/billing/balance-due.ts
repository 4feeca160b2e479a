import { assertYen, billingError } from './billing-error.js';

/** When small or negative amounts wait. */
export interface CarryRule {
  /** Least amount that is collected or paid out; less is carried to the next month. At least 1. */
  readonly minimumYen: number;
}

/** A statement's amount, and what earlier months have left. In the statement's own direction. */
export interface BalanceInput {
  readonly amountYen: number;
  /** Carried over from earlier months: positive adds to this month's amount. */
  readonly carriedInYen: number;
  readonly rule: CarryRule;
  /** True if no further month will come: nothing is carried over then. */
  readonly isFinal: boolean;
}

/** What is to be done now. `payableYen + carriedOutYen = amountYen + carriedInYen`. */
export interface Balance {
  /** Positive: to be paid in the statement's direction. Negative (only if final): to be paid the other way. */
  readonly payableYen: number;
  readonly carriedOutYen: number;
}

/**
 * The rule for small and negative amounts. From the minimum on, the sum is paid. Less than the minimum, and every negative sum,
 * is carried to the next month, where it is set off; at the end of the contract all of it is paid, whichever way.
 *
 * @throws IchienError AMOUNT_OUT_OF_RANGE, PAYMENT_INVALID
 */
export function balanceDue({ amountYen, carriedInYen, rule, isFinal }: BalanceInput): Balance {
  assertYen('amount', amountYen);
  assertYen('amount carried in', carriedInYen);
  if (!Number.isSafeInteger(rule.minimumYen) || rule.minimumYen < 1) {
    throw billingError('PAYMENT_INVALID', `The minimum is ${rule.minimumYen} yen.`, 'Give at least 1.', {
      minimumYen: String(rule.minimumYen),
    });
  }
  const sumYen = amountYen + carriedInYen;
  assertYen('sum', sumYen);
  return isFinal || sumYen >= rule.minimumYen
    ? { payableYen: sumYen, carriedOutYen: 0 }
    : { payableYen: 0, carriedOutYen: sumYen };
}
