import 'reflect-metadata';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isIchienError } from '#energy';
import { HELP, readOptions } from './options.js';

async function main(): Promise<number> {
  try {
    const options = readOptions(process.argv.slice(2));
    if (options.help) {
      console.log(HELP);
      return 0;
    }
    // A word typed wrong is answered at once, and not after the whole exchange has been loaded.
    const [{ backtest }, { formatSummary }] = await Promise.all([import('./backtest.js'), import('./summary.js')]);
    const summary = await backtest(options);
    console.log(formatSummary(summary));
    console.log(`\nTo verify it yourself:\n  npm run chain -- --state ${join(options.out, 'chain.json')}`);
    console.log(`  npm run verify -- --evidence ${join(options.out, 'evidence')} --rpc http://127.0.0.1:8545`);
    if (options.json !== undefined) {
      mkdirSync(dirname(options.json), { recursive: true });
      writeFileSync(options.json, `${JSON.stringify(summary, null, 2)}\n`);
    }
    return summary.verifiedSlots === summary.slots && summary.ledgerSumMillisen === 0 ? 0 : 1;
  } catch (error) {
    console.error(isIchienError(error) ? `${error.code}: ${error.message}` : error);
    return 2;
  }
}

process.exitCode = await main();
