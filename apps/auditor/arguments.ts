import { parseArgs } from 'node:util';
import { IchienError, isIchienError, SLOTS_PER_DAY, slotOf } from '#energy';
import type { SlotRange } from '#ledger';
import type { AuditorErrorCode } from './error.js';
import type { PairQuestion } from './pair-reason.js';

/** What `--help` prints. */
export const USAGE = `Verifies evidence of the Ichien market against the chain, without the operator's help.

  npm run verify -- --evidence PLACE --rpc URL [--from DAY] [--to DAY] [--contract 0x...] [--area N]
                    [--lead MINUTES] [--receipts FILE] [--why SLOT/BUY/SELL] [--key-file FILE]
                    [--text FILE] [--json FILE]
  npm run verify -- watch --evidence PLACE --rpc URL [--contract 0x...] [--area N]
                    [--lead MINUTES] [--key-file FILE] [--every SECONDS] [--polls N] [--confirmations N] [--grace N]
  npm run verify -- log --exchange URL --rpc URL --contract 0x... --area N --key-file FILE

  --evidence PLACE  what the operator handed out: a folder with its manifest.json, a bundle (one .json file),
                    or the http(s) URL of a manifest.json with the slots' files beside it
  --key-file FILE   your key at the exchange, for evidence from its URL: an auditor's account makes one
  --rpc URL         JSON-RPC of any node of the chain that the manifest names
  --from DAY        first day to verify, YYYY-MM-DD in Japan; --to DAY: the last. Whatever is anchored of these days must
                    be in the evidence. Default: from the first slot of the manifest to the last
  --contract 0x...  address of SlotLedger that the operator published; read instead of the manifest's,
                    and a difference if the manifest names another
  --area N          the area you mean; a difference if the manifest names another
  --lead MINUTES    how long before a slot its gate closes, as the operator published it, 0 to 10080. Default: 75
  --receipts FILE   receipts of orders as the exchange answered them (JSON, a list or one): each must follow from
                    the journal of its slot
  --why SLOT/BUY/SELL
                    also tells why two orders of a slot did not trade, by their numbers in its journal
  --text FILE       writes the report with every difference, its digest and a line to sign
  --json FILE       writes the same as JSON
  --help            prints this

  watch             follows the chain, and verifies each slot when its records and its evidence are there
  --every SECONDS   between two looks, 1 to 3600. Default: 60
  --polls N         looks before it ends, 1 to 1000000. Default: goes on until it is interrupted
  --confirmations N blocks above a record before it counts, 0 to 1000. Default: 12
  --grace N         looks for which evidence may lag behind the chain, or the chain behind it, before that is a
                    difference, 0 to 10000. Default: 10

  log               holds the log of what staff did against its heads on chain
  --exchange URL    where the exchange is

Ends with
  0  everything is verified (watch: of what was there to verify)
  1  something differs
  2  it could not verify: wrong usage, no evidence, no node, a report that cannot be written

The report's digest is the SHA-256 of its JSON without the field "digest", printed without white space. It covers every
difference, the head of the chain, and the SHA-256 of each file that was read.
`;

/** What every audit is told. */
interface CommonArguments {
  readonly evidence: string;
  readonly rpc: string;
  readonly keyFile?: string;
  readonly contract?: string;
  readonly areaId?: number;
  readonly gateClosureLeadMs?: number;
}

/** What one audit is asked to do. */
export interface VerifyArguments extends CommonArguments {
  readonly command: 'verify';
  readonly range?: SlotRange;
  readonly json?: string;
  readonly text?: string;
  readonly receipts?: string;
  readonly why?: PairQuestion;
}

/** How to follow the chain. */
export interface WatchArguments extends CommonArguments {
  readonly command: 'watch';
  readonly everySeconds: number;
  readonly polls: number;
  readonly confirmations: number;
  readonly grace: number;
}

/** Whose log of what staff did to check, and where its heads stand. */
export interface AuditLogArguments {
  readonly command: 'log';
  readonly exchange: string;
  readonly rpc: string;
  readonly contract: string;
  readonly areaId: number;
  readonly keyFile?: string;
}

/** Open ends of a range of days: the first and the last slot there are. */
const FIRST_DAY = '1970-01-02';
const LAST_DAY = '9999-12-31';

type Options = ReturnType<typeof readOptions>['values'];

/** Reads the command line; `'help'` if that is asked for. @throws IchienError ARGUMENTS_INVALID */
export function parseArguments(args: readonly string[]): VerifyArguments | WatchArguments | AuditLogArguments | 'help' {
  const { values, positionals } = readOptions(args);
  if (values.help === true) return 'help';
  const [command, ...others] = positionals;
  if (command === 'log' && others.length === 0) return auditLogArguments(values);
  if (values.exchange !== undefined) throw argumentsInvalid('--exchange goes only with log.');
  const common = commonArguments(values);
  if (others.length > 0 || (command !== undefined && command !== 'watch')) {
    throw argumentsInvalid(`${positionals.join(' ')} is no command.`);
  }
  const misplaced = (command === 'watch' ? VERIFY_OPTIONS : WATCH_OPTIONS).find((name) => values[name] !== undefined);
  if (misplaced !== undefined) {
    throw argumentsInvalid(`--${misplaced} ${command === 'watch' ? 'does not go' : 'goes only'} with watch.`);
  }
  if (command === 'watch') {
    return {
      command,
      ...common,
      everySeconds: wholeNumber(values, 'every', 1, 3600) ?? 60,
      polls: wholeNumber(values, 'polls', 1, 1_000_000) ?? Number.POSITIVE_INFINITY,
      confirmations: wholeNumber(values, 'confirmations', 0, 1000) ?? 12,
      grace: wholeNumber(values, 'grace', 0, 10_000) ?? 10,
    };
  }
  const { json, text, receipts } = values;
  const range = rangeOf(values);
  const why = pairQuestionOf(values.why, range);
  return {
    command: 'verify',
    ...common,
    ...(range !== undefined && { range }),
    ...(json !== undefined && { json }),
    ...(text !== undefined && { text }),
    ...(receipts !== undefined && { receipts }),
    ...(why !== undefined && { why }),
  };
}

const VERIFY_OPTIONS = ['from', 'to', 'json', 'text', 'receipts', 'why'] as const;
const WATCH_OPTIONS = ['every', 'polls', 'confirmations', 'grace'] as const;

function auditLogArguments(values: Options): AuditLogArguments {
  const misplaced = (['evidence', 'lead', ...VERIFY_OPTIONS, ...WATCH_OPTIONS] as const).find(
    (name) => values[name] !== undefined,
  );
  if (misplaced !== undefined) throw argumentsInvalid(`--${misplaced} does not go with log.`);
  const exchange = httpUrl('exchange', values.exchange);
  const { rpc, contract, areaId, keyFile } = commonArguments({ ...values, evidence: exchange });
  if (contract === undefined) throw argumentsInvalid('--contract is missing.');
  if (areaId === undefined) throw argumentsInvalid('--area is missing.');
  return { command: 'log', exchange, rpc, contract, areaId, ...(keyFile !== undefined && { keyFile }) };
}

function httpUrl(name: string, given: string | undefined): string {
  if (given === undefined) throw argumentsInvalid(`--${name} is missing.`);
  if (URL.canParse(given) && /^https?:$/.test(new URL(given).protocol)) return given;
  throw argumentsInvalid(`--${name} is not an http or https URL.`);
}

function commonArguments(values: Options): CommonArguments {
  const { evidence, contract } = values;
  if (evidence === undefined) throw argumentsInvalid('--evidence is missing.');
  const rpc = httpUrl('rpc', values.rpc);
  if (contract !== undefined && !/^0x[0-9a-fA-F]{40}$/.test(contract)) {
    throw argumentsInvalid(`--contract ${contract} is not an address.`);
  }
  const areaId = wholeNumber(values, 'area', 0, 2 ** 32 - 1);
  const leadMinutes = wholeNumber(values, 'lead', 0, 7 * 24 * 60);
  const keyFile = values['key-file'];
  return {
    evidence,
    rpc,
    ...(keyFile !== undefined && { keyFile }),
    ...(contract !== undefined && { contract }),
    ...(areaId !== undefined && { areaId }),
    ...(leadMinutes !== undefined && { gateClosureLeadMs: leadMinutes * 60_000 }),
  };
}

/** Days of the range as slots; an end that is not given is open. */
function rangeOf({ from, to }: Options): SlotRange | undefined {
  if (from === undefined && to === undefined) return undefined;
  try {
    const range = { fromSlot: slotOf(from ?? FIRST_DAY), toSlot: slotOf(to ?? LAST_DAY, SLOTS_PER_DAY) };
    if (range.fromSlot > range.toSlot) throw argumentsInvalid(`--from ${from} is after --to ${to}.`);
    return range;
  } catch (error) {
    if (isIchienError(error) && error.code === 'DAY_INVALID') throw argumentsInvalid(error.message);
    throw error;
  }
}

function pairQuestionOf(given: string | undefined, range: SlotRange | undefined): PairQuestion | undefined {
  if (given === undefined) return undefined;
  if (!/^\d{1,9}\/\d{1,10}\/\d{1,10}$/.test(given)) {
    throw argumentsInvalid(`--why ${given} is not SLOT/BUY/SELL in numbers.`);
  }
  const [slot, buyOrderId, sellOrderId] = given.split('/').map(Number) as [number, number, number];
  if (range !== undefined && (slot < range.fromSlot || slot > range.toSlot)) {
    throw argumentsInvalid(`--why asks about slot ${slot}, which is not of the days to verify.`);
  }
  return { slot, buyOrderId, sellOrderId };
}

function wholeNumber(values: Options, name: keyof Options, least: number, most: number): number | undefined {
  const given = values[name];
  if (given === undefined) return undefined;
  const number = /^\d{1,10}$/.test(String(given)) ? Number(given) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw argumentsInvalid(`--${name} ${given} is not a whole number from ${least} to ${most}.`);
}

function readOptions(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        evidence: { type: 'string' },
        exchange: { type: 'string' },
        rpc: { type: 'string' },
        'key-file': { type: 'string' },
        from: { type: 'string' },
        to: { type: 'string' },
        contract: { type: 'string' },
        area: { type: 'string' },
        lead: { type: 'string' },
        receipts: { type: 'string' },
        why: { type: 'string' },
        text: { type: 'string' },
        json: { type: 'string' },
        every: { type: 'string' },
        polls: { type: 'string' },
        confirmations: { type: 'string' },
        grace: { type: 'string' },
        help: { type: 'boolean' },
      },
    });
  } catch (cause) {
    throw argumentsInvalid(`${(cause as Error).message}.`);
  }
}

function argumentsInvalid(what: string): IchienError<AuditorErrorCode> {
  return new IchienError<AuditorErrorCode>('ARGUMENTS_INVALID', what, 'See --help.');
}
