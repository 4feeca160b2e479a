import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type EntityManager, In, IsNull, LessThanOrEqual, MoreThan } from 'typeorm';
import { AuditService } from '../audit/audit.service.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { PeopleClock } from '../clock/clock.js';
import { Database } from '../database/database.js';
import { apiError } from '../errors.js';
import { letterPlace, Secrets } from '../secrets.js';
import { Account, AccountParticipant, Notice, OneTimeSecret } from './account.entities.js';
import { AccountsService, accountUnknown } from './accounts.service.js';
import { hashPassword, isPassword } from './password.js';
import { Post } from './post.js';
import { hashOfToken, newSecretToken } from './secret-token.js';
import { type Place, SessionsService } from './sessions.service.js';
import { signInRefused } from './sign-in.service.js';
import { ThrottleService } from './throttle.service.js';

const DAY_MS = 24 * 60 * 60_000;
/** How long a letter's token works. */
const VALID_MS = { invitation: 7 * DAY_MS, reset: 60 * 60_000 } as const;

/** How often letters that are too old are looked for, and how many of them at a time. */
const LOOK_MS = 60_000;
const MAX_LAPSED = 1000;
/** How the audit log names an account that ended because nobody took up its invitation. */
const LAPSED = 'account.lapsed';

/** How people come to a password: invited, or because they forgot theirs. Tokens work once, for a while, and replace each other. */
@Injectable()
export class InvitationsService {
  #nextLookMs = 0;

  constructor(
    private readonly accounts: AccountsService,
    private readonly log: AuditService,
    private readonly database: Database,
    private readonly clock: PeopleClock,
    private readonly post: Post,
    private readonly sessions: SessionsService,
    private readonly throttle: ThrottleService,
    private readonly audit: AuditTrail,
    private readonly secrets: Secrets,
  ) {}

  /** Sends an invitation, in place of any earlier one. @throws IchienError ACCOUNT_UNKNOWN */
  async invite(accountId: string): Promise<void> {
    await this.database.transaction((manager) => this.inviteWithin(manager, accountId));
  }

  /** {@link invite} as part of a transaction. */
  async inviteWithin(manager: EntityManager, accountId: string): Promise<void> {
    const account = await manager.findOneBy(Account, { accountId });
    if (account === null || account.closedAtMs !== null) throw accountUnknown(accountId);
    await this.#send(manager, account, 'invitation');
  }

  /** Sends a reset to the account of an address, if there is one; the same work and no answer either way. */
  async forgot(email: string, { address }: Place): Promise<void> {
    await this.throttle.ask(`reset/${email}`, address);
    try {
      await this.database.transaction(async (manager) => {
        const account = await manager.findOneBy(Account, { email });
        const isThere = account !== null && account.closedAtMs === null;
        await this.#send(manager, isThere ? account : { accountId: randomUUID(), email }, 'reset');
        if (!isThere) throw new NobodyThere();
      });
    } catch (error) {
      if (!(error instanceof NobodyThere)) throw error;
    }
  }

  /** Takes a token and sets the password; every session of the account ends. @throws IchienError TOKEN_REFUSED, BUSY */
  async accept(token: string, password: string, place: Place): Promise<void> {
    const secretHash = hashOfToken(token);
    // By token, not by address: links that are too old make nobody else behind the same address wait, until many were tried.
    await this.throttle.attempt(`token/${secretHash}`, place.address, () => this.#take(secretHash, password, place));
  }

  async #take(secretHash: string, password: string, place: Place): Promise<void> {
    // Asked first, so that nobody makes us hash for tokens that do not exist; taken below, within the transaction.
    const account = await this.database.read(async (manager) => {
      const secret = await manager.findOneBy(OneTimeSecret, { secretHash });
      return secret === null ? null : manager.findOneBy(Account, { accountId: secret.accountId });
    });
    if (account === null) throw tokenRefused();
    const { accountId } = account;
    const passwordHash = await hashPassword(password);
    await this.audit.around(account, 'POST /api/password', place, () =>
      this.database.transaction(async (manager) => {
        const { affected } = await manager.delete(OneTimeSecret, {
          secretHash,
          purpose: In(['invitation', 'reset']),
          expiresAtMs: MoreThan(this.clock.nowMs()),
        });
        if (affected !== 1) throw tokenRefused();
        await this.#forgetLetters(manager, accountId);
        await manager.update(Account, { accountId }, { passwordHash });
        await this.sessions.endAllWithin(manager, accountId);
      }),
    );
    this.sessions.forget(accountId);
  }

  /** Changes a password for who knows the old one; the account's other sessions end. @throws IchienError SIGN_IN_REFUSED, BUSY */
  async change(
    accountId: string,
    old: string,
    password: string,
    sessionId: string | undefined,
    place: Place,
  ): Promise<void> {
    await this.throttle.attempt(`change/${accountId}`, place.address, async () => {
      const account = await this.database.read((manager) => manager.findOneBy(Account, { accountId }));
      if (!(await isPassword(old, account?.passwordHash ?? null))) throw signInRefused();
    });
    const passwordHash = await hashPassword(password);
    await this.database.transaction(async (manager) => {
      await manager.update(Account, { accountId }, { passwordHash });
      await this.#forgetLetters(manager, accountId);
      await this.sessions.endAllWithin(manager, accountId, sessionId);
    });
    this.sessions.forget(accountId);
  }

  /** Letters that still work, oldest first, for an operator to hand over. */
  async notices(limit: number): Promise<Notice[]> {
    const notices = await this.database.read((manager) =>
      manager.find(Notice, {
        where: { expiresAtMs: MoreThan(this.clock.nowMs()) },
        order: { atMs: 'ASC', noticeId: 'ASC' },
        take: limit,
      }),
    );
    return notices.map((notice) => ({
      ...notice,
      token: this.secrets.open(notice.token, letterPlace(notice.noticeId)),
    }));
  }

  /**
   * Deletes letters that are too old, and forgets the accounts that nobody took up with them (docs/decisions/0062-letters-that-lapse.md).
   * Who owns a supply point is kept, to be invited again. Looks once a minute, at a bounded number of them.
   */
  async endLapsed(): Promise<void> {
    const nowMs = this.clock.nowMs();
    if (nowMs < this.#nextLookMs) return;
    this.#nextLookMs = nowMs + LOOK_MS;
    const old = { expiresAtMs: LessThanOrEqual(nowMs) };
    const lapsed = await this.database.read((manager) =>
      manager.find(OneTimeSecret, { where: old, order: { expiresAtMs: 'ASC', secretHash: 'ASC' }, take: MAX_LAPSED }),
    );
    for (const { secretHash, accountId } of lapsed) {
      const unused = await this.database.read((manager) => this.#unused(manager, accountId, nowMs));
      if (unused !== null) {
        const { role } = unused;
        await this.log.append({ accountId, role, action: LAPSED, address: '', subject: {} });
      }
      await this.database.transaction(async (manager) => {
        await manager.delete(OneTimeSecret, { secretHash });
        await manager.delete(Notice, { accountId, ...old });
        // Asked again: an operator may have invited once more meanwhile.
        if ((await this.#unused(manager, accountId, nowMs)) === null) return;
        await manager.delete(AccountParticipant, { accountId });
        await this.accounts.forgetWithin(manager, accountId);
      });
    }
  }

  /** The account, if nobody has ever chosen a password for it, no letter works and it owns nothing. */
  async #unused(manager: EntityManager, accountId: string, nowMs: number): Promise<Account | null> {
    const account = await manager.findOneBy(Account, { accountId, closedAtMs: IsNull(), passwordHash: IsNull() });
    if (account === null) return null;
    const isWaiting = await manager.existsBy(OneTimeSecret, { accountId, expiresAtMs: MoreThan(nowMs) });
    const isOwner = await manager.existsBy(AccountParticipant, { accountId, access: 'owner' });
    return isWaiting || isOwner ? null : account;
  }

  async #send(
    manager: EntityManager,
    to: Pick<Account, 'accountId' | 'email'>,
    purpose: 'invitation' | 'reset',
  ): Promise<void> {
    const { accountId, email } = to;
    const token = newSecretToken();
    const atMs = this.clock.nowMs();
    const expiresAtMs = atMs + VALID_MS[purpose];
    await this.#forgetLetters(manager, accountId);
    await manager.insert(OneTimeSecret, { secretHash: hashOfToken(token), accountId, purpose, expiresAtMs });
    await this.post.deliver(manager, { accountId, email, purpose, token, atMs, expiresAtMs });
  }

  async #forgetLetters(manager: EntityManager, accountId: string): Promise<void> {
    await manager.delete(OneTimeSecret, { accountId, purpose: In(['invitation', 'reset']) });
    await manager.delete(Notice, { accountId });
  }
}

/** Rolls the work for nobody back. */
class NobodyThere extends Error {}

function tokenRefused() {
  return apiError('TOKEN_REFUSED', 'The link was used, replaced, or is too old.', 'Ask for a new one.');
}
