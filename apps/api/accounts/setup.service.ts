import { randomUUID, timingSafeEqual } from 'node:crypto';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { AuditTrail } from '../audit/audit-trail.js';
import { Database } from '../database/database.js';
import { apiError } from '../errors.js';
import { Account } from './account.entities.js';
import { AccountsService, type NewAccount } from './accounts.service.js';
import { hashOfToken, newSecretToken } from './secret-token.js';
import type { Place } from './sessions.service.js';

/** The first operator of an empty exchange: whoever reads the console of the process. */
@Injectable()
export class SetupService implements OnApplicationBootstrap {
  #token: string | undefined;

  constructor(
    private readonly database: Database,
    private readonly accounts: AccountsService,
    private readonly audit: AuditTrail,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const exists = await this.database.read((manager) => manager.existsBy(Account, { role: 'operator' }));
    this.#token = exists ? undefined : newSecretToken();
  }

  /** The one-time token to print on the console; undefined once there has been an operator. */
  get token(): string | undefined {
    return this.#token;
  }

  /** Creates the first operator. @throws IchienError SETUP_DONE, TOKEN_REFUSED, ACCOUNT_DUPLICATE, BUSY */
  async run(token: string, operator: Omit<NewAccount, 'role'>, place: Place): Promise<void> {
    const expected = this.#token;
    if (expected === undefined) {
      throw apiError('SETUP_DONE', 'This exchange has an operator.', 'Sign in, or ask an operator for an invitation.');
    }
    if (!timingSafeEqual(Buffer.from(hashOfToken(token)), Buffer.from(hashOfToken(expected)))) {
      throw apiError('TOKEN_REFUSED', 'That is not the setup token.', 'Copy it from the console of this start.');
    }
    // Taken before it is used: two requests at once make one operator.
    this.#token = undefined;
    try {
      const first = { accountId: randomUUID(), role: 'operator' as const };
      await this.audit.around(first, 'POST /api/setup', place, () => this.accounts.create({ ...operator, ...first }));
    } catch (error) {
      this.#token = expected;
      throw error;
    }
  }
}
