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

/** A transaction. */
export interface InsertMessage {
  readonly tables: readonly StatementRows[];
  /** On the disk when it is answered; otherwise with the next one that is. */
  readonly synced: boolean;
}

/** What came of a transaction. */
export interface InsertOutcome {
  /** Why nothing of it was stored. */
  readonly failure?: string;
}

/** Who waits for a transaction. */
interface Waiting {
  readonly resolve: (outcome: InsertOutcome) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Inserts into an SQLite file from a thread of its own: the event loop answers people while the disk is waited for
 * (docs/decisions/0034-a-thread-for-inserts.md). One transaction after the other, and none on any other connection meanwhile: the
 * caller sees to that (`Database`). The thread starts with the first one.
 */
export class InsertThread {
  #worker: Worker | undefined;
  /** In the order in which the thread answers. */
  #waiting: Waiting[] = [];

  /** @param path of the database's file */
  constructor(private readonly path: string) {}

  /**
   * Stores all rows in one transaction, or none. @throws Error with SQLite's reason, or that the thread has ended
   *
   * @param synced false for rows that a crash may lose: they cost no wait for the disk
   */
  async insert(tables: readonly StatementRows[], synced = true): Promise<void> {
    const worker = this.#started();
    const { promise, resolve, reject } = Promise.withResolvers<InsertOutcome>();
    this.#waiting.push({ resolve, reject });
    // Only while something is being stored does the thread keep the process from ending.
    worker.ref();
    // As text: the values one by one would take the sending thread several times longer to copy.
    worker.postMessage(JSON.stringify({ tables, synced } satisfies InsertMessage));
    const { failure } = await promise;
    if (failure !== undefined) throw new Error(failure);
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
      const waiting: Waiting[] = [];
      this.#waiting = waiting;
      // One that has died is replaced at the next transaction, and whoever waits for it is told.
      const end = (error: Error) => {
        if (this.#worker === worker) this.#worker = undefined;
        for (const { reject } of waiting.splice(0)) reject(error);
      };
      worker
        .on('message', (outcome: InsertOutcome) => {
          waiting.shift()?.resolve(outcome);
          if (waiting.length === 0) worker.unref();
        })
        .once('error', end)
        .once('exit', (code) => end(new Error(`The thread of the inserts has ended with ${code}.`)));
      this.#worker = worker;
    }
    return this.#worker;
  }
}
