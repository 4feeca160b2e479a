import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import type { ReadingState } from '#metering';
import { TradeRow } from '../market/market.entities.js';
import { ReadingAttestation } from '../metering/delivery.entities.js';
import { Reading } from '../metering/reading.entity.js';
import { Participant } from '../participants/participant.entity.js';

/** What stands for a meter in a slot, by all who stated it. */
export interface StandingState {
  readonly arrival: number;
  readonly isConfirmed: boolean;
}

interface StateRow {
  readonly slot: number | string;
  readonly participantId: string;
  readonly version: number | string;
  readonly arrival?: number | string;
  readonly state: ReadingState;
}

/**
 * The readings of both parties of a household's trades in some slots, by `slot.participantId`. Two statements, of the parties'
 * meters alone.
 */
export async function readingStates(
  manager: EntityManager,
  { areaId, participantId, slots }: { areaId: number; participantId: string; slots: readonly number[] },
): Promise<Map<string, StandingState>> {
  const parties = () =>
    manager
      .createQueryBuilder(TradeRow, 't')
      .innerJoin(Participant, 'p', 'p.participantId = t.buyerId OR p.participantId = t.sellerId')
      .where('t.areaId = :areaId AND t.slot IN (:...slots)', { areaId, slots })
      .andWhere('(t.buyerId = :participantId OR t.sellerId = :participantId)', { participantId });
  const states = (query: SelectQueryBuilder<TradeRow>) =>
    query
      .select('r.slot', 'slot')
      .addSelect('p.participantId', 'participantId')
      .addSelect('r.version', 'version')
      .addSelect('r.state', 'state');
  const readings = await states(parties().innerJoin(Reading, 'r', 'r.slot = t.slot AND r.meterId = p.meterId'))
    .addSelect('r.arrival', 'arrival')
    .orderBy('r.version')
    .getRawMany<StateRow>();
  const attestations = await states(
    parties().innerJoin(ReadingAttestation, 'r', 'r.slot = t.slot AND r.meterId = p.meterId'),
  ).getRawMany<StateRow>();
  const confirmed = new Set([...readings, ...attestations].filter(isConfirmed).map(keyOf));
  return new Map(
    readings.map((row) => [
      `${row.slot}.${row.participantId}`,
      { arrival: Number(row.arrival), isConfirmed: confirmed.has(keyOf(row)) },
    ]),
  );
}

function isConfirmed({ state }: StateRow): boolean {
  return state === 'confirmed' || state === 'corrected';
}

function keyOf({ slot, participantId, version }: StateRow): string {
  return `${slot}.${participantId}.${version}`;
}
