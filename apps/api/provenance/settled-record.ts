import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { Logger } from '@nestjs/common';
import { type KeyedSettlement, keyedTrees, type SettledRecord } from '#ledger';

/** Readings and trades from which on a record is made in a thread of its own: for fewer it takes longer to start than it saves. */
const MANY_LEAVES = 40_000;

const WORKER = new URL('./settled-record.worker.js', import.meta.url);

/**
 * The record of one settlement, in the making. That of a large slot is half of all the work: it is made in a thread of its own,
 * beside the rules and the postings, and the exchange goes on answering (docs/decisions/0023-large-slots.md).
 */
export class SettledRecordMaker implements Disposable {
  readonly #logger = new Logger(SettledRecordMaker.name);
  #settlement: KeyedSettlement | undefined;
  #worker: Worker | undefined;
  #made: Promise<SettledRecord> | undefined;

  /** @param keyed asked once, when the record is begun */
  constructor(
    private readonly keyed: () => KeyedSettlement,
    private readonly manyLeaves = MANY_LEAVES,
  ) {}

  /** Begins with what does not wait for the rules. Twice is once. @throws what `keyed` throws */
  begin(): KeyedSettlement {
    if (this.#settlement !== undefined) return this.#settlement;
    this.#settlement = this.keyed();
    const { exportsWh, trades } = this.#settlement;
    if (exportsWh.length + trades.sequences.length >= this.manyLeaves) {
      this.#worker = new Worker(WORKER, { workerData: this.#settlement });
      this.#made = answerOf(this.#worker);
      // Awaited only when the rules are through; until then a failure must not pass for one that nobody handles.
      this.#made.catch(() => undefined);
    }
    return this.#settlement;
  }

  /** @param allocatedWh one a trade @throws IchienError LEAF_INVALID, LEAVES_UNORDERED, and what `keyed` throws */
  async make(allocatedWh: readonly number[]): Promise<SettledRecord> {
    const settlement = this.begin();
    if (this.#worker === undefined) return keyedTrees(settlement, allocatedWh).record;
    this.#worker.postMessage(allocatedWh);
    try {
      return await this.#made!;
    } catch (error) {
      // If the settlement itself is wrong, this thread says so, with a code.
      this.#logger.warn(`A settled record is made without a thread of its own: ${(error as Error).message}`);
      return keyedTrees(settlement, allocatedWh).record;
    }
  }

  /** Ends the thread, be the record made or not wanted. */
  [Symbol.dispose](): void {
    void this.#worker?.terminate();
  }
}

async function answerOf(worker: Worker): Promise<SettledRecord> {
  const ended = once(worker, 'exit').then(([code]): never => {
    throw new Error(`the thread ended with ${code}.`);
  });
  const [record] = await Promise.race([once(worker, 'message'), ended]);
  return record;
}
