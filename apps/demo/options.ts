import { parseArgs } from 'node:util';
import { demoError } from './error.js';

/** What the command line asked for. */
export interface DemoOptions {
  /** Folder that keeps the demonstration between starts. */
  readonly data: string;
  readonly port: number;
  readonly sellers: number;
  readonly buyers: number;
  readonly seed: number;
  /** Days that are lived through at once, so that there is something to look at. */
  readonly pastDays: number;
  readonly secondsPerSlot: number;
  readonly fresh: boolean;
  readonly help: boolean;
}

export const HELP = `Brings up the exchange with a synthetic community living through accelerated time.

npm run demo -- [options]

  --port N              of the portal on this machine (default 3000)
  --seconds-per-slot N  real seconds for one half hour (default 10)
  --past-days N         days lived through at once at the first start (default 3)
  --sellers N           homes with solar power (default 200)
  --buyers N            homes without (default 100)
  --seed N              decides everything that is drawn (default 1)
  --data DIR            keeps database, chain and time between starts (default out/demo)
  --fresh               begins anew, in place of what the folder keeps
`;

const MAX_HOMES = 2000;
const MAX_SECONDS = 3600;
const MAX_PAST_DAYS = 30;

/** Reads the command line. @throws IchienError OPTION_INVALID */
export function readOptions(args: readonly string[]): DemoOptions {
  const values = parse(args);
  const number = (name: keyof typeof values & string, otherwise: number, min: number, max: number): number => {
    const text = values[name];
    const value = text === undefined ? otherwise : Number(text);
    if (!Number.isInteger(value) || value < min || value > max) {
      throw demoError('OPTION_INVALID', `--${name} is ${text}.`, `Give a whole number from ${min} to ${max}.`);
    }
    return value;
  };
  return {
    data: values.data ?? 'out/demo',
    port: number('port', 3000, 0, 65_535),
    sellers: number('sellers', 200, 1, MAX_HOMES),
    buyers: number('buyers', 100, 1, MAX_HOMES),
    seed: number('seed', 1, 0, 2 ** 32 - 1),
    pastDays: number('past-days', 3, 0, MAX_PAST_DAYS),
    secondsPerSlot: number('seconds-per-slot', 10, 1, MAX_SECONDS),
    fresh: values.fresh ?? false,
    help: values.help ?? false,
  };
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        data: text,
        port: text,
        sellers: text,
        buyers: text,
        seed: text,
        'past-days': text,
        'seconds-per-slot': text,
        fresh: flag,
        help: { ...flag, short: 'h' },
      },
    }).values;
  } catch (error) {
    throw demoError('OPTION_INVALID', (error as Error).message, 'Run with --help to see the options.');
  }
}
