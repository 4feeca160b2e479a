import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { claimAccountOf, KEY_BYTES } from '#ledger';

/** Keys up to which no thread is started: they take less than its start. */
const FEW_KEYS = 500;
/** Accounts told at once. */
const ACCOUNTS_A_BATCH = 1_000;

const WORKER = new URL('./claim-accounts.worker.js', import.meta.url);

/**
 * The claim accounts of household keys, a batch at a time and in their order. Many are derived in a thread of their own, for each
 * takes a point of an elliptic curve.
 *
 * @param keys 32 bytes each
 * @throws Error if the thread fails
 */
export async function* deriveClaimAccounts(
  keys: Uint8Array,
  { fewKeys = FEW_KEYS, batch = ACCOUNTS_A_BATCH } = {},
): AsyncGenerator<readonly string[]> {
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
    for (let from = 0; from < count; from += batch) {
      worker.postMessage({ from, to: Math.min(count, from + batch) } satisfies AccountsAsked);
      const [accounts] = await Promise.race([once(worker, 'message'), ended]);
      yield accounts;
    }
  } finally {
    await worker.terminate();
  }
}

/** Keys `from` to `to - 1`, asked of the thread. */
export interface AccountsAsked {
  readonly from: number;
  readonly to: number;
}

/** Accounts of the keys `from` to `to - 1`. */
export function claimAccountsOf(keys: Uint8Array, from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, at) =>
    claimAccountOf(keys.subarray((from + at) * KEY_BYTES, (from + at + 1) * KEY_BYTES)),
  );
}
