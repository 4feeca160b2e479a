import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ControlReport, Statement } from '#billing';
import { BG_POSITION, printRetailerTable, SETTLEMENT_MONTHLY, SETTLEMENT_SLOT } from '#formats';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { Database } from '../database/database.js';
import { ParticipantsService } from '../participants/participants.service.js';
import { RatesService } from '../rules/rates.service.js';
import { TariffsService } from '../rules/tariffs.service.js';
import { StatementRow } from './billing.entities.js';
import { BillingAccountsService } from './billing-accounts.service.js';
import { controlReport, formatControl, taxOf } from './control-report.js';
import { writeWhole } from './file-store.js';
import { readMonthLedger } from './month-ledger.js';
import { customersOf, type EarlierStatements } from './month-opening.js';
import { MonthPricesService, missingPriceLine } from './month-prices.service.js';
import { missingLines, readinessOf } from './month-readiness.js';
import { type RunTerms, statementsOf } from './month-statements.js';
import { monthlyRowsOf, positionRows } from './retailer-rows.js';
import { slotHeadsAt, slotTradeRows } from './slot-trades.js';
import { postedOf, rowOf } from './statement-rows.js';

/** Shows what a month that is not ready would come to: the retailer's files, in a folder of their own. Nothing is stored. */
@Injectable()
export class MonthPreviewService {
  constructor(
    private readonly database: Database,
    private readonly participants: ParticipantsService,
    private readonly accounts: BillingAccountsService,
    private readonly prices: MonthPricesService,
    private readonly rates: RatesService,
    private readonly tariffs: TariffsService,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  /** @throws IchienError OUTPUT_UNWRITABLE; of `#billing` and `#tariff`, naming the participant */
  preview(
    folder: string,
    terms: Pick<RunTerms, 'month' | 'issuedDay' | 'settings'>,
  ): Promise<{ report: ControlReport; missing: readonly string[] }> {
    return this.database.snapshot((manager) => this.#preview(manager, folder, terms));
  }

  async #preview(
    manager: EntityManager,
    folder: string,
    { month, issuedDay, settings }: Pick<RunTerms, 'month' | 'issuedDay' | 'settings'>,
  ) {
    const { areaId } = this.config;
    const ledger = await readMonthLedger(manager, areaId, month);
    const accounts = await this.accounts.all(manager, month.month);
    const posted = { posted: postedOf(ledger), known: accounts };
    const { blocking: missing, notes } = missingLines(await readinessOf(manager, areaId, month, ledger.heads, posted));
    const earlier: EarlierStatements = {
      previous: new Map(),
      terms: new Map(),
      carried: new Map(),
      nextSequence: { bill: 1, purchase: 1 },
    };
    const roll = { participants: this.participants.all(), accounts };
    const customers = customersOf(month, roll, ledger, earlier);
    const { prices, missing: unpricedOf } = await this.prices.find(manager, month, customers, null);
    const unpriced = unpricedOf.map(missingPriceLine);
    const blocking = [...missing, ...unpriced];
    const terms: RunTerms = {
      month,
      issuedDay,
      settings,
      prices,
      rates: this.rates.standing(),
      tariffOf: (tariffId) => this.tariffs.of(tariffId),
      reason: null,
      nextSequence: earlier.nextSequence,
    };
    const rows = customers
      .flatMap((customer) => statementsOf(customer, ledger, terms))
      .map((each) => {
        const key = { areaId, month: month.month, run: 0 };
        return Object.assign(new StatementRow(), rowOf(each, ledger, month), key);
      });

    const versions = new Map([...ledger.heads.values()].map(({ slot, version }) => [slot, version]));
    const trades = await slotTradeRows(manager, areaId, month, versions, accounts);
    const positions = positionRows(await slotHeadsAt(manager, areaId, month, versions));
    const monthly = {
      bill: monthlyRowsOf(rows, 'bill', settings),
      purchase: monthlyRowsOf(rows, 'purchase', settings),
    };
    const encoding = settings.encodings[0]!;
    const printMonthly = (of: typeof monthly.bill) =>
      printRetailerTable(SETTLEMENT_MONTHLY, of, encoding, 'settlement_monthly');
    const files = {
      settlement_monthly: printMonthly([...monthly.bill, ...monthly.purchase]),
      settlement_slot: printRetailerTable(SETTLEMENT_SLOT, trades, encoding, 'settlement_slot'),
      bg_position: printRetailerTable(BG_POSITION, positions, encoding, 'bg_position'),
    };
    const payableYen = rows.reduce((sum, row) => sum + BigInt(Math.abs(row.payableYen)), 0n);
    const statements: Statement[] = rows.map(({ content }) => JSON.parse(content));
    const report = controlReport({
      month: month.month,
      run: 0,
      issuedDay,
      ledger: ledger.sums,
      statements,
      // Nothing is posted by a preview.
      taxMillisen: { salesTax: taxOf(statements, 'bill'), inputTax: -taxOf(statements, 'purchase') },
      corrections: 0,
      payableYen,
      orderedYen: { debit: 0n, transfer: 0n, invoice: payableYen },
      repeatedYen: { debit: 0n, transfer: 0n, invoice: 0n },
      askedYen: { debit: 0n, transfer: 0n, invoice: payableYen },
      documents: 0,
      pdfs: 0,
      monthly: { bill: printMonthly(monthly.bill).control.sums, purchase: printMonthly(monthly.purchase).control.sums },
      slots: files.settlement_slot.control.sums,
      positions: files.bg_position.control.sums,
      notes: [
        'PROVISIONAL: nothing is billed, paid or sent by it.',
        ...missing,
        ...unpriced.map((line) => `${line}; counted as 0 here`),
        ...notes,
      ],
      entries: [],
    });
    const name = month.month.replace('-', '');
    const target = join(folder, `provisional-${name}`);
    for (const [table, { bytes }] of Object.entries(files)) writeWhole(join(target, `${table}-${name}.csv`), bytes);
    writeWhole(join(target, `control-${name}.txt`), Buffer.from(formatControl(report)));
    return { report, missing: [...blocking, ...notes] };
  }
}
