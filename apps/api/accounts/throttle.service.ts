import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import { PeopleClock } from '../clock/clock.js';
import { Database } from '../database/database.js';
import { apiError } from '../errors.js';
import { ThrottleRow } from './account.entities.js';
import { networkOf } from './network-of.js';
import { hashOfToken } from './secret-token.js';

const MINUTE_MS = 60_000;

/** Failures under one key that are free; each further one doubles the wait, from half a minute to a quarter of an hour. */
const FREE_FAILURES = { person: 5, network: 30 } as const;
const FIRST_WAIT_MS = MINUTE_MS / 2;
const LONGEST_WAIT_MS = 15 * MINUTE_MS;
/** A key without failures for so long starts afresh. */
const FORGET_AFTER_MS = 24 * 60 * MINUTE_MS;

/** Where an attempt counts. */
type ThrottleKey = readonly [kind: keyof typeof FREE_FAILURES, value: string];

/**
 * Slows guessing down, for one person's name and for one network, also across restarts. A name that has no account counts
 * in the same way, so that waiting tells nothing.
 */
@Injectable()
export class ThrottleService {
  #tail: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly clock: PeopleClock,
  ) {}

  /**
   * Counts an attempt as failed before it is tried: many at once gain nothing.
   *
   * @returns to be called if it succeeded: it did not fail after all
   * @throws IchienError TOO_MANY_ATTEMPTS with the seconds to wait
   */
  async attempt(person: string, address: string): Promise<() => Promise<void>> {
    const keys: ThrottleKey[] = [
      ['person', person],
      ['network', networkOf(address)],
    ];
    for (const key of keys) await this.#count(key);
    return async () => {
      await this.database.transaction(async (manager) => {
        await manager.delete(ThrottleRow, { keyHash: hashOf(keys[0]!) });
        // A network keeps its other failures: whoever owns one account there could otherwise guess at all the others.
        await manager.decrement(ThrottleRow, { keyHash: hashOf(keys[1]!) }, 'failures', 1);
      });
    };
  }

  /** One attempt at a time: each must see the failures before it. One process an area, so this is enough. */
  #count(key: ThrottleKey): Promise<void> {
    const result = this.#tail.then(() => this.#countNow(key));
    this.#tail = result.catch(() => undefined);
    return result;
  }

  async #countNow(key: ThrottleKey): Promise<void> {
    const keyHash = hashOf(key);
    const nowMs = this.clock.nowMs();
    const waitMs = await this.database.transaction(async (manager) => {
      await manager.delete(ThrottleRow, { lastFailureAtMs: LessThan(nowMs - FORGET_AFTER_MS) });
      const row = await manager.findOneBy(ThrottleRow, { keyHash });
      const failures = row?.failures ?? 0;
      const openAtMs = (row?.lastFailureAtMs ?? 0) + waitAfter(failures, FREE_FAILURES[key[0]]);
      if (nowMs < openAtMs) return openAtMs - nowMs;
      await manager.save(ThrottleRow, { keyHash, failures: failures + 1, lastFailureAtMs: nowMs });
      return 0;
    });
    if (waitMs > 0) {
      const seconds = Math.ceil(waitMs / 1000);
      throw apiError('TOO_MANY_ATTEMPTS', 'There were too many attempts.', `Try again in ${seconds} s.`, { seconds });
    }
  }
}

function waitAfter(failures: number, free: number): number {
  if (failures < free) return 0;
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failures - free, 10));
}

function hashOf([kind, value]: ThrottleKey): string {
  return hashOfToken(`throttle/${kind}/${value}`);
}
