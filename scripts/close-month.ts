/**
 * Closes a month of a database: statements, PDFs, bank and retailer's files, and a control report that balances.
 *
 *     npm run close-month -- --month 2026-07 --out DIR [--database FILE] [--settings FILE] [--area 13112]
 *                            [--reason TEXT] [--provisional]
 *
 * Safe to run again: what was broken off goes on, a late correction makes corrections, else nothing is left to do.
 * Exit code 0; 1 if the month cannot be closed, with one line `CODE: what, what to do` on stderr; 2 for a wrong command line.
 */
import 'reflect-metadata';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { createApplication } from '#api/application.js';
import { readBillingSettings } from '#api/billing/billing-settings.js';
import { type CloseOutcome, MonthCloseService } from '#api/billing/month-close.service.js';
import { SystemClock } from '#api/clock/clock.js';
import { DEFAULT_TIMES } from '#api/config.js';
import { DEFAULT_BOOK_RULES } from '#auction';
import { ProgressBar } from '#backtest/progress.js';
import { isIchienError } from '#energy';

const HELP = `npm run close-month -- --month YYYY-MM --out DIR [options]

  --month YYYY-MM   a month that is over
  --out DIR         where statements, files, manifest and control report go; the same for every month
  --database FILE   SQLite file or postgres:// URL (default out/backtest/ichien.sqlite)
  --settings FILE   how the retailer bills (default billing.json beside the database)
  --area CODE       JIS municipality code (default 13112)
  --reason TEXT     printed on corrections of a month that was closed before
  --provisional     a preview of a month that is not ready: nothing is stored, billed or paid
`;

interface Options {
  readonly month: string;
  readonly out: string;
  readonly database: string;
  readonly settings: string;
  readonly areaId: number;
  readonly reason: string | undefined;
  readonly provisional: boolean;
}

/** The command line, or what is wrong with it. */
function readOptions(args: readonly string[]): Options | string {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const options = {
    month: text,
    out: text,
    database: text,
    settings: text,
    area: text,
    reason: text,
    provisional: flag,
    help: { ...flag, short: 'h' },
  };
  let values: Partial<Record<keyof typeof options, string | boolean>>;
  try {
    values = parseArgs({ args: [...args], options }).values;
  } catch (error) {
    return (error as Error).message;
  }
  if (values.help === true) return '';
  const {
    month,
    out,
    database = 'out/backtest/ichien.sqlite',
    area = '13112',
  } = values as Record<string, string | undefined>;
  if (month === undefined || out === undefined) return '--month and --out are needed.';
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) return `--month ${month} is not understood: write it as YYYY-MM.`;
  if (!/^[1-9]\d{0,4}$/.test(area)) return `--area ${area} is not a municipality code.`;
  const isFile = !/^postgres(ql)?:/.test(database);
  // A file that is not there would be made, empty.
  if (isFile && !existsSync(database)) return `There is no database ${database}. Run a backtest first, or name one.`;
  const settings =
    (values.settings as string | undefined) ?? (isFile ? join(dirname(database), 'billing.json') : undefined);
  if (settings === undefined || !existsSync(settings))
    return `There are no settings ${settings ?? ''}: name them with --settings.`;
  const reason = values.reason as string | undefined;
  return { month, out, database, settings, areaId: Number(area), reason, provisional: values.provisional === true };
}

/** A bar for each step, begun when the step is first told of. */
function progress(): (step: string, done: number, total: number) => void {
  let current: { step: string; bar: ProgressBar } | undefined;
  return (step, done, total) => {
    if (current?.step !== step) current = { step, bar: new ProgressBar(step) };
    if (done > 0) current.bar.show(done, total);
  };
}

function describe({ made, run, restored, report, missing }: CloseOutcome, { month, out }: Options): string {
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
  const options = readOptions(process.argv.slice(2));
  if (typeof options === 'string') {
    if (options === '') console.log(HELP);
    else console.error(`OPTION_INVALID: ${options} Run with --help to see the options.`);
    return options === '' ? 0 : 2;
  }
  const { month, out, database, settings, areaId, reason, provisional } = options;
  const billing = readBillingSettings(readFileSync(settings, 'utf8'), settings);
  const app = await createApplication(
    {
      ...DEFAULT_TIMES,
      areaId,
      databaseUrl: database,
      bookRules: DEFAULT_BOOK_RULES,
      programme: { firstSlot: 0, lastSlot: 0 },
      billing,
      ledger: undefined,
    },
    new SystemClock(),
    ['error', 'warn'],
  );
  try {
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
