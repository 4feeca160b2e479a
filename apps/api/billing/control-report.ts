import {
  type ControlCheck,
  type ControlCheckCode,
  type ControlReport,
  type ControlResidual,
  controlMonth,
  type MonthControl,
  type Statement,
  taxToPost,
} from '#billing';
import { formatScaled, formatYen } from '#energy';
import type { ManifestEntry } from '#formats';
import type { TaxLine } from '#settlement';
import type { LedgerSum } from './month-ledger.js';
import type { PaymentWay } from './statement-payment.js';

/** What is held against each other. */
export interface ControlInput {
  readonly month: string;
  readonly run: number;
  readonly issuedDay: string;
  readonly ledger: readonly LedgerSum[];
  /** The ledger read once more; absent if it has gone on meanwhile. */
  readonly ledgerNow?: readonly LedgerSum[];
  /** The newest full version of every statement of the month. */
  readonly statements: readonly Statement[];
  readonly corrections: number;
  /** Yen that the documents of the run ask for or pay out, whichever way. */
  readonly payableYen: bigint;
  readonly orderedYen: Readonly<Record<PaymentWay, bigint>>;
  /** Yen that no document of the run asks for, by way: of earlier months, failed and asked for again, or paid twice and refunded. */
  readonly repeatedYen: Readonly<Record<PaymentWay, bigint>>;
  /** The files of the bank and of slips as they were read back. */
  readonly askedYen: Readonly<Record<PaymentWay, bigint>>;
  /** What the month's statements have on the account `tax`. */
  readonly taxMillisen: Readonly<Record<TaxLine, bigint>>;
  readonly documents: number;
  readonly pdfs: number;
  readonly monthly: Readonly<Record<'bill' | 'purchase', Readonly<Record<string, bigint>>>>;
  readonly slots: Readonly<Record<string, bigint>>;
  readonly positions: Readonly<Record<string, bigint>>;
  readonly notes: readonly string[];
  readonly entries: readonly ManifestEntry[];
}

/** Holds a month's ledger, statements, files and payments against each other. */
export function controlReport(input: ControlInput): ControlReport {
  const { ledger, statements, monthly, slots, positions, orderedYen, repeatedYen, askedYen } = input;
  const control = controlMonth(ledger, statements);
  const ofLine = (line: string, kind: 'energyWh' | 'amountMillisen', account: string | undefined = undefined) =>
    ledger
      .filter(
        (sum) =>
          sum.line === line &&
          (account === undefined ? sum.account.startsWith('participant:') : sum.account === account),
      )
      .reduce((total, sum) => total + sum[kind], 0n);
  const statedYen = (code: string) =>
    statements
      .flatMap(({ lines }) => lines)
      .filter((line) => line.code === code)
      .reduce((total, { amountYen }) => total + BigInt(amountYen), 0n);
  const totalYen = (kind: Statement['kind']) => control.totals.find((total) => total.kind === kind)!.totalYen;
  const isZeroByLine = [...new Set(ledger.map(({ line }) => line))].every(
    (line) => ledger.filter((sum) => sum.line === line).reduce((total, sum) => total + sum.amountMillisen, 0n) === 0n,
  );
  const buys = monthly.bill;
  const sells = monthly.purchase;
  const checks = [
    check('ledgerZero', 'ledger: every line sums to zero', 'count', 1n, isZeroByLine ? 1n : 0n),
    ...(input.ledgerNow === undefined
      ? []
      : [
          check(
            'ledgerUnchanged',
            'ledger: read once more, accounts and lines that differ',
            'count',
            0n,
            differing(ledger, input.ledgerNow),
          ),
        ]),
    check(
      'postingsStated',
      'statements: postings that do not stand on exactly one',
      'count',
      0n,
      BigInt(control.differences.length),
    ),
    ...control.totals.map((total) =>
      check(
        `${total.kind}sPosted`,
        `statements: ${total.kind}s, posted - superseded + added = stated + cut off`,
        'millisen',
        total.postedMillisen - total.supersededMillisen + total.addedMillisen,
        total.totalYen * 100_000n + total.residualMillisen,
      ),
    ),
    check('salesTax', 'tax: of bills = ledger', 'millisen', taxOf(statements, 'bill'), input.taxMillisen.salesTax),
    check(
      'inputTax',
      'tax: deductible of purchases = ledger',
      'millisen',
      -taxOf(statements, 'purchase'),
      input.taxMillisen.inputTax,
    ),
    check('pdfs', 'PDFs: one a document', 'count', BigInt(input.documents), BigInt(input.pdfs)),
    check(
      'payable',
      'payments: payable on statements = asked of bank and residents',
      'yen',
      input.payableYen,
      orderedYen.debit + orderedYen.transfer + orderedYen.invoice,
    ),
    check('bankDebit', 'bank: collections in the files', 'yen', orderedYen.debit + repeatedYen.debit, askedYen.debit),
    check(
      'bankTransfer',
      'bank: transfers in the files',
      'yen',
      orderedYen.transfer + repeatedYen.transfer,
      askedYen.transfer,
    ),
    check('slips', 'slips: asked for in the file', 'yen', orderedYen.invoice + repeatedYen.invoice, askedYen.invoice),
    check('monthlyBills', 'settlement_monthly: bills', 'yen', totalYen('bill'), buys.amountYen ?? 0n),
    check('monthlyPurchases', 'settlement_monthly: purchases', 'yen', totalYen('purchase'), sells.amountYen ?? 0n),
    check(
      'monthlyBought',
      'settlement_monthly: bought from neighbours = ledger',
      'millisen',
      -ofLine('tradedSupply', 'amountMillisen'),
      buys.tradedMillisen ?? 0n,
    ),
    check(
      'monthlySold',
      'settlement_monthly: sold to neighbours = ledger',
      'millisen',
      ofLine('tradedSale', 'amountMillisen'),
      sells.tradedMillisen ?? 0n,
    ),
    check(
      'monthlyWheeling',
      'settlement_monthly: wheeling = grid company in the ledger',
      'millisen',
      ofLine('wheeling', 'amountMillisen', 'gridCompany'),
      buys.wheelingMillisen ?? 0n,
    ),
    check(
      'monthlyPlatformFee',
      'settlement_monthly: platform fee = ledger',
      'millisen',
      ofLine('platformFee', 'amountMillisen', 'platform'),
      buys.platformFeeMillisen ?? 0n,
    ),
    check(
      'monthlyLevy',
      'settlement_monthly: levy = statements',
      'yen',
      statedYen('renewableLevy'),
      buys.levyYen ?? 0n,
    ),
    check(
      'slotDelivered',
      'settlement_slot: delivered = ledger',
      'Wh',
      ofLine('tradedSale', 'energyWh'),
      slots.deliveredWh ?? 0n,
    ),
    check(
      'slotAmount',
      'settlement_slot: amount = ledger',
      'millisen',
      ofLine('tradedSale', 'amountMillisen'),
      slots.amountMillisen ?? 0n,
    ),
    check(
      'slotShortfall',
      'settlement_slot: shortfall = ledger',
      'Wh',
      ofLine('shortfall', 'energyWh'),
      slots.shortfallWh ?? 0n,
    ),
    check(
      'slotOverPurchase',
      'settlement_slot: over-purchase = ledger',
      'Wh',
      ofLine('overPurchase', 'energyWh'),
      slots.surplusWh ?? 0n,
    ),
    check(
      'positionDemand',
      'bg_position: taken = wheeled in the ledger',
      'Wh',
      ofLine('wheeling', 'energyWh', 'gridCompany'),
      positions.demandWh ?? 0n,
    ),
  ];
  return {
    month: input.month,
    run: input.run,
    issuedDay: input.issuedDay,
    statements: {
      bills: statements.filter(({ kind }) => kind === 'bill').length,
      purchases: statements.filter(({ kind }) => kind === 'purchase').length,
      corrections: input.corrections,
    },
    checks,
    residuals: residualsOf(
      control,
      ofLine('fundAccrual', 'amountMillisen', 'fund') - (buys.regionalFundMillisen ?? 0n),
    ),
    notes: [
      ...input.notes,
      ...control.differences.slice(0, 20).map(({ what, participantId, line }) => `${what}: ${participantId}, ${line}`),
    ],
    files: input.entries.map(({ file, version, bytes, sha256, control }) => ({
      file,
      version,
      bytes,
      sha256,
      control,
    })),
    isBalanced: checks.every(({ isEqual }) => isEqual),
  };
}

function residualsOf({ totals }: MonthControl, grantedFundMillisen: bigint): ControlResidual[] {
  const named = totals.flatMap(({ kind, residualMillisen, supersededMillisen, addedMillisen }): ControlResidual[] => [
    {
      code: `${kind}sCut`,
      name: `${kind}s: cut off below one yen a line, stays with the retailer`,
      millisen: String(residualMillisen),
    },
    {
      code: `${kind}sSuperseded`,
      name: `${kind}s: posted at the flat price, priced by the tariff instead`,
      millisen: String(supersededMillisen),
    },
    {
      code: `${kind}sAdded`,
      name: `${kind}s: tariff and levy, on statements and not in the ledger`,
      millisen: String(addedMillisen),
    },
  ]);
  return [
    ...named,
    {
      code: 'regionalFund',
      name: 'regional fund: accrued by grants, on no row',
      millisen: String(grantedFundMillisen),
    },
  ];
}

/** Tax that the newest full versions of a kind come to. */
export function taxOf(statements: readonly Statement[], kind: Statement['kind']): bigint {
  const yen = statements
    .filter((statement) => statement.kind === kind)
    .reduce((sum, statement) => sum + taxToPost(statement), 0);
  return BigInt(yen) * 100_000n;
}

function differing(one: readonly LedgerSum[], other: readonly LedgerSum[]): bigint {
  const textOf = ({ account, line, energyWh, amountMillisen }: LedgerSum) =>
    `${account} ${line} ${energyWh} ${amountMillisen}`;
  const known = new Set(one.map(textOf));
  const seen = other.filter((sum) => known.delete(textOf(sum))).length;
  return BigInt(known.size + other.length - seen);
}

function check(
  code: ControlCheckCode,
  name: string,
  unit: ControlCheck['unit'],
  expected: bigint,
  found: bigint,
): ControlCheck {
  return { code, name, unit, expected: String(expected), found: String(found), isEqual: expected === found };
}

/** The report for people. */
export function formatControl(report: ControlReport): string {
  const { month, run, issuedDay, statements, checks, residuals, notes, files, isBalanced } = report;
  const lines = [
    `Ichien, close of ${month}, run ${run}, issued ${issuedDay}`,
    `${statements.bills} bills, ${statements.purchases} purchase statements, ${statements.corrections} corrections in this run`,
    isBalanced ? 'BALANCED: every check below is equal.' : 'NOT BALANCED: do not send anything.',
    '',
    ...checks.map(({ name, unit, expected, found, isEqual }) =>
      isEqual
        ? `  ok    ${name}: ${shown(unit, found)}`
        : `  WRONG ${name}: expected ${shown(unit, expected)}, found ${shown(unit, found)}`,
    ),
    '',
    'What the retailer books beside the statements:',
    ...residuals.map(({ name, millisen }) => `  ${name}: ${formatYen(BigInt(millisen))} yen`),
    ...(notes.length === 0 ? [] : ['', 'To look at:', ...notes.map((note) => `  ${note}`)]),
    '',
    'Files:',
    ...files.map(
      ({ file, bytes, sha256, control }) => `  ${sha256}  ${file} (${bytes} bytes, ${control.records} records)`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function shown(unit: ControlCheck['unit'], amount: string): string {
  if (unit === 'millisen') return `${formatYen(BigInt(amount))} yen`;
  if (unit === 'Wh') return `${formatScaled(BigInt(amount), 3)} kWh`;
  return unit === 'yen' ? `${amount} yen` : amount;
}
