/**
 * Closes a month of a database: statements, PDFs, bank and retailer's files, and a control report that balances.
 *
 *     npm run close-month -- --month 2026-07 --out DIR [--database FILE] [--settings FILE] [--secrets-key FILE]
 *                            [--prices FILE] [--area 13112] [--reason TEXT] [--provisional]
 *
 * Safe to run again: what was broken off goes on, a late correction makes corrections, else nothing is left to do.
 * Exit code 0; 1 if the month cannot be closed, with one line `CODE: what, what to do` on stderr; 2 for a wrong command line.
 */
import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { createApplication } from '#api/application.js';
import { readBillingSettings } from '#api/billing/billing-settings.js';
import { type CloseOutcome, MonthCloseService } from '#api/billing/month-close.service.js';
import { SpotPricesService } from '#api/billing/spot-prices.service.js';
import { SystemClock } from '#api/clock/clock.js';
import { DEFAULT_TIMES } from '#api/config.js';
import { DEFAULT_BOOK_RULES } from '#auction';
import { ProgressBar } from '#backtest/progress.js';
import { isIchienError } from '#energy';
import { type CloseMonthOptions, HELP, readCloseMonthOptions } from './close-month-options.js';

/** A bar for each step, begun when the step is first told of. */
function progress(): (step: string, done: number, total: number) => void {
  let current: { step: string; bar: ProgressBar } | undefined;
  return (step, done, total) => {
    if (current?.step !== step) current = { step, bar: new ProgressBar(step) };
    if (done > 0) current.bar.show(done, total);
  };
}

function describe({ made, run, restored, report, missing }: CloseOutcome, { month, out }: CloseMonthOptions): string {
  if (made === 'nothing') {
    const again =
      restored === 0 ? '' : ` ${restored} files that were missing or changed were written again as they were.`;
    return `Nothing is left to do: ${month} is closed (run ${run}).${again}`;
  }
  if (made === 'provisional') return [`A preview of ${month} is in ${out}. Missing:`, ...missing].join('\n  ');
  const { bills, purchases, corrections } = report.statements;
  const what = made === 'closed' ? `${bills} bills, ${purchases} purchase statements` : `${corrections} corrections`;
  return `${month} is ${made}: ${what}, ${report.files.length} files, ${report.checks.length} checks equal. See ${out}.`;
}

async function main(): Promise<number> {
  const options = readCloseMonthOptions(process.argv.slice(2));
  if (typeof options === 'string') {
    if (options === '') console.log(HELP);
    else console.error(`OPTION_INVALID: ${options} Run with --help to see the options.`);
    return options === '' ? 0 : 2;
  }
  const { month, out, database, settings, secretsKeyFile, areaId, prices, reason, provisional } = options;
  const billing = readBillingSettings(readFileSync(settings, 'utf8'), settings);
  const app = await createApplication(
    {
      ...DEFAULT_TIMES,
      areaId,
      databaseUrl: database,
      ...(secretsKeyFile !== undefined && { secretsKeyFile }),
      bookRules: DEFAULT_BOOK_RULES,
      programme: { firstSlot: 0, lastSlot: 0 },
      billing,
      ledger: undefined,
    },
    new SystemClock(),
    ['error', 'warn'],
  );
  try {
    if (prices !== undefined) await app.get(SpotPricesService).store(readFileSync(prices), basename(prices));
    const request = { month, folder: out, provisional, ...(reason !== undefined && { reason }) };
    console.log(describe(await app.get(MonthCloseService).close(request, progress()), options));
    return 0;
  } finally {
    await app.close();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(isIchienError(error) ? `${error.code}: ${error.message}` : error);
  process.exitCode = 1;
}
