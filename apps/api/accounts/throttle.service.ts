import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import { isIchienError } from '#energy';
import { PeopleClock } from '../clock/clock.js';
import { Database } from '../database/database.js';
import { apiError } from '../errors.js';
import { ThrottleRow } from './account.entities.js';
import { networkOf } from './network-of.js';
import { hashOfToken } from './secret-token.js';

const MINUTE_MS = 60_000;

/**
 * What is free under one key; each further one doubles the wait, from half a minute to a quarter of an hour.
 * `asker` and `askers` count what sends letters: a ward's desk registers many people from one address. `sharer` and `changer` count
 * what an account may do for ever and that is kept for ever: shared supply points, applications, consents.
 * `reader` counts what is much work to answer: a year's days of orders, and some again.
 */
const FREE = { person: 5, network: 30, asker: 5, askers: 100, sharer: 20, changer: 100, reader: 400 } as const;
const FIRST_WAIT_MS = MINUTE_MS / 2;
const LONGEST_WAIT_MS = 15 * MINUTE_MS;
/** A key under which nothing was counted for so long starts afresh. */
const FORGET_AFTER_MS = 24 * 60 * MINUTE_MS;

/** Where something counts. */
type ThrottleKey = readonly [kind: keyof typeof FREE, value: string];

/**
 * Slows guessing down, for one person's name and for one network, also across restarts; and asking for letters, and for what is much
 * work, apart from it.
 * A name that has no account counts in the same way, so that waiting tells nothing.
 */
@Injectable()
export class ThrottleService {
  #tail: Promise<unknown> = Promise.resolve();
  /** Attempts that run, by key. One process an area, so this is enough. */
  readonly #running = new Map<string, number>();

  constructor(
    private readonly database: Database,
    private readonly clock: PeopleClock,
  ) {}

  /**
   * Tries something that could be guessed. While it runs it counts as failed, so that many at once gain nothing; afterwards only
   * if it was refused. Success forgets the person's failures, not the network's: whoever owns one account there could otherwise
   * guess at all the others.
   *
   * @param person what is guessed at
   * @throws IchienError TOO_MANY_ATTEMPTS with the seconds to wait, if either must wait: then nothing was tried nor counted
   */
  async attempt<T>(person: string, address: string, work: () => Promise<T>): Promise<T> {
    const keys: ThrottleKey[] = [
      ['person', person],
      ['network', networkOf(address)],
    ];
    const hashes = keys.map(hashOf);
    await this.#inTurn(async () => {
      await this.#assertOpen(keys);
      for (const hash of hashes) this.#running.set(hash, (this.#running.get(hash) ?? 0) + 1);
    });
    let result: T;
    try {
      result = await work();
    } catch (error) {
      await this.#inTurn(async () => {
        this.#ended(hashes);
        // What fails by our own doing says nothing of who asked.
        if (isIchienError(error) && error.code !== 'BUSY') await this.#count(keys);
      });
      throw error;
    }
    await this.#inTurn(async () => {
      this.#ended(hashes);
      await this.database.transaction((manager) => manager.delete(ThrottleRow, { keyHash: hashes[0]! }));
    });
    return result;
  }

  /** Counts something that sends a letter. @throws IchienError TOO_MANY_ATTEMPTS: then it is not counted */
  async ask(person: string, address: string): Promise<void> {
    const keys: ThrottleKey[] = [
      ['asker', person],
      ['askers', networkOf(address)],
    ];
    await this.#countIfOpen(keys);
  }

  /** Counts something that an account leaves behind for good. @throws as {@link ask} */
  async leave(kind: 'sharer' | 'changer', accountId: string): Promise<void> {
    await this.#countIfOpen([[kind, accountId]]);
  }

  /**
   * Answers what is much work: for an account one at a time, and so many a day. Each counts, whatever comes of it.
   *
   * @throws IchienError TOO_MANY_ATTEMPTS: then it is not counted
   */
  async read<T>(accountId: string, work: () => Promise<T>): Promise<T> {
    const key: ThrottleKey = ['reader', accountId];
    const hash = hashOf(key);
    await this.#inTurn(async () => {
      if (this.#running.has(hash)) throw tooMany(1);
      await this.#assertOpen([key]);
      await this.#count([key]);
      this.#running.set(hash, 1);
    });
    try {
      return await work();
    } finally {
      this.#ended([hash]);
    }
  }

  #countIfOpen(keys: readonly ThrottleKey[]): Promise<void> {
    return this.#inTurn(async () => {
      await this.#assertOpen(keys);
      await this.#count(keys);
    });
  }

  /** One after the other: each must see what was counted before it. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    const result = this.#tail.then(work);
    this.#tail = result.catch(() => undefined);
    return result;
  }

  #ended(hashes: readonly string[]): void {
    for (const hash of hashes) {
      const left = (this.#running.get(hash) ?? 1) - 1;
      if (left > 0) this.#running.set(hash, left);
      else this.#running.delete(hash);
    }
  }

  async #assertOpen(keys: readonly ThrottleKey[]): Promise<void> {
    const nowMs = this.clock.nowMs();
    const waitMs = await this.database.transaction(async (manager) => {
      await manager.delete(ThrottleRow, { lastFailureAtMs: LessThan(nowMs - FORGET_AFTER_MS) });
      const waits: number[] = [];
      for (const key of keys) {
        waits.push(this.#waitOf(key, await manager.findOneBy(ThrottleRow, { keyHash: hashOf(key) }), nowMs));
      }
      return Math.max(...waits);
    });
    if (waitMs <= 0) return;
    throw tooMany(Math.ceil(waitMs / 1000));
  }

  #waitOf(key: ThrottleKey, row: ThrottleRow | null, nowMs: number): number {
    const { failures, lastFailureAtMs } = row ?? { failures: 0, lastFailureAtMs: 0 };
    const free = FREE[key[0]];
    const waitMs = lastFailureAtMs + waitAfter(failures, free) - nowMs;
    if (waitMs > 0) return waitMs;
    // Those that run may all fail. They end in a moment, and then it is known.
    const running = this.#running.get(hashOf(key)) ?? 0;
    return running > 0 && failures + running >= free ? 1000 : 0;
  }

  async #count(keys: readonly ThrottleKey[]): Promise<void> {
    const lastFailureAtMs = this.clock.nowMs();
    await this.database.transaction(async (manager) => {
      for (const key of keys) {
        const keyHash = hashOf(key);
        const failures = ((await manager.findOneBy(ThrottleRow, { keyHash }))?.failures ?? 0) + 1;
        await manager.save(ThrottleRow, { keyHash, failures, lastFailureAtMs });
      }
    });
  }
}

function tooMany(seconds: number) {
  return apiError('TOO_MANY_ATTEMPTS', 'There were too many attempts.', `Try again in ${seconds} s.`, { seconds });
}

function waitAfter(count: number, free: number): number {
  if (count < free) return 0;
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(count - free, 10));
}

function hashOf([kind, value]: ThrottleKey): string {
  return hashOfToken(`throttle/${kind}/${value}`);
}
