import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { isIchienError } from '#energy';
import { startLocalChain } from '#ledger';

const HELP = `Runs a local chain, kept in a file, until it is stopped with Ctrl-C.

npm run chain -- --state FILE [--port 8545]
`;

/** Starts the chain of an earlier backtest or demonstration, so that its proofs can be checked again. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      state: { type: 'string' },
      port: { type: 'string', default: '8545' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help || values.state === undefined) {
    console.log(HELP);
    return values.help ? 0 : 2;
  }
  const chain = await startLocalChain({ entropy: randomBytes(16), statePath: values.state, port: Number(values.port) });
  console.log(`${chain.url} (Ctrl-C to stop)`);
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  await chain.stop();
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(isIchienError(error) ? `${error.code}: ${error.message}` : error);
  process.exitCode = 2;
}
