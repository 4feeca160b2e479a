import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApplication } from '#api/application.js';
import { BillingAccountsService } from '#api/billing/billing-accounts.service.js';
import { FuelAdjustmentsService } from '#api/billing/fuel-adjustments.service.js';
import { MonthCloseService } from '#api/billing/month-close.service.js';
import { SimulatedClock } from '#api/clock/clock.js';
import { DEFAULT_TIMES } from '#api/config.js';
import { ParticipantsService } from '#api/participants/participants.service.js';
import { DEFAULT_BOOK_RULES } from '#auction';
import { billingAccounts, billingSettings, fuelAdjustments } from '#backtest/bill-community.js';
import { ProgressBar } from '#backtest/progress.js';
import { fillSettledMonth } from '#backtest/settled-month.js';
import { slotOf, slotStartMs } from '#energy';

/** One month closed: statements, PDFs, bank files, retailer's files in both encodings, control report. */
export interface MonthCloseResult {
  readonly households: number;
  /** From the first look at the ledger to the balanced control report. The month itself was made before and is not counted. */
  readonly seconds: number;
  readonly pdfs: number;
  readonly trades: number;
}

const MONTH = '2026-07';
const DAYS = 31;
const HOUSEHOLDS = 300;
const SELLER_EVERY = 3;

/** Makes a settled month straight in an SQLite file, and times its close. */
export async function benchMonthClose(households: number): Promise<MonthCloseResult> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-month-'));
  const clock = new SimulatedClock(slotStartMs(slotOf(`${MONTH}-01`)) - 86_400_000);
  const config = {
    ...DEFAULT_TIMES,
    areaId: 13_112,
    databaseUrl: join(folder, 'month.sqlite'),
    bookRules: DEFAULT_BOOK_RULES,
    programme: { firstSlot: 0, lastSlot: 0 },
    billing: billingSettings(),
    ledger: undefined,
  };
  let app = await createApplication(config, clock, false);
  try {
    const ids = Array.from({ length: households }, (_, index) => `home-${String(index).padStart(5, '0')}`);
    await app.get(ParticipantsService).register(
      ids.map((participantId, index) => ({
        participantId,
        meterId: `meter-${participantId}`,
        householdKey: (index + 1).toString(16).padStart(64, '0'),
        mode: 'balanced',
        minSellPriceSen: 850,
        maxBuyPriceSen: 3200,
        automatic: false,
        quoteWh: null,
      })),
    );
    await app
      .get(BillingAccountsService)
      .store(billingAccounts({ households: ids.map((householdId) => ({ householdId })) }, 1));
    await app.get(FuelAdjustmentsService).store(fuelAdjustments([MONTH]));
    const sellerIds = ids.filter((_, index) => index % SELLER_EVERY === 0);
    const buyerIds = ids.filter((_, index) => index % SELLER_EVERY !== 0);
    await fillSettledMonth(app, { firstDay: `${MONTH}-01`, days: DAYS, sellerIds, buyerIds, seed: 1 });
    await app.close();
    clock.advanceTo(slotStartMs(slotOf('2026-08-05', 25)));
    app = await createApplication(config, clock, false);

    const out = join(folder, 'out');
    const bar = new ProgressBar(`closing a month of ${households} households, PDFs`);
    const startedMs = performance.now();
    const { report } = await app.get(MonthCloseService).close({ month: MONTH, folder: out }, (step, done, total) => {
      if (step === 'making PDFs') bar.show(done, total);
    });
    const seconds = (performance.now() - startedMs) / 1000;
    const trades = report.files.find(({ file }) => file.startsWith('settlement_slot'))!.control.records;
    return { households, seconds, pdfs: readdirSync(join(out, 'pdf')).length, trades };
  } finally {
    await app.close();
    rmSync(folder, { recursive: true });
  }
}

// Run by scripts/bench/settlement.ts in a process of its own.
if (process.argv[1] === import.meta.filename) {
  console.log(JSON.stringify(await benchMonthClose(Number(process.argv[2] ?? HOUSEHOLDS))));
}
