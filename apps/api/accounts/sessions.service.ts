import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type EntityManager, In, Not } from 'typeorm';
import { PeopleClock } from '../clock/clock.js';
import { Database } from '../database/database.js';
import { apiError } from '../errors.js';
import { Account, AccountParticipant, Session } from './account.entities.js';
import type { CurrentAccount } from './current-account.js';
import { hashOfToken, newSecretToken } from './secret-token.js';
import { sessionLimitsOf } from './session-limits.js';

/** Sessions of an account; the one longest unused ends when another begins. */
const MAX_SESSIONS = 20;
/** Sessions kept in memory, so that a request costs no read. One process an area, so nobody else changes them. */
const MAX_REMEMBERED = 10_000;
/** How long after signing in a further way to sign in may be added. */
const FRESH_MS = 15 * 60_000;
/** When a session was last used is stored at most this often. */
const SEEN_EVERY_MS = 60_000;

/** Where a request comes from, for the list of sessions and the audit log. */
export interface Place {
  readonly address: string;
  readonly userAgent: string;
}

/** A session as its owner sees it. */
export interface SessionView {
  readonly sessionId: string;
  readonly current: boolean;
  readonly createdAtMs: number;
  readonly lastSeenAtMs: number;
  readonly address: string;
  readonly userAgent: string;
}

/** What the browser is given. */
export interface NewSession {
  readonly token: string;
  readonly maxAgeMs: number;
}

/** What a session's token stands for. */
export interface OpenSession {
  readonly account: CurrentAccount;
  /** False between the password and the second factor. */
  readonly complete: boolean;
}

interface Remembered extends OpenSession {
  readonly session: Session;
  readonly expiresAtMs: number;
  readonly idleMs: number;
  lastSeenAtMs: number;
}

/** Signed-in browsers: begun, found by their cookie's token, listed and ended. */
@Injectable()
export class SessionsService {
  readonly #remembered = new Map<string, Remembered>();
  /** Counts what was forgotten: what was read before that is not remembered after it. */
  #forgotten = 0;

  constructor(
    private readonly database: Database,
    private readonly clock: PeopleClock,
  ) {}

  /** Begins a session. @returns the cookie to set: its token is nowhere else */
  async begin(
    { accountId, role }: Pick<Account, 'accountId' | 'role'>,
    complete: boolean,
    place: Place,
  ): Promise<NewSession> {
    const token = newSecretToken();
    const nowMs = this.clock.nowMs();
    await this.database.transaction(async (manager) => {
      const held = await manager.find(Session, { where: { accountId }, order: { lastSeenAtMs: 'DESC' } });
      await this.#end(manager, held.slice(MAX_SESSIONS - 1));
      await manager.insert(Session, {
        tokenHash: hashOfToken(token),
        sessionId: randomUUID(),
        accountId,
        complete,
        createdAtMs: nowMs,
        lastSeenAtMs: nowMs,
        address: place.address.slice(0, 64),
        userAgent: place.userAgent.slice(0, 200),
      });
    });
    this.forget(accountId);
    return { token, maxAgeMs: sessionLimitsOf(role, complete).absoluteMs };
  }

  /** The session of a cookie's token, or undefined if there is none, it has expired, or its account is closed or locked. */
  async find(token: string): Promise<OpenSession | undefined> {
    const tokenHash = hashOfToken(token);
    const nowMs = this.clock.nowMs();
    const known = this.#remembered.get(tokenHash) ?? (await this.#load(tokenHash));
    if (known === undefined) return undefined;
    if (nowMs >= endOf(known)) {
      await this.endOne(known.account.accountId, known.session.sessionId);
      return undefined;
    }
    if (nowMs - known.lastSeenAtMs >= SEEN_EVERY_MS) {
      known.lastSeenAtMs = nowMs;
      await this.database.transaction((manager) => manager.update(Session, { tokenHash }, { lastSeenAtMs: nowMs }));
    }
    return known;
  }

  /** The session of a token as {@link find}, without counting as use of it. */
  async peek(token: string): Promise<OpenSession | undefined> {
    const tokenHash = hashOfToken(token);
    const known = this.#remembered.get(tokenHash) ?? (await this.#load(tokenHash));
    const expired = known === undefined || this.clock.nowMs() >= endOf(known);
    return expired ? undefined : known;
  }

  /** The account's sessions, newest use first. */
  async list({ accountId, sessionId }: CurrentAccount): Promise<SessionView[]> {
    const rows = await this.database.read((manager) =>
      manager.find(Session, { where: { accountId, complete: true }, order: { lastSeenAtMs: 'DESC' } }),
    );
    return rows.map((row) => ({
      sessionId: row.sessionId,
      current: row.sessionId === sessionId,
      createdAtMs: row.createdAtMs,
      lastSeenAtMs: row.lastSeenAtMs,
      address: row.address,
      userAgent: row.userAgent,
    }));
  }

  /**
   * The session began a moment ago: asked before a further way to sign in is added, so that an unattended browser does not
   * become a lasting key.
   *
   * @throws IchienError SIGN_IN_AGAIN
   */
  assertFresh({ signedInAtMs }: CurrentAccount): void {
    if (signedInAtMs === undefined || this.clock.nowMs() - signedInAtMs > FRESH_MS) {
      throw apiError('SIGN_IN_AGAIN', 'You signed in some time ago.', 'Sign in again, then repeat this.');
    }
  }

  /** Ends one session of an account. @returns false if it has none of that id */
  async endOne(accountId: string, sessionId: string): Promise<boolean> {
    const ended = await this.database.transaction(async (manager) => {
      const rows = await manager.find(Session, { where: { accountId, sessionId } });
      await this.#end(manager, rows);
      return rows.length > 0;
    });
    this.forget(accountId);
    return ended;
  }

  /** Ends all sessions of an account, but for `keptSessionId`: after a change of password, factor, role. */
  async endAll(accountId: string, keptSessionId?: string): Promise<void> {
    await this.database.transaction((manager) => this.endAllWithin(manager, accountId, keptSessionId));
    this.forget(accountId);
  }

  /** {@link endAll} as part of a transaction; call {@link forget} when it is committed. */
  async endAllWithin(manager: EntityManager, accountId: string, keptSessionId?: string): Promise<void> {
    const kept = keptSessionId === undefined ? {} : { sessionId: Not(keptSessionId) };
    await this.#end(manager, await manager.find(Session, { where: { accountId, ...kept } }));
  }

  /** Forgets what is remembered of an account's rights: they are read again at the next request. */
  forget(accountId: string): void {
    this.#forgotten += 1;
    for (const [hash, { account }] of this.#remembered) {
      if (account.accountId === accountId) this.#remembered.delete(hash);
    }
  }

  async #load(tokenHash: string): Promise<Remembered | undefined> {
    const forgotten = this.#forgotten;
    const found = await this.database.read(async (manager) => {
      const session = await manager.findOneBy(Session, { tokenHash });
      const account = session === null ? null : await manager.findOneBy(Account, { accountId: session.accountId });
      if (session === null || account === null || account.closedAtMs !== null || account.lockedAtMs !== null) {
        return undefined;
      }
      const shares = await manager.find(AccountParticipant, {
        where: { accountId: account.accountId },
        order: { sinceMs: 'ASC', participantId: 'ASC' },
      });
      return { session, account, shares };
    });
    if (found === undefined) return undefined;
    const { session, account, shares } = found;
    const limits = sessionLimitsOf(account.role, session.complete);
    const remembered: Remembered = {
      session,
      complete: session.complete,
      account: {
        accountId: account.accountId,
        role: account.role,
        participantIds: shares.map(({ participantId }) => participantId),
        ownedParticipantIds: shares
          .filter(({ access }) => access === 'owner')
          .map(({ participantId }) => participantId),
        meterIds: [],
        signedInAtMs: session.createdAtMs,
        sessionId: session.sessionId,
      },
      expiresAtMs: session.createdAtMs + limits.absoluteMs,
      idleMs: limits.idleMs,
      lastSeenAtMs: session.lastSeenAtMs,
    };
    if (forgotten !== this.#forgotten) return remembered;
    if (this.#remembered.size >= MAX_REMEMBERED) this.#remembered.delete(this.#remembered.keys().next().value!);
    this.#remembered.set(tokenHash, remembered);
    return remembered;
  }

  async #end(manager: EntityManager, rows: readonly Session[]): Promise<void> {
    if (rows.length === 0) return;
    await manager.delete(Session, { tokenHash: In(rows.map(({ tokenHash }) => tokenHash)) });
  }
}

function endOf({ expiresAtMs, lastSeenAtMs, idleMs }: Remembered): number {
  return Math.min(expiresAtMs, lastSeenAtMs + idleMs);
}
