import { balanceDue } from './balance-due.js';
import { isBankDay } from './bank-days.js';
import { assertCount, assertDay, assertText, assertYen, billingError } from './billing-error.js';
import { labelsOf } from './labels-of.js';
import { ledgerLineRule } from './ledger-lines.js';
import { MAX_STATEMENT_ITEMS } from './limits.js';
import { rateOfPeriod } from './rate-of-period.js';
import { assertRegistrationNumber } from './registration-number.js';
import { statementNumber } from './statement-number.js';
import type { LedgerSum } from './sum-postings.js';
import { taxOf } from './tax-of.js';
import { CONSUMPTION_TAX_PERCENT } from './tax-rates.js';
import type { CostPart, Statement, StatementInput, StatementKind, StatementLine, Superseded } from './types.js';
import { billedKwh } from './yen.js';

/** What the two kinds of statements bring along. */
interface Parts {
  readonly kind: StatementKind;
  /** All sums of the ledger that the statement answers for, superseded ones included. */
  readonly sums: readonly LedgerSum[];
  readonly lines: readonly StatementLine[];
  readonly superseded: readonly Superseded[];
}

/** Checks what both kinds of statements have in common and puts one together. @throws IchienError a code of this library */
export function makeStatement(input: StatementInput, parts: Parts): Statement {
  const { month, period, issuedDay, issuer, addressee, meteredWh, version, payment, baseline } = input;
  const { noticesJa = [], costParts = [] } = input;
  const { kind, sums, lines, superseded } = parts;
  checkHead(input);
  checkEnergy(meteredWh, sums);
  assertCount('notices', noticesJa.length, MAX_STATEMENT_ITEMS);
  for (const notice of noticesJa) assertText('notice', notice);
  checkCostParts(costParts);
  const tax = taxOf(lines, rateOfPeriod(CONSUMPTION_TAX_PERCENT, period).value);
  const totalYen = lines.reduce((sum, { amountYen }) => sum + amountYen, 0);
  assertYen('total', totalYen);
  return {
    kind,
    number: statementNumber({ kind, month, sequence: input.sequence }),
    version,
    month,
    period,
    issuedDay,
    issuer,
    addressee,
    meteredWh,
    meteredKwh: billedKwh(meteredWh),
    lines,
    superseded,
    tax,
    totalYen,
    labels: labelsOf(sums, input.origins ?? [], issuedDay),
    noticesJa,
    costParts,
    ...(baseline !== undefined && { baseline: { ...baseline, gainYen: gainYen(kind, totalYen, baseline.amountYen) } }),
    payment,
    balance: balanceOf(kind, totalYen, payment),
  };
}

function checkCostParts(costParts: readonly CostPart[]): void {
  assertCount('cost parts', costParts.length, MAX_STATEMENT_ITEMS);
  for (const { labelJa, amountMillisen } of costParts) {
    assertText('cost part', labelJa);
    if (!Number.isSafeInteger(amountMillisen)) {
      throw billingError('CHARGE_INVALID', `The cost part ${labelJa} is not whole.`, 'Give whole millisen.');
    }
  }
}

/** What is to be paid now of an amount. @throws IchienError PAYMENT_INVALID, AMOUNT_OUT_OF_RANGE */
export function balanceOf(kind: StatementKind, amountYen: number, payment: StatementInput['payment']) {
  const { pointsUsedYen = 0, carriedInYen, rule, isFinal } = payment;
  assertYen('amount paid in points', pointsUsedYen, 0);
  if (pointsUsedYen > 0 && (kind === 'purchase' || pointsUsedYen > amountYen)) {
    throw billingError(
      'PAYMENT_INVALID',
      `${pointsUsedYen} yen of points are used for ${amountYen} yen.`,
      'Use points on bills only, and at most the amount.',
      { pointsUsedYen, amountYen },
    );
  }
  return balanceDue({ amountYen: amountYen - pointsUsedYen, carriedInYen, rule, isFinal });
}

function gainYen(kind: StatementKind, totalYen: number, baselineYen: number): number {
  assertYen('baseline', baselineYen);
  return kind === 'bill' ? baselineYen - totalYen : totalYen - baselineYen;
}

function checkHead({ period, month, issuedDay, issuer, addressee, version, payment, baseline }: StatementInput): void {
  assertDay(period.fromDay);
  assertDay(period.toDay);
  assertDay(issuedDay);
  assertDay(payment.dueDay);
  if (period.fromDay > period.toDay || period.toDay.slice(0, 7) !== month) {
    throw billingError(
      'PERIOD_INVALID',
      `The period ${period.fromDay} to ${period.toDay} does not end in ${month}.`,
      'Give a period that ends in the month of the statement.',
      { ...period, month },
    );
  }
  if (issuedDay <= period.toDay || payment.dueDay < issuedDay) {
    throw billingError(
      'DAY_ORDER_INVALID',
      `Period to ${period.toDay}, issued ${issuedDay}, due ${payment.dueDay}.`,
      'Issue after the period, and let the day of payment follow.',
      { toDay: period.toDay, issuedDay, dueDay: payment.dueDay },
    );
  }
  if (!isBankDay(payment.dueDay)) {
    throw billingError('PAYMENT_INVALID', `Banks are closed on ${payment.dueDay}.`, 'Take a day of bankDayOfMonth.', {
      dueDay: payment.dueDay,
    });
  }
  if (!Number.isSafeInteger(version) || version < 1) {
    throw billingError('VERSION_INVALID', `${version} is not a version.`, 'Count from 1.', {
      version: String(version),
    });
  }
  const texts = { ...issuer, addressee: addressee.nameJa, participant: addressee.participantId };
  for (const [what, text] of Object.entries(texts)) assertText(what, text);
  assertText('payment method', payment.methodJa);
  assertText('account', payment.accountJa);
  if (baseline !== undefined) {
    assertText('baseline', baseline.nameJa);
    assertText('source of the baseline', baseline.source);
  }
  assertRegistrationNumber(issuer.registrationNumber);
  if (!/^\d{22}$/.test(addressee.supplyPointId)) {
    throw billingError(
      'SUPPLY_POINT_INVALID',
      `"${addressee.supplyPointId}" is not a supply point.`,
      'Give its 22 digits.',
      { supplyPointId: addressee.supplyPointId },
    );
  }
}

/** The lines of metered energy must be the meter's month, to the Wh: a statement never bills energy twice or not at all. */
function checkEnergy(meteredWh: number, sums: readonly LedgerSum[]): void {
  if (!Number.isSafeInteger(meteredWh) || meteredWh < 0) {
    throw billingError('ENERGY_INVALID', `${meteredWh} Wh is not an energy.`, 'Give whole Wh from 0.', {
      meteredWh: String(meteredWh),
    });
  }
  let postedWh = 0;
  for (const { line, energyWh } of sums) if (ledgerLineRule(line).isMetered) postedWh += energyWh;
  if (postedWh !== meteredWh) {
    throw billingError(
      'ENERGY_MISMATCH',
      `The ledger has ${postedWh} Wh of the month, the meter ${meteredWh}.`,
      'Give all postings and the readings that they rest on; settle the missing slots first.',
      { postedWh, meteredWh },
    );
  }
}
