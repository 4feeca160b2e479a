import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { claimAccountOf, KEY_BYTES } from '#ledger';

/** Keys up to which no thread is started: they take less than its start. */
const FEW_KEYS = 500;
/** Accounts told at once: a third of a second's work. */
export const ACCOUNTS_A_BATCH = 1_000;

const WORKER = new URL('./claim-accounts.worker.js', import.meta.url);

/**
 * The claim accounts of household keys, a batch at a time and in their order. Many are derived in a thread of their own, for each
 * takes a point of an elliptic curve.
 *
 * @param keys 32 bytes each
 * @throws Error if the thread fails
 */
export async function* deriveClaimAccounts(keys: Uint8Array, fewKeys = FEW_KEYS): AsyncGenerator<readonly string[]> {
  const count = keys.length / KEY_BYTES;
  if (count <= fewKeys) {
    yield claimAccountsOf(keys, 0, count);
    return;
  }
  const worker = new Worker(WORKER, { workerData: keys });
  try {
    const ended = once(worker, 'exit').then(([code]): never => {
      throw new Error(`The thread that derives claim accounts ended with ${code}.`);
    });
    ended.catch(() => undefined); // it ends after the last batch too
    for (let done = 0; done < count; done += ACCOUNTS_A_BATCH) {
      worker.postMessage(done);
      const [accounts] = await Promise.race([once(worker, 'message'), ended]);
      yield accounts;
    }
  } finally {
    await worker.terminate();
  }
}

/** Accounts of the keys `from` to `to - 1`. */
export function claimAccountsOf(keys: Uint8Array, from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, at) =>
    claimAccountOf(keys.subarray((from + at) * KEY_BYTES, (from + at + 1) * KEY_BYTES)),
  );
}
