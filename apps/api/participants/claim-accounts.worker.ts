import { parentPort, workerData } from 'node:worker_threads';
import { type AccountsAsked, claimAccountsOf } from './derive-claim-accounts.js';

// Answers with the accounts that it is asked for (derive-claim-accounts.ts).
const keys: Uint8Array = workerData;
parentPort!.on('message', ({ from, to }: AccountsAsked) => {
  parentPort!.postMessage(claimAccountsOf(keys, from, to));
});
