import {
  type Adjustment,
  addBankDays,
  adjustmentOf,
  bankDayOfMonth,
  billOf,
  chargesOf,
  type Payment,
  purchaseOf,
  type Statement,
  type StatementInput,
  type StatementKind,
} from '#billing';
import { addDays, dayOf, floorYen, formatYenPerKwh, IchienError, isIchienError, slotAt, slotOf } from '#energy';
import { DEFAULT_SETTLEMENT_RATES, type MonthUse, priceMonth, rateAt, tariffOf } from '#tariff';
import { apiError } from '../errors.js';
import { type BillingAccount, maskedAccount } from './billing-account.js';
import type { BillingSettings } from './billing-settings.js';
import type { LedgerSum, MonthLedger } from './month-ledger.js';
import type { Month } from './month-of.js';
import type { MonthPrices } from './month-prices.service.js';

/** A participant and what its earlier statements left. */
export interface Customer {
  readonly participantId: string;
  readonly meterId: string;
  readonly joinedAtMs: number;
  /** All that its account has in the month. */
  readonly postings: readonly LedgerSum[];
  /** For statements priced before: the terms of then, with the bank account of now. */
  readonly account: BillingAccount;
  /** The newest versions of this month's statements. */
  readonly previous: Partial<Readonly<Record<StatementKind, PreviousStatement>>>;
  readonly carriedInYen: Readonly<Record<StatementKind, number>>;
}

/** A statement of an earlier run. */
export interface PreviousStatement {
  readonly sequence: number;
  readonly statement: Statement;
}

/** One version to be stored. */
export interface MadeStatement {
  readonly participantId: string;
  readonly meterId: string;
  readonly kind: StatementKind;
  readonly sequence: number;
  readonly statement: Statement;
  /** For corrections: what is sent. */
  readonly adjustment?: Adjustment;
  readonly account: BillingAccount;
}

/** What holds for all statements of a run. */
export interface RunTerms {
  readonly month: Month;
  readonly issuedDay: string;
  readonly reason: string | null;
  readonly settings: BillingSettings;
  readonly prices: MonthPrices;
  readonly nextSequence: Record<StatementKind, number>;
}

/** What a participant's imports bear besides its own charges, for the retailer's file and the bill's information. */
export interface PassedOn {
  readonly wheelingMillisen: number;
  readonly platformFeeMillisen: number;
  readonly fundMillisen: number;
}

/**
 * The statements that a participant's month comes to: those that are new, or have changed. Nothing is stored here.
 *
 * @throws IchienError of `#billing` and `#tariff`, naming the participant
 */
export function statementsOf(customer: Customer, ledger: MonthLedger, run: RunTerms): MadeStatement[] {
  try {
    return makeStatements(customer, ledger, run);
  } catch (error) {
    if (!isIchienError(error)) throw error;
    const { participantId } = customer;
    const what = `${participantId}: ${error.message.slice(0, -error.fix.length).trim()}`;
    throw new IchienError(error.code, what, error.fix, { ...error.details, participantId });
  }
}

function makeStatements(customer: Customer, ledger: MonthLedger, run: RunTerms): MadeStatement[] {
  const made: MadeStatement[] = [];
  for (const kind of ['bill', 'purchase'] as const) {
    const previous = customer.previous[kind];
    if (kind === 'purchase' && previous === undefined && !hasSales(customer, ledger)) continue;
    const sequence = previous?.sequence ?? run.nextSequence[kind]++;
    const input = inputOf(customer, kind, sequence, ledger, run);
    const statement = kind === 'bill' ? makeBill(input, customer, ledger, run) : makePurchase(input, customer, run);
    const { participantId, meterId } = customer;
    if (previous === undefined) {
      made.push({ participantId, meterId, kind, sequence, statement, account: customer.account });
      continue;
    }
    const adjustment = adjustmentOf(previous.statement, statement, run.reason!);
    if (adjustment !== undefined) {
      made.push({ participantId, meterId, kind, sequence, statement, adjustment, account: customer.account });
    }
  }
  return made;
}

/** Wheeling, platform fee and accrual of a participant's imports, by each slot's own rules. */
export function passedOnOf(participantId: string, ledger: MonthLedger, { firstSlot }: Month): PassedOn {
  const passedOn = { wheelingMillisen: 0, platformFeeMillisen: 0, fundMillisen: 0 };
  const series = ledger.imports.get(`participant:${participantId}`);
  if (series === undefined) return passedOn;
  for (const { slot, rules } of ledger.heads.values()) {
    const neighbourWh = series.neighbourWh[slot - firstSlot]!;
    passedOn.wheelingMillisen += (neighbourWh + series.residualWh[slot - firstSlot]!) * rules.wheelingPriceSen;
    passedOn.platformFeeMillisen += neighbourWh * (rules.platformFeePriceSen ?? 0);
    passedOn.fundMillisen += neighbourWh * (rules.fundAccrualPriceSen ?? 0);
  }
  return passedOn;
}

/** The bank day on which a kind of statements issued on a day is paid: in the month after the billed one, or as soon as a bank can. */
export function dueDayOf(kind: StatementKind, { month, issuedDay, settings }: RunTerms): string {
  const dayOfMonth = kind === 'bill' ? settings.collectionDay : settings.paymentDay;
  const earliest = addBankDays(issuedDay, settings.bankLeadDays);
  let dueMonth = addDays(month.toDay, 1).slice(0, 7);
  for (;;) {
    const day = bankDayOfMonth(dueMonth, dayOfMonth, 'next');
    if (day >= earliest) return day;
    dueMonth = addDays(`${dueMonth}-01`, 31).slice(0, 7);
  }
}

function hasSales({ postings, meterId }: Customer, { meters }: MonthLedger): boolean {
  const lines = ['tradedSale', 'poolSale', 'residualSale', 'shortfall', 'flexibilityReward'];
  return (
    (meters.get(meterId)?.exportWh ?? 0) > 0 ||
    postings.some(({ line, energyWh }) => lines.includes(line) && energyWh !== 0n)
  );
}

function inputOf(
  customer: Customer,
  kind: StatementKind,
  sequence: number,
  { meters }: MonthLedger,
  run: RunTerms,
): StatementInput {
  const { participantId, account, previous, meterId, postings } = customer;
  const { month, issuedDay, settings } = run;
  const meter = meters.get(meterId);
  return {
    sequence,
    version: (previous[kind]?.statement.version ?? 0) + 1,
    month: month.month,
    period: { fromDay: firstDayOf(customer, month), toDay: month.toDay },
    issuedDay,
    issuer: settings.issuer,
    addressee: {
      participantId,
      nameJa: account.nameJa,
      supplyPointId: kind === 'bill' ? account.supplyPointId : (account.receivingPointId ?? account.supplyPointId),
    },
    postings,
    meteredWh: (kind === 'bill' ? meter?.importWh : meter?.exportWh) ?? 0,
    payment: paymentOf(customer, kind, run),
  };
}

function paymentOf({ account, previous, carriedInYen }: Customer, kind: StatementKind, run: RunTerms): Payment {
  const masked = maskedAccount(account);
  const way =
    kind === 'purchase'
      ? { methodJa: '口座振込', accountJa: masked }
      : account.payBy === 'debit'
        ? { methodJa: '口座振替', accountJa: masked }
        : { methodJa: '払込票', accountJa: 'お送りする払込票' };
  return {
    ...way,
    dueDay: dueDayOf(kind, run),
    // A correction is settled by itself: what earlier months left was taken by the first version.
    carriedInYen: previous[kind] === undefined ? carriedInYen[kind] : 0,
    rule: { minimumYen: run.settings.minimumYen },
    isFinal: false,
  };
}

/** Of the month, or of the participant's first day in it. */
export function firstDayOf({ joinedAtMs }: Pick<Customer, 'joinedAtMs'>, { fromDay }: Month): string {
  const joinedDay = dayOf(slotAt(joinedAtMs));
  return joinedDay > fromDay ? joinedDay : fromDay;
}

function makeBill(input: StatementInput, customer: Customer, ledger: MonthLedger, run: RunTerms): Statement {
  const { participantId, account } = customer;
  const { month, prices } = run;
  const tariff = tariffOf(account.tariffId);
  const { fromDay } = input.period;
  const fuel = prices.fuel[tariff.id];
  const spot = prices.spot[tariff.area];
  const daysBefore = (slotOf(fromDay) - month.firstSlot) / 48;
  const ofDays = (month.lastSlot - month.firstSlot + 1) / 48;
  const use = (energyWhBySlot: readonly number[]): MonthUse => ({
    billingMonth: month.month,
    fromDay,
    toDay: month.toDay,
    contract: {
      ...(account.capacity !== null && { capacity: account.capacity }),
      levyReductionPercent: account.levyReductionPercent,
    },
    use: { energyWhBySlot: energyWhBySlot.slice(slotOf(fromDay) - month.firstSlot) },
    ...(fuel !== undefined && { fuelAdjustmentSen: fuel.sen }),
    ...(spot !== undefined && { marketPriceSenBySlot: spot.slice(slotOf(fromDay) - month.firstSlot) }),
    ...(daysBefore > 0 && { proration: { days: ofDays - daysBefore, ofDays } }),
  });
  const none = new Array<number>(month.lastSlot - month.firstSlot + 1).fill(0);
  const series = ledger.imports.get(`participant:${participantId}`) ?? { residualWh: none, neighbourWh: none };
  const whole = priceMonth(tariff, use(series.residualWh.map((wh, index) => wh + series.neighbourWh[index]!)));
  // Whoever bought all from neighbours has used the connection all the same: no half basic charge.
  const rest = { ...use(series.residualWh), suppliedByOthers: whole.usageKwh > 0 };
  const retail = priceMonth(tariff, rest).lines.filter(({ kind }) => kind !== 'levy');
  // Every imported kWh bears the levy, whoever sold it.
  const levy = whole.lines.filter(({ kind }) => kind === 'levy');
  const fuelNote = fuel === undefined ? '' : `、燃料費調整 ${fuel.source}`;
  return billOf({
    ...input,
    charges: chargesOf([...retail, ...levy]),
    residualPricedBy: 'tariff',
    costParts: [
      {
        labelJa: '託送料金相当額',
        amountMillisen: passedOnOf(participantId, ledger, month).wheelingMillisen,
        source: rateAt(DEFAULT_SETTLEMENT_RATES.wheelingPriceSen, month.toDay).source,
      },
    ],
    baseline: {
      nameJa: `すべて${tariff.name.ja}で買った場合`,
      amountYen: whole.totalYen,
      source: `${tariff.retailer} ${tariff.name.ja}、同じ使用量${fuelNote}`.slice(0, 200),
    },
  });
}

function makePurchase(
  input: StatementInput,
  { account }: Customer,
  { issuedDay, settings, month }: RunTerms,
): Statement {
  const { value: priceSen } = rateAt(DEFAULT_SETTLEMENT_RATES.postFitPriceSen, month.fromDay);
  return purchaseOf({
    ...input,
    ...(account.registrationNumber !== null && { sellerRegistrationNumber: account.registrationNumber }),
    sellerIsPerson: account.isPerson,
    policy: settings.inputTaxPolicy,
    environmentalValueOwner: settings.environmentalValueOwner,
    confirmByDay: addDays(issuedDay, settings.confirmDays),
    baseline: {
      nameJa: 'すべて余剰買取で売った場合',
      amountYen: Number(floorYen(BigInt(input.meteredWh) * BigInt(priceSen))),
      source: `余剰買取 ${formatYenPerKwh(priceSen)}円/kWh、同じ電力量`,
    },
  });
}

/** Refuses what no file can carry out. @throws IchienError BILLING_AMOUNT_REVERSED */
export function assertPaidForward({ statement, adjustment }: MadeStatement): void {
  const { payableYen } = (adjustment ?? statement).balance;
  if (payableYen >= 0) return;
  throw apiError(
    'BILLING_AMOUNT_REVERSED',
    `${statement.number} is to be paid the other way: ${payableYen} yen.`,
    'Pay it by hand and say so: no bank file carries it.',
    { number: statement.number },
  );
}
