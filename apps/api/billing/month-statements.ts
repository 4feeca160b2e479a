import {
  type Adjustment,
  adjustmentOf,
  billOf,
  type CostPart,
  chargesOf,
  purchaseOf,
  type Statement,
  type StatementInput,
  type StatementKind,
  sameToTheMillisen,
} from '#billing';
import { addDays, dayOf, floorYen, formatYenPerKwh, rateAt, SLOTS_PER_DAY, slotOf } from '#energy';
import {
  contractPowerKw,
  daysOf,
  type MonthUse,
  maximumDemandKw,
  priceMonth,
  type SettlementRates,
  type Tariff,
} from '#tariff';
import type { BillingAccount } from './billing-account.js';
import { supplyContractOf } from './billing-contract.js';
import type { BillingSettings } from './billing-settings.js';
import { inNameOf } from './in-name-of.js';
import type { Leaving } from './leavings.js';
import type { LedgerSum, MonthLedger } from './month-ledger.js';
import type { Month } from './month-of.js';
import type { MonthPrices } from './month-prices.service.js';
import { isFinal, type PaymentWay, paymentOf, wayOf } from './statement-payment.js';

const PREMIUM_PARTS = {
  bill: { code: 'premiumPaid', labelJa: 'ご希望の電気への上乗せ' },
  purchase: { code: 'premiumReceived', labelJa: 'ご希望に合う電気として受け取った上乗せ' },
} as const satisfies Record<StatementKind, Pick<CostPart, 'code' | 'labelJa'>>;

/** A participant and what its earlier statements left. */
export interface Customer {
  readonly participantId: string;
  /** First slot of its membership. */
  readonly fromSlot: number;
  /** Present once it has left, whenever that was. */
  readonly leaving?: Leaving;
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
  readonly kind: StatementKind;
  readonly sequence: number;
  readonly statement: Statement;
  /**
   * For corrections: what is sent. Absent from a correction that changes no line by a yen or a Wh: nothing is sent, and the version is
   * kept because the next one, and the control, start from its exact amounts.
   */
  readonly adjustment?: Adjustment;
  /** How what its document asks for is paid, if it asks for anything. */
  readonly way: PaymentWay;
  readonly account: BillingAccount;
}

/** What holds for all statements of a run. */
export interface RunTerms {
  readonly month: Month;
  readonly issuedDay: string;
  readonly reason: string | null;
  readonly settings: BillingSettings;
  readonly prices: MonthPrices;
  readonly rates: SettlementRates;
  /** A menu with the terms that stand. @throws IchienError TARIFF_UNKNOWN */
  readonly tariffOf: (tariffId: string) => Tariff;
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
  return inNameOf(customer.participantId, () => makeStatements(customer, ledger, run));
}

function makeStatements(customer: Customer, ledger: MonthLedger, run: RunTerms): MadeStatement[] {
  const made: MadeStatement[] = [];
  for (const kind of ['bill', 'purchase'] as const) {
    const previous = customer.previous[kind];
    if (kind === 'purchase' && previous === undefined && !hasSales(customer, ledger, run)) continue;
    const sequence = previous?.sequence ?? run.nextSequence[kind]++;
    const forward = documentOf(customer, kind, sequence, wayOf(customer, kind, false), ledger, run);
    if (forward === undefined) continue;
    // Only of who has left: for all others a negative sum waits.
    const isReversed = payableOf(forward) < 0;
    made.push(isReversed ? documentOf(customer, kind, sequence, wayOf(customer, kind, true), ledger, run)! : forward);
  }
  return made;
}

/** A statement, or a correction of what was stated before; undefined if there is nothing to correct. */
function documentOf(
  customer: Customer,
  kind: StatementKind,
  sequence: number,
  way: PaymentWay,
  ledger: MonthLedger,
  run: RunTerms,
): MadeStatement | undefined {
  const { participantId, account, previous } = customer;
  const input = inputOf(customer, kind, sequence, way, ledger, run);
  const statement =
    kind === 'bill' ? makeBill(input, customer, ledger, run) : makePurchase(input, customer, ledger, run);
  const made = { participantId, kind, sequence, statement, way, account };
  if (previous[kind] === undefined) return made;
  const adjustment = adjustmentOf(previous[kind].statement, statement, run.reason!);
  if (adjustment !== undefined) return { ...made, adjustment };
  return sameToTheMillisen(previous[kind].statement, statement) ? undefined : made;
}

/** What is sent of a made statement: all of a first one, a correction's difference, or nothing. */
export function sentOf({ statement, adjustment }: MadeStatement): Statement | Adjustment | undefined {
  return statement.version === 1 ? statement : adjustment;
}

/** What its document asks for; negative: the other way. */
function payableOf(made: MadeStatement): number {
  return sentOf(made)?.balance.payableYen ?? 0;
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

/** Anything sold, or a rest of what was sold that has to be paid at the end. */
function hasSales(customer: Customer, { meters }: MonthLedger, run: RunTerms): boolean {
  const lines = ['tradedSale', 'poolSale', 'residualSale', 'shortfall', 'flexibilityReward'];
  return (
    (meters.get(customer.participantId)?.exportWh ?? 0) > 0 ||
    customer.postings.some(({ line, energyWh }) => lines.includes(line) && energyWh !== 0n) ||
    (isFinal(customer, 'purchase', run) && customer.carriedInYen.purchase !== 0)
  );
}

function inputOf(
  customer: Customer,
  kind: StatementKind,
  sequence: number,
  way: PaymentWay,
  { meters }: MonthLedger,
  run: RunTerms,
): StatementInput {
  const { participantId, account, previous, postings } = customer;
  const { month, issuedDay, settings } = run;
  const meter = meters.get(participantId);
  return {
    sequence,
    version: (previous[kind]?.statement.version ?? 0) + 1,
    month: month.month,
    period: { fromDay: firstDayOf(customer, month), toDay: lastDayOf(customer, month) },
    issuedDay,
    issuer: settings.issuer,
    addressee: {
      participantId,
      nameJa: account.nameJa,
      supplyPointId: kind === 'bill' ? account.supplyPointId : (account.receivingPointId ?? account.supplyPointId),
    },
    postings,
    meteredWh: (kind === 'bill' ? meter?.importWh : meter?.exportWh) ?? 0,
    payment: paymentOf(customer, kind, way, run),
  };
}

/** Of the month, or of the participant's first day in it. */
export function firstDayOf({ fromSlot }: Pick<Customer, 'fromSlot'>, { fromDay }: Month): string {
  const joinedDay = dayOf(fromSlot);
  return joinedDay > fromDay ? joinedDay : fromDay;
}

/** Of the month, or of the participant's contract in it. */
export function lastDayOf({ leaving }: Pick<Customer, 'leaving'>, { toDay }: Month): string {
  return leaving?.lastDay ?? toDay;
}

function makeBill(input: StatementInput, customer: Customer, ledger: MonthLedger, run: RunTerms): Statement {
  const { participantId, account } = customer;
  const { month, prices } = run;
  const tariff = run.tariffOf(account.tariffId);
  const { fromDay, toDay } = input.period;
  const fuel = prices.fuel[tariff.id];
  const spot = prices.spot[tariff.area];
  const days = daysOf(fromDay, toDay);
  const ofDays = daysOf(month.fromDay, month.toDay);
  const within = <T>(ofMonth: readonly T[]) =>
    ofMonth.slice(slotOf(fromDay) - month.firstSlot).slice(0, days * SLOTS_PER_DAY);
  const imports = importsOf(participantId, ledger, month);
  const contract = supplyContractOf(account, measuredPowerKw(customer, imports, prices));
  const use = (energyWhBySlot: readonly number[]): MonthUse => ({
    billingMonth: month.month,
    fromDay,
    toDay,
    contract,
    use: { energyWhBySlot: within(energyWhBySlot) },
    ...(fuel !== undefined && { fuelAdjustmentSen: fuel.sen }),
    ...(spot !== undefined && { marketPriceSenBySlot: within(spot) }),
    ...(days < ofDays && { proration: { days, ofDays } }),
  });
  const whole = priceMonth(tariff, use(imports));
  // Whoever bought all from neighbours has used the connection all the same: no half basic charge.
  const residualWh = ledger.imports.get(`participant:${participantId}`)?.residualWh ?? imports.map(() => 0);
  const rest = { ...use(residualWh), suppliedByOthers: whole.usageKwh > 0 };
  const retail = priceMonth(tariff, rest).lines.filter(({ kind }) => kind !== 'levy');
  // Every imported kWh bears the levy, whoever sold it.
  const levy = whole.lines.filter(({ kind }) => kind === 'levy');
  const fuelNote = fuel === undefined ? '' : `、燃料費調整 ${fuel.source}`;
  return billOf({
    ...input,
    charges: chargesOf([...retail, ...levy]),
    residualPricedBy: 'tariff',
    discounts: account.discounts,
    costParts: [
      {
        code: 'wheeling',
        labelJa: '託送料金相当額',
        amountMillisen: passedOnOf(participantId, ledger, month).wheelingMillisen,
        source: rateAt(run.rates.wheelingPriceSen, month.toDay).source,
      },
      ...premiumPart('bill', customer, ledger),
    ],
    baseline: {
      nameJa: `すべて${tariff.name.ja}で買った場合`,
      // Its discounts it would have had as well.
      amountYen: account.discounts.reduce((rest, { amountYen }) => rest - amountYen, whole.totalYen),
      source: `${tariff.retailer} ${tariff.name.ja}、同じ使用量${fuelNote}`.slice(0, 200),
    },
  });
}

/** What of neighbours' energy was paid, or received, for a wanted origin; none where nothing was, or the ledger may not tell. */
function premiumPart(kind: StatementKind, { participantId }: Customer, { premiums }: MonthLedger): CostPart[] {
  const amountMillisen = premiums[kind].get(participantId);
  if (amountMillisen === undefined) return [];
  return [
    { ...PREMIUM_PARTS[kind], amountMillisen: Number(amountMillisen), source: '約定ごとの上乗せ × 受け渡した電力量' },
  ];
}

/** What a participant took in each half hour of the month, from the retailer and from neighbours. */
export function importsOf(participantId: string, { imports }: MonthLedger, { firstSlot, lastSlot }: Month): number[] {
  const series = imports.get(`participant:${participantId}`);
  if (series === undefined) return new Array<number>(lastSlot - firstSlot + 1).fill(0);
  return series.residualWh.map((wh, index) => wh + series.neighbourWh[index]!);
}

/** Contract power of the month, at least 1 kW; undefined if it is not measured. */
function measuredPowerKw(
  { participantId, account }: Customer,
  imports: readonly number[],
  { earlierMaximumKw }: MonthPrices,
): number | undefined {
  if (account.capacity?.isMeasured !== true) return undefined;
  const monthlyMaximumKw = [earlierMaximumKw?.[participantId] ?? 0, maximumDemandKw(imports), 1];
  return contractPowerKw({ mode: 'measured', monthlyMaximumKw });
}

function makePurchase(
  input: StatementInput,
  customer: Customer,
  ledger: MonthLedger,
  { issuedDay, settings, month, rates }: RunTerms,
): Statement {
  const { account } = customer;
  const { value: priceSen } = rateAt(rates.postFitPriceSen, month.fromDay);
  return purchaseOf({
    ...input,
    ...(account.registrationNumber !== null && { sellerRegistrationNumber: account.registrationNumber }),
    sellerIsPerson: account.isPerson,
    policy: settings.inputTaxPolicy,
    environmentalValueOwner: settings.environmentalValueOwner,
    confirmByDay: addDays(issuedDay, settings.confirmDays),
    costParts: premiumPart('purchase', customer, ledger),
    baseline: {
      nameJa: 'すべて余剰買取で売った場合',
      amountYen: Number(floorYen(BigInt(input.meteredWh) * BigInt(priceSen))),
      source: `余剰買取 ${formatYenPerKwh(priceSen)}円/kWh、同じ電力量`,
    },
  });
}
