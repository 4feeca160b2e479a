import type { EntityManager } from 'typeorm';
import type { Statement, StatementKind } from '#billing';
import type { ReportedSaving } from '#reports';
import type { Database } from '../database/database.js';
import { StatementRow } from './billing.entities.js';
import type { StatementTerms } from './billing-account.js';

/** Baseline of purchases: all that was fed in, sold at the rate for energy after FIT. */
export const POST_FIT_BASELINE = 'postFit';
/** Statements that are read at once. */
const PAGE = 1_000;

/**
 * A closed month's statements, each in its newest version, beside their baselines. What a household receives counts as a cost below
 * zero, so that more than the baseline is a saving on either kind. Empty before the month is closed.
 */
export async function monthSavings(database: Database, areaId: number, month: string): Promise<ReportedSaving[]> {
  const savings: ReportedSaving[] = [];
  for (const kind of ['bill', 'purchase'] as const) {
    for (let after = 0, rows: StatementRow[]; ; after = rows.at(-1)!.sequence) {
      rows = await database.read((manager) => newestStatements(manager, { areaId, month, kind, after }));
      savings.push(...rows.flatMap(savingOf));
      if (rows.length < PAGE) break;
    }
  }
  return savings;
}

interface Wanted {
  readonly areaId: number;
  readonly month: string;
  readonly kind: StatementKind;
  /** Sequence after which to start. */
  readonly after: number;
}

function newestStatements(manager: EntityManager, wanted: Wanted): Promise<StatementRow[]> {
  return manager
    .createQueryBuilder(StatementRow, 's')
    .where('s.areaId = :areaId AND s.month = :month AND s.kind = :kind AND s.sequence > :after', wanted)
    .andWhere(
      (query) =>
        `NOT EXISTS ${query
          .subQuery()
          .select('1')
          .from(StatementRow, 'n')
          .where('n.areaId = s.areaId AND n.month = s.month AND n.kind = s.kind')
          .andWhere('n.sequence = s.sequence AND n.version > s.version')
          .getQuery()}`,
    )
    .orderBy('s.sequence')
    .limit(PAGE)
    .getMany();
}

function savingOf({ kind, content, terms }: StatementRow): ReportedSaving[] {
  const { baseline, totalYen }: Statement = JSON.parse(content);
  if (baseline === undefined) return [];
  if (kind === 'purchase') {
    return [{ baselineTariffId: POST_FIT_BASELINE, baselineYen: -baseline.amountYen, actualYen: -totalYen }];
  }
  const { tariffId }: StatementTerms = JSON.parse(terms);
  return [{ baselineTariffId: tariffId, baselineYen: baseline.amountYen, actualYen: totalYen }];
}
