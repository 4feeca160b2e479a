import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { In, IsNull, Not } from 'typeorm';
import { Database } from '../database/database.js';
import { apiError } from '../errors.js';
import { Account, AccountParticipant } from './account.entities.js';
import { AccountsService, accountUnknown, type NewAccount } from './accounts.service.js';
import type { CurrentAccount } from './current-account.js';
import { InvitationsService } from './invitations.service.js';
import { type Place, SessionsService } from './sessions.service.js';
import { ThrottleService } from './throttle.service.js';

/** People who may see the supply points that an account names at a time. */
const MAX_FAMILY = 20;

/** Somebody else who sees, or may act for, one's supply points. */
export interface FamilyMember {
  readonly accountId: string;
  readonly email: string;
  /** `owner`: may act for them as well. Only an operator makes one. */
  readonly access: 'owner' | 'family';
  readonly participantIds: readonly string[];
}

/** Family access: who besides its owner sees a supply point. */
@Injectable()
export class FamilyService {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountsService,
    private readonly invitations: InvitationsService,
    private readonly sessions: SessionsService,
    private readonly throttle: ThrottleService,
  ) {}

  /** Everybody but the account itself who has access to its supply points: nobody is given it behind the owner's back. */
  async list({ accountId: own, ownedParticipantIds }: CurrentAccount): Promise<FamilyMember[]> {
    return this.database.read(async (manager) => {
      const shares = await manager.find(AccountParticipant, {
        where: { participantId: In([...ownedParticipantIds]), accountId: Not(own) },
        order: { participantId: 'ASC' },
      });
      const ids = [...new Set(shares.map(({ accountId }) => accountId))];
      const where = { accountId: In(ids), closedAtMs: IsNull() };
      const members = await manager.find(Account, { where, order: { email: 'ASC' } });
      return members.flatMap(({ accountId, email }) =>
        (['owner', 'family'] as const).flatMap((access) => {
          const held = shares.filter((share) => share.accountId === accountId && share.access === access);
          const participantIds = held.map(({ participantId }) => participantId);
          return held.length === 0 ? [] : [{ accountId, email, access, participantIds }];
        }),
      );
    });
  }

  /**
   * Lets a person see participants. Who has no account yet is given one and invited; the caller is not told which.
   *
   * @throws IchienError FAMILY_LIMIT_REACHED, TOO_MANY_ATTEMPTS
   */
  async share(
    sharerId: string,
    person: Pick<NewAccount, 'email' | 'displayName'>,
    participantIds: readonly string[],
  ): Promise<void> {
    await this.throttle.leave('sharer', sharerId);
    const accountId = await this.database.transaction(async (manager) => {
      const known = await manager.findOneBy(Account, { email: person.email });
      const shares = { participantId: In([...participantIds]), access: 'family' } as const;
      const others = new Set((await manager.findBy(AccountParticipant, shares)).map((share) => share.accountId));
      if (known !== null) others.delete(known.accountId);
      if (others.size >= MAX_FAMILY) {
        throw apiError('FAMILY_LIMIT_REACHED', `${MAX_FAMILY} others see these already.`, 'Remove one first.');
      }
      const id = known?.accountId ?? (await this.accounts.createWithin(manager, { ...person, role: 'resident' }, null));
      if (known === null) await this.invitations.inviteWithin(manager, id);
      await this.accounts.linkWithin(manager, id, participantIds, 'family');
      return id;
    });
    this.sessions.forget(accountId);
  }

  /**
   * Gives a person who wants to apply an account and invites them. If there is one, nothing happens, after the same work: the
   * answer tells nobody who takes part.
   */
  async register(person: Pick<NewAccount, 'email' | 'displayName'>, { address }: Place): Promise<void> {
    await this.throttle.ask(`register/${person.email}`, address);
    try {
      await this.database.transaction(async (manager) => {
        const isThere = await manager.existsBy(Account, { email: person.email });
        const email = isThere ? `${randomUUID()}@nobody.invalid` : person.email;
        const newcomer = { ...person, email, role: 'resident' as const };
        await this.invitations.inviteWithin(manager, await this.accounts.createWithin(manager, newcomer, null));
        if (isThere) throw new AlreadyThere();
      });
    } catch (error) {
      if (!(error instanceof AlreadyThere)) throw error;
    }
  }

  /** Ends what an account sees of participants. @throws IchienError ACCOUNT_UNKNOWN if it sees none of them */
  async unshare(accountId: string, participantIds: readonly string[]): Promise<void> {
    const { affected } = await this.database.transaction((manager) =>
      manager.delete(AccountParticipant, { accountId, participantId: In([...participantIds]), access: 'family' }),
    );
    if (affected === 0) throw accountUnknown(accountId);
    this.sessions.forget(accountId);
  }
}

/** Rolls the work for somebody who has an account back. */
class AlreadyThere extends Error {}
