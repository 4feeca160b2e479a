import { Injectable, type OnModuleInit } from '@nestjs/common';
import { MoreThan } from 'typeorm';
import { firstBreak, hashOfEntry, NO_ENTRY } from '#ledger';
import { PeopleClock } from '../clock/clock.js';
import { Database } from '../database/database.js';
import { AuditEntry } from './audit-entry.entity.js';

/** Entries read at a time when the whole chain is checked. */
const CHECK_CHUNK = 1000;

/** What is to be written down: who, what, on what, from where. The time is added. */
export type NewEntry = Pick<AuditEntry, 'accountId' | 'role' | 'action' | 'address'> & {
  readonly subject: Readonly<Record<string, unknown>>;
};

/** The newest entry, for an auditor to keep: whoever changes an older one cannot reach this hash again. */
export interface AuditHead {
  readonly sequence: number;
  readonly hash: string;
  /** Sequence of the first entry that does not follow from the one before it; null if all do. */
  readonly brokenAt: number | null;
}

/** The log of what staff did: append-only, each entry bound to the one before it. */
@Injectable()
export class AuditService implements OnModuleInit {
  #sequence = 0;
  #hash = NO_ENTRY;
  #tail: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly clock: PeopleClock,
  ) {}

  async onModuleInit(): Promise<void> {
    const last = await this.database.read((manager) =>
      manager.findOne(AuditEntry, { where: {}, order: { sequence: 'DESC' } }),
    );
    if (last === null) return;
    this.#sequence = last.sequence;
    this.#hash = last.hash;
  }

  /** Writes an entry. @returns its sequence, once it is stored */
  append({ subject, ...entry }: NewEntry): Promise<number> {
    const result = this.#tail.then(async () => {
      const unhashed = {
        ...entry,
        sequence: this.#sequence + 1,
        atMs: this.clock.nowMs(),
        subject: JSON.stringify(subject),
        previousHash: this.#hash,
      };
      const row = { ...unhashed, hash: hashOfEntry(unhashed) };
      await this.database.transaction((manager) => manager.insert(AuditEntry, row));
      this.#sequence = row.sequence;
      this.#hash = row.hash;
      return row.sequence;
    });
    this.#tail = result.catch(() => undefined);
    return result;
  }

  /** The newest entry that is stored, unchecked; sequence 0 before the first. */
  newest(): Pick<AuditEntry, 'sequence' | 'hash'> {
    return { sequence: this.#sequence, hash: this.#hash };
  }

  /** Entries after a sequence, in order, with those that are being written. */
  async page(after: number, limit: number): Promise<AuditEntry[]> {
    await this.#tail;
    return this.database.read((manager) =>
      manager.find(AuditEntry, { where: { sequence: MoreThan(after) }, order: { sequence: 'ASC' }, take: limit }),
    );
  }

  /** The newest entry, after the whole chain was checked. */
  async head(): Promise<AuditHead> {
    let sequence = 0;
    let hash = NO_ENTRY;
    for (;;) {
      const entries = await this.page(sequence, CHECK_CHUNK);
      const broken = firstBreak(entries, hash, sequence);
      const last = entries.at(-1);
      if (broken !== undefined || last === undefined) return { sequence, hash, brokenAt: broken ?? null };
      sequence = last.sequence;
      hash = last.hash;
    }
  }
}
