import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { demoError } from './error.js';
import type { DemoOptions } from './options.js';

const stateSchema = z.strictObject({
  sellers: z.int(),
  buyers: z.int(),
  seed: z.int(),
  pastDays: z.int(),
  /** One password for all the demonstration's accounts, drawn at the first start. */
  password: z.string(),
  /** Simulated time. */
  nowMs: z.int(),
  /** First slot whose readings have not been handed in. */
  nextReadingSlot: z.int(),
});

/** What the demonstration remembers beside its database and its chain. */
export type DemoState = z.infer<typeof stateSchema>;

/** The folder that keeps a demonstration between starts. */
export class DataFolder {
  readonly database: string;
  readonly chainState: string;
  readonly #state: string;

  /** @throws IchienError DATA_IN_USE if the folder holds anything but a demonstration */
  constructor({ data, fresh }: Pick<DemoOptions, 'data' | 'fresh'>) {
    this.#state = join(data, 'demo.json');
    this.database = join(data, 'ichien.sqlite');
    this.chainState = join(data, 'chain.json');
    if (existsSync(data) && readdirSync(data).length > 0) {
      if (!existsSync(this.#state)) {
        throw demoError('DATA_IN_USE', `${data} holds other files.`, 'Name an empty or new folder with --data.');
      }
      if (fresh) rmSync(data, { recursive: true });
    }
    mkdirSync(data, { recursive: true });
  }

  /**
   * The state of the last start, or the first one of a demonstration as the options ask for. A folder keeps the
   * community that it began with.
   *
   * @throws IchienError DATA_INVALID
   */
  open(options: DemoOptions, begin: { nowMs: number; nextReadingSlot: number }): DemoState {
    if (!existsSync(this.#state)) {
      const { sellers, buyers, seed, pastDays } = options;
      const password = randomBytes(9).toString('base64url');
      const state = { sellers, buyers, seed, pastDays, password, ...begin };
      this.save(state);
      return state;
    }
    const parsed = stateSchema.safeParse(read(this.#state));
    if (!parsed.success) {
      throw demoError('DATA_INVALID', `${this.#state} is damaged.`, 'Begin anew with --fresh.');
    }
    return parsed.data;
  }

  /** Whole or not at all: a crash leaves the last state. */
  save(state: DemoState): void {
    writeFileSync(`${this.#state}.new`, `${JSON.stringify(state)}\n`, { mode: 0o600 });
    renameSync(`${this.#state}.new`, this.#state);
  }
}

function read(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
