import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const WORKER = new URL('./insert-thread.worker.js', import.meta.url);

/** The message after the last transaction. */
export const END = 'end';

/** A value that JSON carries as it is. */
export type PlainValue = string | number | null;

/** Rows for one table. */
export interface StatementRows {
  /** Inserts one row. */
  readonly sql: string;
  /** Values of a row. */
  readonly width: number;
  /** Row after row. */
  readonly values: readonly PlainValue[];
}

/** What came of a transaction. */
export interface InsertOutcome {
  /** Why nothing of it was stored. */
  readonly failure?: string;
}

/**
 * Inserts into an SQLite file from a thread of its own: the event loop answers people while the disk is waited for
 * (docs/decisions/0034-a-thread-for-inserts.md). One transaction at a time, and none on any other connection meanwhile: the
 * caller sees to both (`Database`). The thread starts with the first one.
 */
export class InsertThread {
  #worker: Worker | undefined;

  /** @param path of the database's file */
  constructor(private readonly path: string) {}

  /** Stores all rows in one transaction, or none. @throws Error with SQLite's reason, or that the thread has ended */
  async insert(tables: readonly StatementRows[]): Promise<void> {
    const worker = this.#started();
    // Only while something is being stored does the thread keep the process from ending.
    worker.ref();
    const { promise, resolve, reject } = Promise.withResolvers<InsertOutcome>();
    const ended = (code: number) => reject(new Error(`The thread of the inserts has ended with ${code}.`));
    worker.once('message', resolve).once('error', reject).once('exit', ended);
    try {
      // As text: the values one by one would take the sending thread several times longer to copy.
      worker.postMessage(JSON.stringify(tables));
      const { failure } = await promise;
      if (failure !== undefined) throw new Error(failure);
    } finally {
      worker.off('message', resolve).off('error', reject).off('exit', ended).unref();
    }
  }

  /** Ends the thread and its connection. */
  async close(): Promise<void> {
    const worker = this.#worker;
    if (worker === undefined) return;
    this.#worker = undefined;
    worker.ref();
    const exit = once(worker, 'exit');
    worker.postMessage(END);
    await exit;
  }

  #started(): Worker {
    if (this.#worker === undefined) {
      const worker = new Worker(WORKER, { workerData: this.path });
      // One that has died is replaced at the next transaction. Whoever waits for it is told, as by an exit without an error.
      const forget = () => {
        if (this.#worker === worker) this.#worker = undefined;
      };
      worker.once('error', forget).once('exit', forget);
      this.#worker = worker;
    }
    return this.#worker;
  }
}
