import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

/** What `--help` prints. */
export const HELP = `npm run close-month -- --month YYYY-MM --out DIR [options]

  --month YYYY-MM   a month that is over
  --out DIR         where statements, files, manifest and control report go; the same for every month
  --database FILE   SQLite file or postgres:// URL (default out/backtest/ichien.sqlite)
  --secrets-key FILE   key of the database's secrets (default secrets.key beside an SQLite file)
  --settings FILE   how the retailer bills (default billing.json beside the database)
  --prices FILE     JEPX's day-ahead results, taken in before the month is closed: for market-linked menus
  --area CODE       JIS municipality code (default 13112)
  --reason TEXT     printed on corrections of a month that was closed before
  --provisional     a preview of a month that is not ready: nothing is stored, billed or paid
`;

/** What the command line of `npm run close-month` asked for. */
export interface CloseMonthOptions {
  readonly month: string;
  readonly out: string;
  readonly database: string;
  readonly settings: string;
  readonly secretsKeyFile: string | undefined;
  readonly areaId: number;
  readonly prices: string | undefined;
  readonly reason: string | undefined;
  readonly provisional: boolean;
}

/** The command line, or what is wrong with it; an empty text asks for help. */
export function readCloseMonthOptions(args: readonly string[]): CloseMonthOptions | string {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const options = {
    month: text,
    out: text,
    database: text,
    settings: text,
    'secrets-key': text,
    prices: text,
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
  const { prices, reason, 'secrets-key': secretsKeyFile } = values as Record<string, string | undefined>;
  if (prices !== undefined && !existsSync(prices)) return `There is no file of prices ${prices}.`;
  const provisional = values.provisional === true;
  return { month, out, database, settings, secretsKeyFile, areaId: Number(area), prices, reason, provisional };
}
