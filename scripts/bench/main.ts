/**
 * Benchmarks, each beside the best that could be had, in the same run.
 *
 *     npm run bench -- auction [--json FILE] [--flows a,b,b2,c] [--scale 1] [--rounds 3]
 *
 * Prints a table, and writes the figures to FILE as JSON. Compare ratios of one run, not figures of two.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { auctionTable, benchAuction, FLOW_NAMES } from './auction.js';
import type { FlowName } from './auction-flows.js';

const HELP = `npm run bench -- auction [--json FILE] [--flows a,b,b2,c] [--scale 1] [--rounds 3]`;

function main(): number {
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
  const understood =
    positionals.length === 1 &&
    positionals[0] === 'auction' &&
    flows.every((name) => FLOW_NAMES.includes(name)) &&
    scale > 0 &&
    scale <= 1 &&
    Number.isInteger(rounds) &&
    rounds >= 1 &&
    rounds <= 100;
  if (values.help || !understood) {
    console.log(HELP);
    return values.help ? 0 : 2;
  }
  const result = benchAuction({ scale, flows, rounds });
  console.log(auctionTable(result));
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(result, null, 2)}\n`);
  return 0;
}

process.exitCode = main();
