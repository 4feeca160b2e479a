import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { slotEndMs, slotStartMs } from '#energy';
import type { ParticipantsView } from '#operations';
import { Database } from '../database/database.js';
import { Erasure } from '../joining/joining.entities.js';
import { Reading } from '../metering/reading.entity.js';
import { Participant } from '../participants/participant.entity.js';
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
    const last = await this.#lastReadings(page);
    const reasons = await this.#endReasons(page);
    return {
      total: found.length,
      participants: page.map((participant) => {
        const { participantId, meterId, mode, automatic, fromSlot, untilSlot, quoteWh, householdKey } = participant;
        const slot = last.get(participantId);
        return {
          participantId,
          meterId,
          mode,
          automatic,
          fromMs: slotStartMs(fromSlot),
          untilMs: untilSlot === null ? null : slotStartMs(untilSlot),
          endReason: reasons.get(participantId) ?? null,
          lastReadingMs: slot === undefined ? null : slotEndMs(slot),
          isErased: householdKey === '',
          isMarketMaker: quoteWh !== null,
        };
      }),
    };
  }

  /** Why staff ended whose contract. */
  async #endReasons(participants: readonly Participant[]): Promise<Map<string, string | null>> {
    const participantId = In(participants.map((participant) => participant.participantId));
    const rows = await this.database.read((manager) => manager.findBy(Erasure, { participantId }));
    return new Map(rows.map((row) => [row.participantId, row.reason]));
  }

  /** Each one's newest reading, by participant: at other times others may have the meter. */
  async #lastReadings(participants: readonly Participant[]): Promise<Map<string, number>> {
    if (participants.length === 0) return new Map();
    const rows = await this.database.read((manager) =>
      manager
        .createQueryBuilder(Participant, 'p')
        .select('p.participantId', 'id')
        .addSelect('MAX(r.slot)', 'slot')
        .innerJoin(
          Reading,
          'r',
          'r.meterId = p.meterId AND r.slot >= p.fromSlot AND (p.untilSlot IS NULL OR r.slot < p.untilSlot)',
        )
        .where('p.participantId IN (:...ids)', { ids: participants.map(({ participantId }) => participantId) })
        .groupBy('p.participantId')
        .getRawMany<{ id: string; slot: string | number }>(),
    );
    return new Map(rows.map(({ id, slot }) => [id, Number(slot)]));
  }
}
