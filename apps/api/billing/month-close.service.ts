import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type ControlReport, controlMonth, type Statement } from '#billing';
import { dayOf, slotAt } from '#energy';
import { Clock } from '../clock/clock.js';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { Database, insertRows } from '../database/database.js';
import { apiError } from '../errors.js';
import { ParticipantsService } from '../participants/participants.service.js';
import { RatesService } from '../rules/rates.service.js';
import { TariffsService } from '../rules/tariffs.service.js';
import { Secrets } from '../secrets.js';
import { BillingContractRow, MonthCloseRow, PaymentOrderRow, StatementRow } from './billing.entities.js';
import { BillingAccountsService } from './billing-accounts.service.js';
import type { BillingSettings } from './billing-settings.js';
import { assertWritable } from './file-store.js';
import { refundsOf } from './held-receipts.js';
import { changesSince, isChanged, reasonOf } from './month-changes.js';
import { MonthFilesService } from './month-files.service.js';
import { asker, type MonthLedger, readMonthLedger, readVersions } from './month-ledger.js';
import { type Month, monthOf } from './month-of.js';
import { customersOf, type EarlierStatements, earlierStatements, markCarried } from './month-opening.js';
import type { OnProgress } from './month-pdfs.service.js';
import { MonthPreviewService } from './month-preview.service.js';
import { MonthPricesService, missingPriceLine } from './month-prices.service.js';
import { missingLines, readinessOf } from './month-readiness.js';
import { type MadeStatement, type RunTerms, statementsOf } from './month-statements.js';
import { postPayments, postTaxes } from './payment-ledger.js';
import { ordersOf, repeatFailed } from './payment-orders.js';
import { dueDayOf } from './statement-payment.js';
import { postedOf, rowOf, versionsOf } from './statement-rows.js';

/** What is to be closed, and where its files go. */
export interface CloseRequest {
  /** `YYYY-MM`. */
  readonly month: string;
  readonly folder: string;
  /** For another run after the first: printed on corrections. */
  readonly reason?: string;
  /** True: a preview of a month that is not ready. No statement, PDF or bank file; nothing is stored. */
  readonly provisional?: boolean;
}

/** What became of it. */
export interface CloseOutcome {
  /** `nothing`: all was made before; `provisional`: only a preview was. */
  readonly made: 'closed' | 'corrected' | 'nothing' | 'provisional';
  readonly run: number;
  /** Files that were missing in the folder, or differed there, and were written again as they were. */
  readonly restored: number;
  readonly report: ControlReport;
  /** What is missing: of a provisional close. */
  readonly missing: readonly string[];
}

/**
 * Closes months: statements and payments in one transaction from one snapshot of the ledger, then PDFs and files one by one. A close
 * that was broken off goes on where it stood; what was settled or priced anew since makes corrections, as a further run.
 */
@Injectable()
export class MonthCloseService {
  #running: string | undefined;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly participants: ParticipantsService,
    private readonly accounts: BillingAccountsService,
    private readonly prices: MonthPricesService,
    private readonly rates: RatesService,
    private readonly tariffs: TariffsService,
    private readonly files: MonthFilesService,
    private readonly previews: MonthPreviewService,
    private readonly secrets: Secrets,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  /** The month that is being closed now. */
  get running(): string | undefined {
    return this.#running;
  }

  /**
   * Closes a month, or goes on with it, or finds that nothing is left to do.
   *
   * @throws IchienError BILLING_NOT_CONFIGURED, CLOSE_RUNNING, MONTH_NOT_OVER; MONTH_NOT_READY with what is missing;
   * OUTPUT_UNWRITABLE; CONTROL_FAILED, with nothing stored if the statements are not the ledger, with the report beside the files if
   * those are not the statements; a code of the libraries, naming the statement
   */
  async close(request: CloseRequest, onProgress: OnProgress = () => undefined): Promise<CloseOutcome> {
    if (this.#running !== undefined) {
      throw apiError('CLOSE_RUNNING', `${this.#running} is being closed.`, 'Wait until it is done.');
    }
    this.#running = request.month;
    try {
      return await this.#close(request, onProgress);
    } finally {
      this.#running = undefined;
    }
  }

  /** Refuses what {@link close} would refuse at once: to answer before it starts. @throws IchienError */
  check({ month }: Pick<CloseRequest, 'month'>): { settings: BillingSettings; month: Month; issuedDay: string } {
    const settings = this.config.billing;
    if (settings === undefined) {
      throw apiError(
        'BILLING_NOT_CONFIGURED',
        'This installation does not know how its retailer bills.',
        'Name the settings in BILLING_FILE (docs/operating.md).',
      );
    }
    const days = monthOf(month);
    const issuedDay = dayOf(slotAt(this.clock.nowMs()));
    if (issuedDay <= days.toDay) {
      throw apiError(
        'MONTH_NOT_OVER',
        `${month} lasts until ${days.toDay}; today is ${issuedDay}.`,
        'Close it later.',
        {
          month,
        },
      );
    }
    return { settings, month: days, issuedDay };
  }

  async #close(request: CloseRequest, onProgress: OnProgress): Promise<CloseOutcome> {
    const { folder } = request;
    const { settings, month, issuedDay } = this.check(request);
    assertWritable(folder);
    if (request.provisional === true) {
      const preview = await this.previews.preview(folder, { month, issuedDay, settings });
      return { made: 'provisional', run: 0, restored: 0, ...preview };
    }

    const last = await this.#last(month.month);
    const opened =
      last?.state === 'files'
        ? last
        : await this.database.snapshot((manager) =>
            this.#open(manager, last, { month, issuedDay, settings }, request, onProgress),
          );
    if (opened === undefined) {
      const restored = await this.files.restore(folder, last!, settings, onProgress);
      return { made: 'nothing', run: last!.run, restored, report: JSON.parse(last!.report!), missing: [] };
    }
    const report = await this.files.make(folder, opened, settings, onProgress);
    if (!report.isBalanced) {
      throw apiError(
        'CONTROL_FAILED',
        `The control of ${month.month} does not balance: ${report.checks.find(({ isEqual }) => !isEqual)!.name}.`,
        'Send nothing. control-...-FAILED.txt beside the files says what differs.',
        { month: month.month },
      );
    }
    const { areaId, run } = opened;
    await this.database.transaction((manager) =>
      manager.update(
        MonthCloseRow,
        { areaId, month: month.month, run },
        { state: 'done', finishedAtMs: this.clock.nowMs() },
      ),
    );
    return { made: run === 1 ? 'closed' : 'corrected', run, restored: 0, report, missing: [] };
  }

  #last(month: string): Promise<MonthCloseRow | null> {
    const where = { areaId: this.config.areaId, month };
    return this.database.read((manager) => manager.findOne(MonthCloseRow, { where, order: { run: 'DESC' } }));
  }

  /** Makes and stores a run's statements and payments. Undefined if nothing has changed since the last run. */
  async #open(
    manager: EntityManager,
    last: MonthCloseRow | null,
    { month, issuedDay, settings }: Pick<RunTerms, 'month' | 'issuedDay' | 'settings'>,
    { reason }: CloseRequest,
    onProgress: OnProgress,
  ): Promise<MonthCloseRow | undefined> {
    const { areaId } = this.config;
    // Who enters a contract or books a payment does so before all of this, and is in it, or after it, and sees what was made.
    await this.database.lock(manager, BillingContractRow, PaymentOrderRow);
    onProgress('reading the ledger', 0, 1);
    const versions = versionsOf(await readVersions(asker(manager, areaId, month)), month);
    const accounts = await this.accounts.all(manager, month.month);
    const earlier = await earlierStatements(manager, areaId, month.month);
    const roll = { participants: this.participants.all(), accounts };
    const unposted = customersOf(month, roll, { sums: [] }, earlier);
    const { prices, missing } = await this.prices.find(manager, month, unposted, last);
    const changes = last === null ? null : changesSince(last, month, { versions, prices, customers: unposted });
    if (changes !== null && !isChanged(changes)) return undefined;
    const ledger = await readMonthLedger(manager, areaId, month);
    const customers = customersOf(month, roll, ledger, earlier);
    const posted = { posted: postedOf(ledger), known: accounts };
    const ready = missingLines(await readinessOf(manager, areaId, month, ledger.heads, posted));
    const blocking = [...ready.blocking, ...missing.map(missingPriceLine)];
    if (blocking.length > 0) {
      throw apiError(
        'MONTH_NOT_READY',
        `${month.month} cannot be closed: ${blocking.join('; ')}.`,
        'Wait or mend it, then run it again; or ask for a provisional close to look at.',
        { month: month.month },
      );
    }
    const run = { areaId, month: month.month, run: (last?.run ?? 0) + 1 };
    const said = changes === null ? null : (reason ?? reasonOf(changes));
    const terms: RunTerms = {
      month,
      issuedDay,
      settings,
      prices,
      rates: this.rates.standing(),
      tariffOf: (tariffId) => this.tariffs.of(tariffId),
      reason: said,
      nextSequence: earlier.nextSequence,
    };
    const made: MadeStatement[] = [];
    for (const [index, customer] of customers.entries()) {
      made.push(...statementsOf(customer, ledger, terms));
      onProgress('making statements', index + 1, customers.length);
    }
    if (last !== null && made.length === 0) return undefined;
    assertStated(month, ledger, earlier, made);
    await insertRows(
      manager,
      StatementRow,
      made.map((each) => ({ ...rowOf(each, ledger, month), ...run })),
    );
    const orders = ordersOf(made, accounts, run, this.secrets);
    if (run.run === 1) {
      orders.push(...(await repeatFailed(manager, accounts, run, (way) => dueDayOf(way, terms), this.secrets)));
      orders.push(...(await refundsOf(manager, accounts, run, dueDayOf('transfer', terms), this.secrets)));
    }
    await insertRows(manager, PaymentOrderRow, orders);
    await postPayments(manager, orders, 'asked', this.clock.nowMs());
    await postTaxes(manager, areaId, made, earlier.previous, this.clock.nowMs());
    const first = made.filter(({ statement }) => statement.version === 1);
    const taken = new Map(
      first.map(({ kind, participantId, statement }) => [`${kind} ${participantId}`, statement.number]),
    );
    await markCarried(manager, areaId, month.month, taken);
    const row: MonthCloseRow = {
      ...run,
      state: 'files',
      issuedDay,
      reason: said,
      versions,
      ledger: JSON.stringify(ledger.sums, (_, value) => (typeof value === 'bigint' ? String(value) : value)),
      prices: JSON.stringify(prices),
      startedAtMs: this.clock.nowMs(),
      finishedAtMs: null,
      report: null,
    };
    await manager.insert(MonthCloseRow, row);
    return row;
  }
}

/** Refuses statements that are not the ledger before any of them is stored. @throws IchienError CONTROL_FAILED */
function assertStated(
  { month }: Month,
  { sums }: MonthLedger,
  { previous }: EarlierStatements,
  made: readonly MadeStatement[],
): void {
  const newest = new Map<string, Statement>();
  for (const each of previous.values()) {
    for (const { statement } of Object.values(each)) newest.set(statement.number, statement);
  }
  for (const { statement } of made) newest.set(statement.number, statement);
  const [first, ...others] = controlMonth(sums, [...newest.values()]).differences;
  if (first === undefined) return;
  const { what, participantId, line } = first;
  throw apiError(
    'CONTROL_FAILED',
    `The statements of ${month} are not its ledger: ${what} for ${participantId}, ${line}, and ${others.length} more.`,
    'Nothing was stored. This is a fault of the program: report it with this message.',
    { month, participantId, line, what },
  );
}
