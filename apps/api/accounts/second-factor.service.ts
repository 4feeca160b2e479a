import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { generateSecret, generateURI, verify } from 'otplib';
import { MoreThanOrEqual } from 'typeorm';
import { PeopleClock } from '../clock/clock.js';
import { Database } from '../database/database.js';
import { apiError } from '../errors.js';
import { Secrets, totpPlace } from '../secrets.js';
import { Account, OneTimeSecret } from './account.entities.js';
import { accountUnknown } from './accounts.service.js';
import type { CurrentAccount } from './current-account.js';
import { hashOfToken } from './secret-token.js';
import { type NewSession, type Place, SessionsService } from './sessions.service.js';
import { ThrottleService } from './throttle.service.js';

const ISSUER = 'Ichien 一円';
/** A phone's clock may be this much off (RFC 6238, 5.2: one step). */
const TOLERANCE_S = 30;
const RECOVERY_CODES = 10;

/** A new authenticator, shown once: as text and for the app to read. */
export interface Enrolment {
  readonly secret: string;
  readonly uri: string;
}

/** The code of an authenticator app as second factor (RFC 6238), and recovery codes for the day the phone is lost. */
@Injectable()
export class SecondFactorService {
  constructor(
    private readonly database: Database,
    private readonly clock: PeopleClock,
    private readonly sessions: SessionsService,
    private readonly throttle: ThrottleService,
    private readonly secrets: Secrets,
  ) {}

  /** Begins enrolment; it holds from the first right code on. @throws IchienError SECOND_FACTOR_EXISTS */
  async enrol(accountId: string): Promise<Enrolment> {
    const secret = generateSecret();
    const email = await this.database.transaction(async (manager) => {
      const account = await manager.findOneBy(Account, { accountId });
      if (account === null) throw accountUnknown(accountId);
      if (account.totpConfirmed) {
        throw apiError('SECOND_FACTOR_EXISTS', 'There is a second factor already.', 'Use it, or ask an operator.');
      }
      await manager.update(Account, { accountId }, { totpSecret: this.secrets.seal(secret, totpPlace(accountId)) });
      return account.email;
    });
    return { secret, uri: generateURI({ issuer: ISSUER, label: email, secret }) };
  }

  /**
   * Takes a code and makes the session whole, under a new token. The first right code confirms an enrolment.
   *
   * @returns recovery codes, shown this once, if it was the first
   * @throws IchienError SECOND_FACTOR_REFUSED, TOO_MANY_ATTEMPTS
   */
  async show(
    { accountId, sessionId }: CurrentAccount,
    code: string,
    place: Place,
  ): Promise<{ session: NewSession; recoveryCodes: string[] }> {
    const account = await this.throttle.attempt(`code/${accountId}`, place.address, () => this.#shown(accountId, code));
    const recoveryCodes = account.totpConfirmed ? [] : await this.#confirm(accountId);
    if (recoveryCodes.length > 0) await this.sessions.endAll(accountId, sessionId);
    if (sessionId !== undefined) await this.sessions.endOne(accountId, sessionId);
    return { session: await this.sessions.begin(account, true, place), recoveryCodes };
  }

  /** The account whose code this is; the code is used up. */
  async #shown(accountId: string, code: string): Promise<Account> {
    const account = await this.database.read((manager) => manager.findOneBy(Account, { accountId }));
    if (account === null) throw accountUnknown(accountId);
    const accepted = /^\d{6}$/.test(code)
      ? await this.#takeCode(account, code)
      : await this.#takeRecovery(account, code);
    if (!accepted) throw apiError('SECOND_FACTOR_REFUSED', 'The code is not right.', 'Use the newest one, once.');
    return account;
  }

  /** Takes an account's authenticator away and ends its sessions: the next sign-in enrols a new one. @throws IchienError ACCOUNT_UNKNOWN */
  async remove(accountId: string): Promise<void> {
    await this.database.transaction(async (manager) => {
      const { affected } = await manager.update(Account, { accountId }, { totpSecret: null, totpConfirmed: false });
      if (affected === 0) throw accountUnknown(accountId);
      await manager.delete(OneTimeSecret, { accountId, purpose: 'recovery' });
      await this.sessions.endAllWithin(manager, accountId);
    });
    this.sessions.forget(accountId);
  }

  /** A code works once: its time step must be beyond the last one used, also for two requests at once. */
  async #takeCode({ accountId, totpSecret }: Account, token: string): Promise<boolean> {
    if (totpSecret === null) return false;
    const epoch = Math.floor(this.clock.nowMs() / 1000);
    const secret = this.secrets.open(totpSecret, totpPlace(accountId));
    const result = await verify({ secret, token, epoch, epochTolerance: TOLERANCE_S });
    if (!result.valid || !('timeStep' in result)) return false;
    const { timeStep } = result;
    return this.database.transaction(async (manager) => {
      const used = await manager.existsBy(Account, { accountId, totpLastStep: MoreThanOrEqual(timeStep) });
      if (used) return false;
      const { affected } = await manager
        .createQueryBuilder()
        .update(Account)
        .set({ totpLastStep: timeStep })
        .where('accountId = :accountId AND totpLastStep < :timeStep', { accountId, timeStep })
        .execute();
      return affected === 1;
    });
  }

  async #takeRecovery({ accountId, totpConfirmed }: Account, code: string): Promise<boolean> {
    if (!totpConfirmed) return false;
    const secretHash = hashOfRecovery(accountId, code);
    return this.database.transaction(async (manager) => {
      const { affected } = await manager.delete(OneTimeSecret, { secretHash, accountId, purpose: 'recovery' });
      return affected === 1;
    });
  }

  async #confirm(accountId: string): Promise<string[]> {
    const codes = Array.from({ length: RECOVERY_CODES }, () => randomBytes(10).toString('hex'));
    await this.database.transaction(async (manager) => {
      await manager.update(Account, { accountId }, { totpConfirmed: true });
      await manager.delete(OneTimeSecret, { accountId, purpose: 'recovery' });
      await manager.insert(
        OneTimeSecret,
        codes.map((code) => {
          return {
            secretHash: hashOfRecovery(accountId, code),
            accountId,
            purpose: 'recovery' as const,
            expiresAtMs: null,
          };
        }),
      );
    });
    return codes;
  }
}

function hashOfRecovery(accountId: string, code: string): string {
  return hashOfToken(`recovery/${accountId}/${code}`);
}
