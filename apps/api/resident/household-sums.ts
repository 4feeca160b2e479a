import type { EntityManager } from 'typeorm';
import { SLOTS_PER_DAY, slotOf } from '#energy';
import type { MeterSum, PostingSum } from '#resident';
import type { PostingLine } from '#settlement';
import { Reading } from '../metering/reading.entity.js';
import { PostingRow } from '../settlement/settlement.entities.js';

/** Whose figures, of which slots: from the first to before the last. */
export interface SumOf {
  readonly areaId: number;
  readonly participantId: string;
  readonly meterId: string;
  readonly fromSlot: number;
  readonly untilSlot: number;
}

/** Sums by half hour, or by JST day. */
export type SumStep = 'slot' | 'day';

/** Slots by which JST midnight comes after slot numbers that 48 divides. */
const DAY_SHIFT = SLOTS_PER_DAY - (slotOf('1970-01-02') % SLOTS_PER_DAY);

/** The first slot of the step that a row's slot lies in, as SQL: integer division is the same on both databases. */
export function stepSql(slot: string, step: SumStep): string {
  return step === 'slot' ? slot : `((${slot} + ${DAY_SHIFT}) / ${SLOTS_PER_DAY}) * ${SLOTS_PER_DAY} - ${DAY_SHIFT}`;
}

/** A household's postings, all versions together, by step and line: of its account in money, or in points. One statement. */
export async function postingSums(
  manager: EntityManager,
  { areaId, participantId, fromSlot, untilSlot }: SumOf,
  step: SumStep,
  kind: 'participant' | 'points' = 'participant',
): Promise<PostingSum[]> {
  const rows = await manager
    .createQueryBuilder(PostingRow, 'p')
    .select(stepSql('p.slot', step), 'step')
    .addSelect('p.line', 'line')
    .addSelect('SUM(p.energyWh)', 'wh')
    .addSelect('SUM(p.amountMillisen)', 'millisen')
    .where('p.account = :account AND p.areaId = :areaId', { account: `${kind}:${participantId}`, areaId })
    .andWhere('p.slot >= :fromSlot AND p.slot < :untilSlot', { fromSlot, untilSlot })
    .groupBy(stepSql('p.slot', step))
    .addGroupBy('p.line')
    .getRawMany<{ step: number; line: PostingLine; wh: string | number; millisen: string | number }>();
  return rows.map((row) => ({
    slot: Number(row.step),
    line: row.line,
    energyWh: Number(row.wh),
    amountMillisen: Number(row.millisen),
  }));
}

/** What a meter showed, newest versions, by step. One statement. */
export async function meterSums(
  manager: EntityManager,
  { meterId, fromSlot, untilSlot }: SumOf,
  step: SumStep,
): Promise<MeterSum[]> {
  const rows = await manager
    .createQueryBuilder(Reading, 'r')
    .select(stepSql('r.slot', step), 'step')
    .addSelect('SUM(r.exportWh)', 'exportwh')
    .addSelect('SUM(r.importWh)', 'importwh')
    .addSelect('COUNT(*)', 'readings')
    .where('r.meterId = :meterId AND r.slot >= :fromSlot AND r.slot < :untilSlot', { meterId, fromSlot, untilSlot })
    .andWhere(
      (query) =>
        `NOT EXISTS ${query
          .subQuery()
          .select('1')
          .from(Reading, 'n')
          .where('n.slot = r.slot AND n.meterId = r.meterId AND n.version > r.version')
          .getQuery()}`,
    )
    .groupBy(stepSql('r.slot', step))
    .getRawMany<Record<'step' | 'exportwh' | 'importwh' | 'readings', string | number>>();
  return rows.map((row) => ({
    slot: Number(row.step),
    exportWh: Number(row.exportwh),
    importWh: Number(row.importwh),
    readings: Number(row.readings),
  }));
}
