import { setImmediate } from 'node:timers/promises';
import type { IchienError } from '#energy';
import { apiError } from '../errors.js';

/** Jobs that wait; more are refused with QUEUE_FULL. */
const MAX_QUEUE = 20_000;
/** Jobs in one database transaction at the most. */
const MAX_BATCH = 1000;
/** Jobs that are not worth splitting: each transaction waits for the disk once. */
const SMALL_BATCH = 128;

/** What the queue does with each batch; the jobs themselves say what changes. */
export interface BatchSteps<Changes> {
  /** Changes to which no job has added anything. */
  readonly none: () => Changes;
  /** Before the first job of a batch. */
  readonly prepare: () => Promise<void>;
  /** Stores what the jobs have changed. @returns what tells others once nothing is being stored any more; never throws */
  readonly store: (changes: Changes) => Promise<() => void>;
  /** What was changed could not be stored: it never was. @param jobs how many were in the batch */
  readonly discard: (changes: Changes, jobs: number, reason: string) => void;
}

interface Job<Changes> {
  readonly run: (changes: Changes) => unknown;
  readonly resolve: (result: never) => void;
  readonly reject: (error: unknown) => void;
  /** What it came to: its result, or why it was refused. */
  outcome: unknown;
  refused: boolean;
}

/**
 * Does jobs one after the other, in batches that are each stored in one transaction, and answers a job when its batch is
 * stored. While one batch is written, the next gathers and those before it are answered: the disk waits for nobody
 * (docs/decisions/0034-a-thread-for-inserts.md).
 */
export class BatchQueue<Changes> {
  #jobs: Job<Changes>[] = [];
  #working = false;
  #storing = false;

  constructor(private readonly steps: BatchSteps<Changes>) {}

  /** True while jobs have done what is not stored yet. */
  get isStoring(): boolean {
    return this.#storing;
  }

  /** Does a job in its turn. @throws IchienError QUEUE_FULL, STORE_FAILED; whatever the job throws */
  do<Result>(run: (changes: Changes) => Result | Promise<Result>): Promise<Result> {
    if (this.#jobs.length >= MAX_QUEUE) {
      return Promise.reject(
        apiError('QUEUE_FULL', `${MAX_QUEUE} commands are waiting.`, 'Nothing was done; try again in a second.'),
      );
    }
    return new Promise((resolve, reject) => {
      this.#jobs.push({ run, resolve, reject, outcome: undefined, refused: false });
      if (!this.#working) void this.#work();
    });
  }

  async #work(): Promise<void> {
    this.#working = true;
    // What arrived in the same turn of the event loop shares the first batch.
    await setImmediate();
    let stored: readonly Job<Changes>[] = [];
    while (this.#jobs.length > 0) {
      // Half of what waits: the disk works on one half while the other is applied or answered.
      const half = Math.ceil(this.#jobs.length / 2);
      const batch = this.#jobs.splice(0, Math.min(MAX_BATCH, Math.max(SMALL_BATCH, half)));
      const processed = this.#process(batch);
      // Those before this batch are told while the disk works on it.
      answer(stored);
      await processed;
      stored = batch;
      if (this.#jobs.length === 0) {
        answer(stored);
        stored = [];
      }
    }
    this.#working = false;
  }

  /** Never throws: what a job came to stands in it. */
  async #process(batch: readonly Job<Changes>[]): Promise<void> {
    const { none, prepare, store, discard } = this.steps;
    const changes = none();
    let tell: () => void;
    this.#storing = true;
    try {
      await prepare();
      for (const job of batch) {
        try {
          const result = job.run(changes);
          // Nothing is awaited for what is nearly every job.
          job.outcome = result instanceof Promise ? await result : result;
        } catch (error) {
          refuse(job, error);
        }
      }
      tell = await store(changes);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      tell = () => discard(changes, batch.length, reason);
      for (const job of batch) refuse(job, notStored(reason));
    }
    this.#storing = false;
    tell();
  }
}

function refuse(job: Job<never>, error: unknown): void {
  job.outcome = error;
  job.refused = true;
}

function answer(jobs: readonly Job<never>[]): void {
  for (const { outcome, refused, resolve, reject } of jobs) {
    if (refused) reject(outcome);
    else resolve(outcome as never);
  }
}

function notStored(reason: string): IchienError {
  return apiError('STORE_FAILED', 'The command could not be stored.', 'Nothing was done; send it again later.', {
    reason,
  });
}
