import { Injectable } from '@nestjs/common';
import { slotEndMs } from '#energy';
import type { ParticipantsView } from '#operations';
import { Database } from '../database/database.js';
import { Reading } from '../metering/reading.entity.js';
import { ParticipantsService } from '../participants/participants.service.js';

/** Finds participants for the operator. */
@Injectable()
export class ParticipantLinesService {
  constructor(
    private readonly participants: ParticipantsService,
    private readonly database: Database,
  ) {}

  /** A page of those whose id or meter holds `search`, by id. */
  async page(search: string, after: string, limit: number): Promise<ParticipantsView> {
    const wanted = search.toLowerCase();
    const found = this.participants
      .all()
      .filter(({ participantId, meterId }) => `${participantId}\n${meterId}`.toLowerCase().includes(wanted))
      .sort((a, b) => (a.participantId < b.participantId ? -1 : 1));
    const page = found.filter(({ participantId }) => participantId > after).slice(0, limit);
    const last = await this.#lastReadings(page.map(({ meterId }) => meterId));
    return {
      total: found.length,
      participants: page.map(({ participantId, meterId, mode, automatic, joinedAtMs, quoteWh, householdKey }) => {
        const slot = last.get(meterId);
        return {
          participantId,
          meterId,
          mode,
          automatic,
          joinedAtMs,
          lastReadingMs: slot === undefined ? null : slotEndMs(slot),
          isErased: householdKey === '',
          isMarketMaker: quoteWh !== null,
        };
      }),
    };
  }

  async #lastReadings(meterIds: readonly string[]): Promise<Map<string, number>> {
    if (meterIds.length === 0) return new Map();
    const rows = await this.database.read((manager) =>
      manager
        .createQueryBuilder(Reading, 'r')
        .select('r.meterId', 'meter')
        .addSelect('MAX(r.slot)', 'slot')
        .where('r.meterId IN (:...meterIds)', { meterIds })
        .groupBy('r.meterId')
        .getRawMany<{ meter: string; slot: string | number }>(),
    );
    return new Map(rows.map(({ meter, slot }) => [meter, Number(slot)]));
  }
}
