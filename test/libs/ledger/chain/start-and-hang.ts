/** Run as a process of its own by local-chain.test.ts: starts a chain, mines a block, says its URL, and waits to be killed. */
import { startLocalChain } from '#ledger';

const chain = await startLocalChain({ entropy: new Uint8Array(16), statePath: process.argv[2]! });
await chain.provider.send('anvil_mine', ['0x1']);
process.stdout.write(`${chain.url}\n`);
