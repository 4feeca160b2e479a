import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { type ControlReport, isRefund, type StatementKind } from '#billing';
import { formatSlot } from '#energy';
import {
  BG_POSITION,
  type IssueRequest,
  type ManifestEntry,
  type PrintedFile,
  parseDebits,
  parseTransfers,
  printRetailerTable,
  readRetailerTable,
  SETTLEMENT_MONTHLY,
  SETTLEMENT_SLOT,
  SLIPS,
  sha256,
  versionedName,
} from '#formats';
import { Clock } from '../clock/clock.js';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { Database } from '../database/database.js';
import { Secrets } from '../secrets.js';
import { customerNumberOf, debitFile, type OrderToPrint, transferFile } from './bank-files.js';
import { MonthCloseRow, PaymentOrderRow, StatementRow } from './billing.entities.js';
import type { StatementTerms } from './billing-account.js';
import type { BillingSettings } from './billing-settings.js';
import { controlReport, formatControl } from './control-report.js';
import { FileStore, holds, writeWhole } from './file-store.js';
import { asker, type LedgerSum, readLedgerSums } from './month-ledger.js';
import { type Month, monthOf } from './month-of.js';
import { MonthPdfsService, type OnProgress, pdfPath } from './month-pdfs.service.js';
import { postedTaxMillisen } from './payment-ledger.js';
import { ordersToPrint } from './payment-orders.js';
import { monthlyRowsOf, positionRows } from './retailer-rows.js';
import { slipsToPrint } from './slips.js';
import { slotHeadsAt, slotTradeRows } from './slot-trades.js';
import { hasDocument } from './statement-rows.js';

const ENCODING_NAMES = { 'utf-8-bom': 'utf8', shift_jis: 'sjis' } as const;

type Versions = ReadonlyMap<number, number>;
type Sums = Readonly<Record<string, bigint>>;

/** Makes the PDFs and files of a run. Each is made from what the run has stored, so it is the same whenever it is made. */
@Injectable()
export class MonthFilesService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: FileStore,
    private readonly pdfs: MonthPdfsService,
    private readonly secrets: Secrets,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  /** Makes what is not made yet, and the control report of all of it. @throws IchienError of the formats; OUTPUT_UNWRITABLE */
  async make(
    folder: string,
    run: MonthCloseRow,
    settings: BillingSettings,
    onProgress: OnProgress,
  ): Promise<ControlReport> {
    const month = monthOf(run.month);
    const rows = await this.#newest(run);
    const pdfs = await this.pdfs.make(folder, run, onProgress);
    const entries: ManifestEntry[] = [];
    const issue = async (file: string, printed: PrintedFile, change: Partial<IssueRequest> = {}) => {
      entries.push(await this.store.issue(folder, run.month, this.#request(run, rows, file, printed, change)));
      onProgress('making files', entries.length, 6 + 3 * settings.encodings.length);
      return printed.control.sums;
    };
    const name = run.month.replace('-', '');
    await issue(`pdf-${name}.sha256`, { bytes: Buffer.from(pdfs.list), control: { records: pdfs.count, sums: {} } });

    const versions = versionsOfRun(run, month);
    const { trades, heads } = await this.database.read(async (manager) => ({
      trades: await slotTradeRows(manager, this.config.areaId, month, versions, pointsOf(rows)),
      heads: await slotHeadsAt(manager, this.config.areaId, month, versions),
    }));
    const positions = positionRows(heads);
    const incomplete = heads.filter(({ missingReadings }) => missingReadings > 0);
    const monthly = {
      bill: monthlyRowsOf(rows, 'bill', settings),
      purchase: monthlyRowsOf(rows, 'purchase', settings),
    };
    let slotSums: Sums = {};
    let positionSums: Sums = {};
    const monthlySums: Record<StatementKind, Sums> = { bill: {}, purchase: {} };
    for (const encoding of settings.encodings) {
      const fileOf = (table: string) => `${table}-${name}-${ENCODING_NAMES[encoding]}.csv`;
      for (const kind of ['bill', 'purchase'] as const) {
        monthlySums[kind] = printRetailerTable(
          SETTLEMENT_MONTHLY,
          monthly[kind],
          encoding,
          fileOf('monthly'),
        ).control.sums;
      }
      const all = [...monthly.bill, ...monthly.purchase];
      const file = fileOf('settlement_monthly');
      await issue(file, printRetailerTable(SETTLEMENT_MONTHLY, all, encoding, file));
      slotSums = await issue(
        fileOf('settlement_slot'),
        printRetailerTable(SETTLEMENT_SLOT, trades, encoding, fileOf('settlement_slot')),
      );
      positionSums = await issue(
        fileOf('bg_position'),
        printRetailerTable(BG_POSITION, positions, encoding, fileOf('bg_position')),
      );
    }

    const askedYen = { debit: 0n, transfer: 0n, invoice: 0n };
    for (let each = 1; each <= run.run; each++) {
      const [suffix, correction] = each === 1 ? ['', ''] : [`-a${each}`, `/correction-${each}`];
      for (const way of ['debit', 'transfer'] as const) {
        const orders = await this.database.read((manager) =>
          ordersToPrint(manager, { ...run, run: each }, way, this.secrets),
        );
        if (orders.length === 0) continue;
        const printed = printBank(way, orders, settings, `zengin-${way}-${name}.txt`);
        await issue(`zengin-${way}-${name}${suffix}.txt`, printed, {
          movesMoney: true,
          series: `zengin-${way}/${run.month}${correction}`,
          madeFrom: orders.map(({ order }) => customerNumberOf(order)),
        });
        if (each === run.run) askedYen[way] = readBack(way, printed.bytes, run.issuedDay);
      }
      const slips = await this.database.read((manager) => slipsToPrint(manager, { ...run, run: each }));
      if (slips.length === 0) continue;
      const file = `slips-${name}${suffix}.csv`;
      const printed = printRetailerTable(SLIPS, slips, 'utf-8-bom', file);
      await issue(file, printed, {
        series: `slips/${run.month}${correction}`,
        madeFrom: slips.map(({ slipNumber }) => slipNumber),
      });
      if (each === run.run) askedYen.invoice = sumYen(readRetailerTable(SLIPS, printed.bytes, file));
    }

    const stored: ControlReport | null = run.report === null ? null : JSON.parse(run.report);
    const report: ControlReport =
      stored ??
      controlReport({
        month: run.month,
        run: run.run,
        issuedDay: run.issuedDay,
        ledger: ledgerOfRun(run),
        ...(await this.#ledgerNow(month, versions)),
        statements: rows.map(({ content }) => JSON.parse(content)),
        ...(await this.#paymentsOf(run)),
        askedYen,
        documents: pdfs.count,
        pdfs: pdfs.verified,
        monthly: monthlySums,
        slots: slotSums,
        positions: positionSums,
        notes: [...incompleteNotes(incomplete.map(({ slot }) => slot)), ...pdfs.notes],
        entries: [...entries],
      });
    if (!report.isBalanced) {
      // Not among the files: what is mended makes another report, and nobody is to send this one.
      writeWhole(join(folder, `control-${name}-FAILED.txt`), Buffer.from(formatControl(report)));
      return report;
    }
    if (stored === null) {
      const { areaId } = run;
      await this.database.transaction((manager) =>
        manager.update(MonthCloseRow, { areaId, month: run.month, run: run.run }, { report: JSON.stringify(report) }),
      );
    }
    const records = report.checks.length;
    const text = { bytes: Buffer.from(formatControl(report)), control: { records, sums: {} } };
    const json = { bytes: Buffer.from(`${JSON.stringify(report, null, 2)}\n`), control: { records, sums: {} } };
    await issue(`control-${name}.txt`, text);
    await issue(`control-${name}.json`, json);
    await this.store.writeManifest(folder);
    return report;
  }

  /**
   * Writes again what is missing of a closed month in a folder, or differs: its own files, and those of the month that are kept.
   *
   * @returns how many files and PDFs those were
   */
  async restore(
    folder: string,
    run: MonthCloseRow,
    settings: BillingSettings,
    onProgress: OnProgress,
  ): Promise<number> {
    const entries = (await this.store.entries()).filter(({ series }) => series.split('/')[1] === run.month);
    const newest = [...new Map(entries.map((entry) => [entry.series, entry])).values()];
    const rows = (await this.pdfs.versions(run.month)).filter(hasDocument);
    const missing = [
      ...newest.filter(({ file, sha256 }) => !holds(join(folder, file), sha256)),
      ...rows.filter((row) => !holds(pdfPath(folder, row), row.pdfSha256 ?? '')),
    ];
    if (missing.length > 0) await this.make(folder, run, settings, onProgress);
    const kept = await this.store.restoreKept(folder, run.month);
    await this.store.writeManifest(folder);
    return missing.length + kept;
  }

  #request(
    run: MonthCloseRow,
    rows: readonly StatementRow[],
    file: string,
    printed: PrintedFile,
    change: Partial<IssueRequest>,
  ): IssueRequest {
    return {
      series: `${file.replace(/\..*$/, '').replace(`-${run.month.replace('-', '')}`, '')}${file.endsWith('.json') ? '-json' : ''}/${run.month}`,
      printed,
      fileOf: (version) => versionedName(file, version),
      movesMoney: false,
      madeFrom: [`run ${run.run}`, sha256(rows.map(({ number, version }) => `${number}-${version}`).join())],
      madeAtMs: this.clock.nowMs(),
      // What another run changes, its receiver has had before.
      ...(run.run > 1 && { reissue: { reason: run.reason!, earlier: 'delivered' as const } }),
      ...change,
    };
  }

  /** The newest full version of each statement as of a run. */
  async #newest(run: MonthCloseRow): Promise<StatementRow[]> {
    const rows = (await this.pdfs.versions(run.month)).filter((row) => row.run <= run.run);
    return [...new Map(rows.map((row) => [row.number, row])).values()];
  }

  /** The ledger read once more, if it still stands at the run's versions. */
  async #ledgerNow(month: Month, versions: Versions): Promise<{ ledgerNow?: LedgerSum[] }> {
    return this.database.read(async (manager) => {
      const ask = asker(manager, this.config.areaId, month);
      const newest = await ask<{ slot: number; version: number }>(
        `SELECT slot AS "slot", MAX(version) AS "version" FROM settlement
         WHERE "areaId" = :area AND slot BETWEEN :first AND :last GROUP BY slot`,
      );
      const hasGoneOn = newest.some(({ slot, version }) => versions.get(slot) !== version);
      return hasGoneOn ? {} : { ledgerNow: await readLedgerSums(ask) };
    });
  }

  async #paymentsOf({ areaId, month, run }: MonthCloseRow) {
    return this.database.read(async (manager) => {
      const documents = await manager.find(StatementRow, { where: { areaId, month, run } });
      const orders = await manager.find(PaymentOrderRow, { where: { areaId, month, run } });
      const orderedYen = { debit: 0n, transfer: 0n, invoice: 0n };
      const repeatedYen = { debit: 0n, transfer: 0n, invoice: 0n };
      for (const { number, way, attempt, amountYen } of orders) {
        (attempt > 1 || isRefund(number) ? repeatedYen : orderedYen)[way] += BigInt(amountYen);
      }
      return {
        payableYen: documents.reduce((sum, { payableYen }) => sum + BigInt(Math.abs(payableYen)), 0n),
        corrections: documents.filter(({ adjustment }) => adjustment !== null).length,
        orderedYen,
        repeatedYen,
        taxMillisen: {
          salesTax: await postedTaxMillisen(manager, areaId, month, 'salesTax'),
          inputTax: await postedTaxMillisen(manager, areaId, month, 'inputTax'),
        },
      };
    });
  }
}

/** Each participant's points as its newest statement has them. Whoever traded has one. */
function pointsOf(rows: readonly StatementRow[]): Map<string, StatementTerms> {
  return new Map(rows.map(({ participantId, terms }) => [participantId, JSON.parse(terms)]));
}

function incompleteNotes(slots: readonly number[]): string[] {
  if (slots.length === 0) return [];
  const first = formatSlot(slots[0]!);
  return [`${slots.length} half hours were settled without some readings, which count as 0; the first ${first}`];
}

function versionsOfRun({ versions }: MonthCloseRow, { firstSlot }: Month): Versions {
  return new Map((JSON.parse(versions) as number[]).map((version, index) => [firstSlot + index, version]));
}

function ledgerOfRun({ ledger }: MonthCloseRow): LedgerSum[] {
  const sums = JSON.parse(ledger) as Record<keyof LedgerSum, string>[];
  return sums.map(({ account, line, energyWh, amountMillisen }) => ({
    account,
    line,
    energyWh: BigInt(energyWh),
    amountMillisen: BigInt(amountMillisen),
  }));
}

function printBank(
  way: 'debit' | 'transfer',
  orders: readonly OrderToPrint[],
  settings: BillingSettings,
  file: string,
) {
  return way === 'debit' ? debitFile(orders, settings, file) : transferFile(orders, settings, file);
}

/** What the bank will read: the sum of the file's own records. */
function readBack(way: 'debit' | 'transfer', bytes: Uint8Array, notBefore: string): bigint {
  const payments =
    way === 'debit' ? parseDebits(bytes, way, notBefore).debits : parseTransfers(bytes, way, notBefore).transfers;
  return sumYen(payments);
}

function sumYen(payments: readonly { readonly amountYen: number }[]): bigint {
  return payments.reduce((sum, { amountYen }) => sum + BigInt(amountYen), 0n);
}
