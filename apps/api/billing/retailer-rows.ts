import type { Statement, StatementKind, StatementLine } from '#billing';
import { dayOf, komaOf } from '#energy';
import { type BgPositionRow, type Finality, type SettlementMonthlyRow, sha256 } from '#formats';
import type { StatementRow } from './billing.entities.js';
import type { BillingAccount } from './billing-account.js';
import type { BillingSettings } from './billing-settings.js';
import type { SlotHead } from './month-ledger.js';
import type { PassedOn } from './month-statements.js';

/** What the retailer's file says beside a statement. */
export interface StatementFacts {
  readonly passedOn: PassedOn;
  /** What the participant's trades of this side came to before the meters spoke. */
  readonly tradedWh: number;
  readonly finality: Finality;
  /** The highest half hour that was taken, kW; absent before this was kept, and of purchases. */
  readonly maximumDemandKw?: number;
}

/** A statement with all that its row needs. */
export interface StatedMonth extends StatementFacts {
  readonly statement: Statement;
  readonly account: Pick<BillingAccount, 'contractNumber' | 'tariffId'>;
}

/** A row of `settlement_monthly`. Amounts are as the statement has them, in its direction: 買 pays, 売 receives. */
export function monthlyRow(
  { statement, account, passedOn, tradedWh, finality }: StatedMonth,
  settings: BillingSettings,
): SettlementMonthlyRow {
  const isBill = statement.kind === 'bill';
  const traded = lineOf(statement, isBill ? 'tradedSupply' : 'tradedSale');
  const charges = lineOf(statement, 'retailCharge')?.details ?? [];
  const charged = (codes: readonly string[]) =>
    charges.filter(({ code }) => codes.includes(code)).reduce((sum, { amountMillisen }) => sum + amountMillisen, 0);
  const deliveredWh = traded?.energyWh ?? 0;
  const amountMillisen = traded?.exactMillisen ?? 0;
  const residualWh = isBill
    ? (statement.superseded.find(({ line }) => line === 'residualSupply')?.energyWh ?? 0)
    : (lineOf(statement, 'residualSale')?.energyWh ?? 0);
  return {
    month: statement.month,
    retailerCode: settings.retailerCode,
    balancingGroupCode: settings.balancingGroupCode,
    contractNumber: account.contractNumber,
    side: isBill ? '買' : '売',
    pointId: statement.addressee.supplyPointId,
    readingDay: statement.period.toDay,
    meteredWh: statement.meteredWh,
    tradedWh,
    deliveredWh,
    averagePriceSen: deliveredWh === 0 ? undefined : halfUp(amountMillisen, deliveredWh),
    tradedMillisen: amountMillisen,
    residualWh,
    residualPriceClass: isBill ? account.tariffId : '余剰買取',
    basicMillisen: charged(['basic', 'powerFactor', 'unusedHalf', 'proration', 'minimumMonth']),
    energyChargeMillisen: charged(['energy', 'adjustment']),
    fuelAdjustmentMillisen: charged(['fuelAdjustment']),
    levyYen: lineOf(statement, 'renewableLevy')?.amountYen ?? 0,
    wheelingMillisen: isBill ? passedOn.wheelingMillisen : 0,
    platformFeeMillisen: isBill ? passedOn.platformFeeMillisen : 0,
    flexibilityRewardMillisen: lineOf(statement, 'flexibilityReward')?.exactMillisen ?? 0,
    regionalFundMillisen: isBill ? passedOn.fundMillisen : 0,
    points: statement.payment.pointsUsedYen ?? 0,
    taxClass: `課税${statement.tax.ratePercent}%`,
    taxYen: statement.tax.taxYen,
    amountYen: statement.totalYen,
    dataVersion: statement.version,
    finality,
    hash: sha256(JSON.stringify(statement)),
  };
}

/** The rows of `settlement_monthly` of a kind of stored statements. */
export function monthlyRowsOf(rows: readonly StatementRow[], kind: StatementKind, settings: BillingSettings) {
  return rows
    .filter((row) => row.kind === kind)
    .map(({ content, terms, facts }) =>
      monthlyRow({ statement: JSON.parse(content), account: JSON.parse(terms), ...JSON.parse(facts) }, settings),
    );
}

/**
 * The rows of `bg_position` as the month was settled: what was fed in and taken, and the rest that the retailer bought
 * (negative: sold). All trades are within its balancing group, so they move nothing between groups.
 */
export function positionRows(
  heads: Iterable<Pick<SlotHead, 'slot' | 'version' | 'exportedWh' | 'importedWh'>>,
): BgPositionRow[] {
  return [...heads].map(({ slot, version, exportedWh, importedWh }) => ({
    day: dayOf(slot),
    koma: komaOf(slot),
    generationWh: exportedWh,
    demandWh: importedWh,
    netTradedWh: 0,
    residualWh: importedWh - exportedWh,
    settlementVersion: version,
  }));
}

function lineOf({ lines }: Statement, code: StatementLine['code']): StatementLine | undefined {
  return lines.find((line) => line.code === code);
}

function halfUp(amountMillisen: number, energyWh: number): number {
  return Number((2n * BigInt(amountMillisen) + BigInt(energyWh)) / (2n * BigInt(energyWh)));
}
