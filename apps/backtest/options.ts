import { parseArgs } from 'node:util';
import { addDays } from '#energy';
import { backtestError } from './error.js';

/** What the command line asked for. */
export interface CommandLine {
  /** Folder of real households, or undefined for a synthetic community. */
  readonly households: string | undefined;
  readonly sellers: number;
  readonly buyers: number;
  readonly seed: number;
  /** Percent of the homes that insist on power made by sunlight; the others want what their mode wants. */
  readonly insisting: number;
  /** First day of trading. */
  readonly from: string;
  readonly days: number;
  readonly out: string;
  readonly json: string | undefined;
  readonly help: boolean;
}

export const HELP = `Runs a community through the exchange on a simulated clock and a local chain, and verifies the result.

npm run backtest -- [options]

  --households DIR   real households, every known layout below DIR (default: a synthetic community)
  --sellers N        synthetic homes with solar power (default 200)
  --buyers N         synthetic homes without (default 100)
  --days N           days of trading (default 7)
  --from YYYY-MM-DD  first day of trading (default 2026-05-18)
  --insisting N      percent of the homes that buy power made by sunlight only (default 0); of the others, those in
                     green mode prefer it
  --seed N           decides everything that is drawn (default 1)
  --out DIR          database, chain and evidence; replaced if it is an earlier run's (default out/backtest)
  --json FILE        writes the figures
`;

/** Longest run; a year takes a while, ten are too many. */
const MAX_DAYS = 366;
/** Households whose readings fit in one delivery. */
const MAX_HOMES = 20_000;

/** Reads the command line. @throws IchienError OPTION_INVALID */
export function readOptions(args: readonly string[]): CommandLine {
  const { values } = parse(args);
  const from = values.from ?? '2026-05-18';
  addDays(from, 0);
  const sellers = number('sellers', values.sellers, 200, 0, MAX_HOMES);
  const buyers = number('buyers', values.buyers, 100, 0, MAX_HOMES);
  if (sellers + buyers === 0 || sellers + buyers > MAX_HOMES) {
    throw backtestError('OPTION_INVALID', `${sellers + buyers} households.`, `Ask for 1 to ${MAX_HOMES} in all.`);
  }
  return {
    households: values.households,
    sellers,
    buyers,
    seed: number('seed', values.seed, 1, 0, 2 ** 32 - 1),
    insisting: number('insisting', values.insisting, 0, 0, 100),
    from,
    days: number('days', values.days, 7, 1, MAX_DAYS),
    out: values.out ?? 'out/backtest',
    json: values.json,
    help: values.help ?? false,
  };
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        households: text,
        sellers: text,
        buyers: text,
        days: text,
        from: text,
        seed: text,
        insisting: text,
        out: text,
        json: text,
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw backtestError('OPTION_INVALID', (error as Error).message, 'Run with --help to see the options.');
  }
}

function number(name: string, text: string | undefined, otherwise: number, min: number, max: number): number {
  const value = text === undefined ? otherwise : Number(text);
  if (!Number.isInteger(value) || value < min || value > max) {
    throw backtestError(
      'OPTION_INVALID',
      `--${name} ${text} is not understood.`,
      `Give a whole number from ${min} to ${max}.`,
    );
  }
  return value;
}
