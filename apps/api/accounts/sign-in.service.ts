import { Inject, Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit/audit-trail.js';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { Database } from '../database/database.js';
import { apiError } from '../errors.js';
import { Account } from './account.entities.js';
import { hashPassword, isOutdated, isPassword } from './password.js';
import { type NewSession, type Place, SessionsService } from './sessions.service.js';
import { nextStepOf } from './sign-in-step.js';
import { ThrottleService } from './throttle.service.js';

const SIGN_IN = 'POST /api/session';

/** Signs people in by password. Unknown, wrong, closed and not yet accepted are one answer after the same work. */
@Injectable()
export class SignInService {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionsService,
    private readonly throttle: ThrottleService,
    private readonly audit: AuditTrail,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  /** @throws IchienError SIGN_IN_REFUSED, ACCOUNT_LOCKED, TOO_MANY_ATTEMPTS, BUSY */
  async byPassword(email: string, password: string, place: Place): Promise<{ session: NewSession; accountId: string }> {
    const account = await this.throttle.attempt(email, place.address, () => this.#shown(email, password, place));
    const step = nextStepOf(account, this.config);
    const outcome = account.lockedAtMs === null ? (step === 'signedIn' ? 'done' : step) : 'ACCOUNT_LOCKED';
    await this.audit.tell(account, SIGN_IN, place, outcome);
    assertUnlocked(account);
    if (isOutdated(account.passwordHash!)) {
      const passwordHash = await hashPassword(password);
      await this.database.transaction((manager) =>
        manager.update(Account, { accountId: account.accountId }, { passwordHash }),
      );
    }
    const session = await this.sessions.begin(account, step === 'signedIn', place);
    return { session, accountId: account.accountId };
  }

  /** The open account whose password this is. */
  async #shown(email: string, password: string, place: Place): Promise<Account> {
    const account = await this.database.read((manager) => manager.findOneBy(Account, { email }));
    const right = await isPassword(password, account?.passwordHash ?? null);
    if (right && account !== null && account.closedAtMs === null) return account;
    if (account !== null) this.audit.tellLater(account, SIGN_IN, place, 'SIGN_IN_REFUSED');
    throw signInRefused();
  }
}

/** Said only to who has shown that the account is theirs: others learn nothing of it. @throws IchienError ACCOUNT_LOCKED */
export function assertUnlocked({ lockedAtMs }: Account): void {
  if (lockedAtMs === null) return;
  throw apiError('ACCOUNT_LOCKED', 'The operator has locked this account.', 'Ask the operator.');
}

export function signInRefused() {
  return apiError(
    'SIGN_IN_REFUSED',
    'Address and password do not belong together.',
    'Check both, or reset the password.',
  );
}
