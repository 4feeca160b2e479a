import { Injectable } from '@nestjs/common';
import { AccountParticipant } from '../accounts/account.entities.js';
import { Database } from '../database/database.js';
import { participantUnknown } from '../participants/participant-unknown.js';

/** What an account calls its supply points: each account for itself, so that family may say 実家 where the owner says うち. */
@Injectable()
export class PointNamesService {
  constructor(private readonly database: Database) {}

  /** The names that an account gave, by supply point. */
  async of(accountId: string): Promise<ReadonlyMap<string, string | null>> {
    const rows = await this.database.read((manager) => manager.findBy(AccountParticipant, { accountId }));
    return new Map(rows.map(({ participantId, name }) => [participantId, name]));
  }

  /** Names a supply point; null takes the name away. @throws IchienError PARTICIPANT_UNKNOWN */
  async set(accountId: string, participantId: string, name: string | null): Promise<void> {
    const { affected } = await this.database.transaction((manager) =>
      manager.update(AccountParticipant, { accountId, participantId }, { name }),
    );
    // The access was ended between the guard and here.
    if (affected === 0) throw participantUnknown(participantId);
  }
}
