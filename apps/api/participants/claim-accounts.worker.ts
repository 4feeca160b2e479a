import { parentPort, workerData } from 'node:worker_threads';
import { KEY_BYTES } from '#ledger';
import { ACCOUNTS_A_BATCH, claimAccountsOf } from './derive-claim-accounts.js';

// Answers with the batch of accounts from the key on that it is asked for (derive-claim-accounts.ts).
const keys: Uint8Array = workerData;
parentPort!.on('message', (from: number) => {
  parentPort!.postMessage(claimAccountsOf(keys, from, Math.min(keys.length / KEY_BYTES, from + ACCOUNTS_A_BATCH)));
});
