import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type EntityManager, In, IsNull, MoreThan, Not } from 'typeorm';
import type { Role } from '#joining';
import { PeopleClock } from '../clock/clock.js';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { Database } from '../database/database.js';
import { apiError } from '../errors.js';
import { participantUnknown } from '../participants/participant-unknown.js';
import { Account, AccountParticipant, Notice, OneTimeSecret, Passkey } from './account.entities.js';
import { hashPassword } from './password.js';
import { ProgramKeysService } from './program-keys.service.js';
import { SessionsService } from './sessions.service.js';
import { nextStepOf, type SignInStep } from './sign-in-step.js';

/** What the caller states of a new account. */
export interface NewAccount {
  /** As `emailSchema` leaves it. */
  readonly email: string;
  readonly displayName: string;
  readonly role: Role;
  /** Undefined: the person chooses one when accepting the invitation. */
  readonly password?: string;
  /** Given if it is written down before there is the account. */
  readonly accountId?: string;
}

/** An account without its secrets. */
export interface AccountView {
  readonly accountId: string;
  readonly email: string;
  readonly displayName: string;
  readonly role: Role;
  /** Set while the account cannot sign in. */
  readonly locked: { readonly atMs: number; readonly reason: string } | null;
  readonly participants: readonly { participantId: string; access: 'owner' | 'family' }[];
  /** Set until somebody has chosen a password: when the newest letter ends; null if it has. */
  readonly invited: { readonly untilMs: number | null } | null;
}

/** The people who may sign in, and the supply points that are theirs. */
@Injectable()
export class AccountsService {
  constructor(
    private readonly database: Database,
    private readonly clock: PeopleClock,
    private readonly sessions: SessionsService,
    private readonly keys: ProgramKeysService,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  /** Creates an account. @returns its id. @throws IchienError ACCOUNT_DUPLICATE, BUSY */
  async create(newcomer: NewAccount): Promise<string> {
    const passwordHash = newcomer.password === undefined ? null : await hashPassword(newcomer.password);
    return this.database.transaction((manager) => this.createWithin(manager, newcomer, passwordHash));
  }

  /** {@link create} as part of a transaction. */
  async createWithin(manager: EntityManager, newcomer: NewAccount, passwordHash: string | null): Promise<string> {
    const { email } = newcomer;
    if (await manager.existsBy(Account, { email })) {
      throw apiError('ACCOUNT_DUPLICATE', `There is an account with the address ${email}.`, 'Use that account.', {
        email,
      });
    }
    const accountId = newcomer.accountId ?? randomUUID();
    await manager.insert(Account, {
      accountId,
      email,
      displayName: newcomer.displayName,
      role: newcomer.role,
      passwordHash,
      totpSecret: null,
      totpConfirmed: false,
      totpLastStep: 0,
      createdAtMs: this.clock.nowMs(),
      closedAtMs: null,
      lockedAtMs: null,
      lockReason: null,
    });
    return accountId;
  }

  /** Id of the open account of an address, as part of a transaction. */
  async findWithin(manager: EntityManager, email: string): Promise<string | undefined> {
    return (await manager.findOneBy(Account, { email, closedAtMs: IsNull() }))?.accountId;
  }

  /** Lets an account see (family) or see and act for (owner) participants. What it had before stays, or becomes more. */
  async link(accountId: string, participantIds: readonly string[], access: 'owner' | 'family'): Promise<void> {
    await this.database.transaction((manager) => this.linkWithin(manager, accountId, participantIds, access));
    this.sessions.forget(accountId);
  }

  /** {@link link} as part of a transaction; call `SessionsService.forget` after it. */
  async linkWithin(
    manager: EntityManager,
    accountId: string,
    participantIds: readonly string[],
    access: 'owner' | 'family',
  ): Promise<void> {
    const held = new Map(
      (await manager.findBy(AccountParticipant, { accountId })).map((row) => [row.participantId, row]),
    );
    const rows = participantIds
      .filter((participantId) => held.get(participantId)?.access !== 'owner')
      .map((participantId) => ({ accountId, participantId, access, sinceMs: this.clock.nowMs() }));
    await manager.save(AccountParticipant, rows, { chunk: 500 });
  }

  /** Makes an open account an owner of a participant, beside any other. @throws IchienError ACCOUNT_UNKNOWN */
  async addOwner(accountId: string, participantId: string): Promise<void> {
    await this.database.transaction(async (manager) => {
      if (!(await manager.existsBy(Account, { accountId, closedAtMs: IsNull() }))) throw accountUnknown(accountId);
      await this.linkWithin(manager, accountId, [participantId], 'owner');
    });
    this.sessions.forget(accountId);
  }

  /** Ends what an account sees and does of a participant. @throws IchienError PARTICIPANT_UNKNOWN if that is nothing */
  async endAccess(accountId: string, participantId: string): Promise<void> {
    const { affected } = await this.database.transaction((manager) =>
      manager.delete(AccountParticipant, { accountId, participantId }),
    );
    if (affected === 0) throw participantUnknown(participantId);
    this.sessions.forget(accountId);
  }

  /** What the account has to show after its password. @throws IchienError ACCOUNT_UNKNOWN */
  async nextStep(accountId: string): Promise<SignInStep> {
    const account = await this.database.read((manager) => manager.findOneBy(Account, { accountId }));
    if (account === null) throw accountUnknown(accountId);
    return nextStepOf(account, this.config);
  }

  /** @throws IchienError ACCOUNT_UNKNOWN */
  async view(accountId: string): Promise<AccountView> {
    return this.database.read(async (manager) => {
      const account = await manager.findOneBy(Account, { accountId });
      if (account === null) throw accountUnknown(accountId);
      return (await viewsOf(manager, [account], this.clock.nowMs()))[0]!;
    });
  }

  /** Accounts after an id, in order of their ids; closed ones are left out. */
  async list(after: string, limit: number): Promise<AccountView[]> {
    return this.database.read(async (manager) => {
      const where = { accountId: MoreThan(after), closedAtMs: IsNull() };
      const accounts = await manager.find(Account, { where, order: { accountId: 'ASC' }, take: limit });
      return viewsOf(manager, accounts, this.clock.nowMs());
    });
  }

  /** Gives an account another role and signs it out everywhere. @throws IchienError ACCOUNT_UNKNOWN, ACCOUNT_LAST_OPERATOR */
  async changeRole(accountId: string, role: Role): Promise<void> {
    await this.#change(accountId, role, { role });
  }

  /**
   * Closes an account, for good. Its address is free for another, its letters and recovery codes are gone; the name stays, for who
   * reads the audit log.
   *
   * @throws IchienError ACCOUNT_UNKNOWN, ACCOUNT_LAST_OPERATOR */
  async close(accountId: string): Promise<void> {
    const email = `${accountId}@closed.invalid`;
    const change = { email, closedAtMs: this.clock.nowMs(), passwordHash: null };
    await this.#change(accountId, undefined, change, async (manager) => {
      await manager.delete(OneTimeSecret, { accountId });
      await manager.delete(Notice, { accountId });
    });
  }

  /**
   * Locks an account: it is signed out everywhere, its programs' keys do not answer, and it cannot sign in. What was agreed goes
   * on: おまかせ trades for its supply points, devices send their readings.
   *
   * @throws IchienError ACCOUNT_UNKNOWN, ACCOUNT_LAST_OPERATOR
   */
  async lock(accountId: string, reason: string): Promise<void> {
    await this.#change(accountId, undefined, { lockedAtMs: this.clock.nowMs(), lockReason: reason });
  }

  /** Lets a locked account sign in again. @throws IchienError ACCOUNT_UNKNOWN */
  async unlock(accountId: string): Promise<void> {
    const { affected } = await this.database.transaction((manager) =>
      manager.update(Account, { accountId, closedAtMs: IsNull() }, { lockedAtMs: null, lockReason: null }),
    );
    if (affected === 0) throw accountUnknown(accountId);
  }

  /** Overwrites who an account was, and closes it, as part of a transaction: what refers to its id refers to nobody. */
  async forgetWithin(manager: EntityManager, accountId: string): Promise<void> {
    await manager.update(
      Account,
      { accountId },
      {
        email: `${accountId}@erased.invalid`,
        displayName: 'erased',
        passwordHash: null,
        totpSecret: null,
        totpConfirmed: false,
        closedAtMs: this.clock.nowMs(),
        lockReason: null,
      },
    );
    await manager.delete(Passkey, { accountId });
    await manager.delete(OneTimeSecret, { accountId });
    await manager.delete(Notice, { accountId });
  }

  async #change(
    accountId: string,
    role: Role | undefined,
    change: Partial<Account>,
    within: (manager: EntityManager) => Promise<void> = async () => {},
  ): Promise<void> {
    await this.database.transaction(async (manager) => {
      const account = await manager.findOneBy(Account, { accountId, closedAtMs: IsNull() });
      if (account === null) throw accountUnknown(accountId);
      if (account.role === 'operator' && role !== 'operator') {
        const others = {
          accountId: Not(accountId),
          role: 'operator',
          closedAtMs: IsNull(),
          lockedAtMs: IsNull(),
          // Who was only invited may be nobody: an address can be mistyped.
          passwordHash: Not(IsNull()),
        } as const;
        if (!(await manager.existsBy(Account, others))) {
          throw apiError(
            'ACCOUNT_LAST_OPERATOR',
            'No other operator can sign in.',
            'Wait until another has chosen a password.',
            {
              accountId,
            },
          );
        }
      }
      await manager.update(Account, { accountId }, change);
      await within(manager);
      await this.sessions.endAllWithin(manager, accountId);
    });
    this.sessions.forget(accountId);
    this.keys.forget(accountId);
  }
}

async function viewsOf(manager: EntityManager, accounts: readonly Account[], nowMs: number): Promise<AccountView[]> {
  const shares = await manager.find(AccountParticipant, {
    where: { accountId: In(accounts.map(({ accountId }) => accountId)) },
    order: { participantId: 'ASC' },
  });
  const without = accounts.filter(({ passwordHash }) => passwordHash === null).map(({ accountId }) => accountId);
  const letters = await manager.findBy(OneTimeSecret, { accountId: In(without), expiresAtMs: MoreThan(nowMs) });
  return accounts.map(({ accountId, email, displayName, role, lockedAtMs, lockReason, passwordHash }) => ({
    accountId,
    email,
    displayName,
    role,
    locked: lockedAtMs === null ? null : { atMs: lockedAtMs, reason: lockReason ?? '' },
    participants: shares
      .filter((share) => share.accountId === accountId)
      .map(({ participantId, access }) => ({ participantId, access })),
    invited:
      passwordHash === null
        ? { untilMs: letters.find((letter) => letter.accountId === accountId)?.expiresAtMs ?? null }
        : null,
  }));
}

export function accountUnknown(accountId: string) {
  return apiError('ACCOUNT_UNKNOWN', `There is no account ${accountId}.`, 'Check the id.', { accountId });
}
