/**
 * Benchmarks, each beside the best that could be had, in the same run.
 *
 *     npm run bench -- auction [--json FILE] [--flows a,b,b2,c] [--scale 1] [--rounds 3]
 *     npm run bench -- journal [--json FILE] [--scale 1] [--rounds 3]
 *     npm run bench -- ledger [--json FILE]
 *     npm run bench -- settlement [--json FILE]
 *     npm run bench -- api [--json FILE] [--scale 1] [--rounds 3]
 *
 * Prints a table, and writes the figures to FILE as JSON. Compare ratios of one run, not figures of two.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { auctionTable, benchAuction, FLOW_NAMES } from './auction.js';
import type { FlowName } from './auction-flows.js';

const HELP = `npm run bench -- auction [--json FILE] [--flows a,b,b2,c] [--scale 1] [--rounds 3]
npm run bench -- journal [--json FILE] [--scale 1] [--rounds 3]
npm run bench -- ledger [--json FILE]
npm run bench -- settlement [--json FILE]
npm run bench -- api [--json FILE] [--scale 1] [--rounds 3]`;
const MAX_ROUNDS = 100;

interface Options {
  readonly flows: readonly FlowName[];
  readonly scale: number;
  readonly rounds: number;
}

/** Each benchmark: what it gives, and how that is shown. */
const BENCHMARKS: Readonly<Record<string, (options: Options) => Promise<{ result: object; table: string }>>> = {
  async auction(options) {
    const result = await benchAuction(options);
    return { result, table: auctionTable(result) };
  },
  async journal(options) {
    // Brings the whole exchange with it, which the other benchmark's memory is not to show.
    const { benchJournal, journalTable } = await import('./journal.js');
    const result = await benchJournal(options);
    return { result, table: journalTable(result) };
  },
  async ledger() {
    const { benchLedger, ledgerTable } = await import('./ledger.js');
    const result = await benchLedger();
    return { result, table: ledgerTable(result) };
  },
  async settlement() {
    const { benchSettlement, settlementTable } = await import('./settlement.js');
    const result = await benchSettlement();
    return { result, table: settlementTable(result) };
  },
  async api(options) {
    const { apiTable, benchApi } = await import('./api.js');
    const result = await benchApi(options);
    return { result, table: apiTable(result) };
  },
};

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'string' },
      flows: { type: 'string', default: FLOW_NAMES.join(',') },
      scale: { type: 'string', default: '1' },
      rounds: { type: 'string', default: '3' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const flows = values.flows.split(',') as FlowName[];
  const [scale, rounds] = [Number(values.scale), Number(values.rounds)];
  const name = positionals[0] ?? '';
  const understood =
    positionals.length === 1 &&
    Object.hasOwn(BENCHMARKS, name) &&
    flows.every((flow) => FLOW_NAMES.includes(flow)) &&
    scale > 0 &&
    scale <= 1 &&
    Number.isInteger(rounds) &&
    rounds >= 1 &&
    rounds <= MAX_ROUNDS;
  if (values.help || !understood) {
    console.log(HELP);
    return values.help ? 0 : 2;
  }
  const { result, table } = await BENCHMARKS[name]!({ flows, scale, rounds });
  console.log(table);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(result, null, 2)}\n`);
  return 0;
}

process.exitCode = await main();
