import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type EntityManager, type FindOptionsWhere, IsNull, MoreThan } from 'typeorm';
import { PeopleClock } from '../clock/clock.js';
import { Database } from '../database/database.js';
import { apiError } from '../errors.js';
import { Account, ProgramKey } from './account.entities.js';
import { hashOfToken, newSecretToken } from './secret-token.js';
import type { OpenSession } from './sessions.service.js';

/** Keys that work at a time: one for each meter of an area, twice over. */
const MAX_KEYS = 100_000;

/** A key as it may be shown: never the key. */
export type ProgramKeyView = Omit<ProgramKey, 'keyHash'>;

/** Keys of programs: a device sends the readings of one meter, an auditor's command line reads evidence. */
@Injectable()
export class ProgramKeysService {
  readonly #known = new Map<string, ProgramKey>();
  /** Counts what was forgotten: what was read before that is not remembered after it. */
  #forgotten = 0;

  constructor(
    private readonly database: Database,
    private readonly clock: PeopleClock,
  ) {}

  /** Makes a key. @returns its id, and the key itself, which is shown this once. @throws IchienError KEY_LIMIT_REACHED */
  async issue(
    row: Pick<ProgramKey, 'role' | 'accountId' | 'meterId' | 'label'>,
  ): Promise<{ keyId: string; key: string }> {
    const key = newSecretToken();
    const keyId = randomUUID();
    await this.database.transaction(async (manager) => {
      if ((await manager.countBy(ProgramKey, { revokedAtMs: IsNull() })) >= MAX_KEYS) {
        throw apiError('KEY_LIMIT_REACHED', `There are ${MAX_KEYS} keys.`, 'Revoke those no longer used.');
      }
      const times = { createdAtMs: this.clock.nowMs(), revokedAtMs: null };
      await manager.insert(ProgramKey, { ...row, keyId, keyHash: hashOfToken(key), ...times });
    });
    return { keyId, key };
  }

  /** Keys that still work, by id; of one maker or meter, if given. */
  async list(
    role: ProgramKey['role'],
    after: string,
    limit: number,
    of: Pick<FindOptionsWhere<ProgramKey>, 'accountId' | 'meterId'>,
  ): Promise<ProgramKeyView[]> {
    const where = this.#working({ role, keyId: MoreThan(after), ...of });
    const rows = await this.database.read((manager) =>
      manager.find(ProgramKey, { where, order: { keyId: 'ASC' }, take: limit }),
    );
    return rows.map(({ keyHash: _, ...shown }) => shown);
  }

  /** Ends a key, of one maker if given. @throws IchienError KEY_UNKNOWN */
  async revoke(keyId: string, role: ProgramKey['role'], accountId?: string): Promise<void> {
    const maker = accountId === undefined ? {} : { accountId };
    await this.database.transaction(async (manager) => {
      const row = await manager.findOne(ProgramKey, { where: this.#working({ keyId, role, ...maker }) });
      if (row === null) throw apiError('KEY_UNKNOWN', `There is no key ${keyId}.`, 'Check the id.', { keyId });
      await manager.update(ProgramKey, { keyId }, { revokedAtMs: this.clock.nowMs() });
      this.#known.delete(row.keyHash);
    });
  }

  /**
   * Ends the keys of a meter's devices at an instant, as part of a transaction; call the answer once that is committed. Who has
   * left still sends its last readings; later ones are not its own.
   */
  async endOfMeterWithin(manager: EntityManager, meterId: string, atMs: number): Promise<() => void> {
    await manager.update(ProgramKey, { role: 'device', meterId, revokedAtMs: IsNull() }, { revokedAtMs: atMs });
    return () => {
      this.#forgotten += 1;
      for (const [hash, row] of this.#known) if (row.meterId === meterId) this.#known.delete(hash);
    };
  }

  /** Forgets what is remembered of an account's keys: they are read again at the next request. */
  forget(accountId: string): void {
    this.#forgotten += 1;
    for (const [hash, row] of this.#known) if (row.accountId === accountId) this.#known.delete(hash);
  }

  /**
   * Who a key stands for, or undefined. An auditor's key reads and changes nothing, and works while its maker is an auditor who
   * may sign in; a device's stands for its meter, whatever becomes of the operator who enrolled it.
   */
  async find(key: string, method: string): Promise<OpenSession | undefined> {
    const keyHash = hashOfToken(key);
    let row = this.#known.get(keyHash);
    if (row === undefined) {
      const forgotten = this.#forgotten;
      row = await this.database.read((manager) => this.#find(manager, keyHash));
      if (row === undefined) return undefined;
      if (forgotten === this.#forgotten) this.#known.set(keyHash, row);
    }
    if (row.revokedAtMs !== null && row.revokedAtMs <= this.clock.nowMs()) return undefined;
    if (row.role === 'auditor' && method !== 'GET') return undefined;
    return {
      complete: true,
      account: {
        accountId: row.role === 'device' ? row.keyId : row.accountId,
        role: row.role,
        participantIds: [],
        ownedParticipantIds: [],
        meterIds: row.meterId === null ? [] : [row.meterId],
        signedInAtMs: undefined,
        sessionId: undefined,
      },
    };
  }

  async #find(manager: EntityManager, keyHash: string): Promise<ProgramKey | undefined> {
    const row = await manager.findOne(ProgramKey, { where: this.#working({ keyHash }) });
    if (row === null || row.role === 'device') return row ?? undefined;
    const { role, accountId } = row;
    const maker = { accountId, role, closedAtMs: IsNull(), lockedAtMs: IsNull() };
    return (await manager.existsBy(Account, maker)) ? row : undefined;
  }

  /** Of these, the keys that work now. */
  #working(of: FindOptionsWhere<ProgramKey>): FindOptionsWhere<ProgramKey>[] {
    return [IsNull(), MoreThan(this.clock.nowMs())].map((revokedAtMs) => ({ ...of, revokedAtMs }));
  }
}
