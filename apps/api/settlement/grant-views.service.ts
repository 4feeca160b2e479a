import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { slotOf } from '#energy';
import type { GrantsView, GrantView } from '#operations';
import { nextMonth } from '#resident';
import { type Grant, grantCause } from '#settlement';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { Database } from '../database/database.js';
import { safeInteger } from '../database/safe-integer.js';
import { GrantRow, PostingRow } from './settlement.entities.js';

/** Which grants are asked for: of a JST month and a kind; without a payer, of all. */
export interface GrantQuery {
  /** `YYYY-MM`. */
  readonly month: string;
  readonly line: Grant['line'];
  readonly payer?: Grant['from'] | undefined;
}

/** Where a page of grants goes on: they come by slot, then by id. */
export interface GrantPlace {
  readonly slot: number;
  readonly grantId: string;
}

/** What was granted in a month, and which settlement version posted it. */
@Injectable()
export class GrantViewsService {
  constructor(
    private readonly database: Database,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  /** The month's sums by payer, and a page of its grants. @throws IchienError DAY_INVALID */
  async month(query: GrantQuery, limit: number, after?: GrantPlace): Promise<GrantsView> {
    const { month, line } = query;
    return this.database.read(async (manager) => {
      const sums = await this.#of(manager, query)
        .select('g.payer', 'payer')
        .addSelect('COUNT(*)', 'grants')
        .addSelect('CAST(SUM(g.amountMillisen) AS TEXT)', 'millisen')
        .groupBy('g.payer')
        .orderBy('g.payer')
        .getRawMany<{ payer: Grant['from']; grants: string | number; millisen: string }>();
      const grants = await this.#page(manager, query, limit, after);
      const last = grants.length < limit ? undefined : grants.at(-1);
      return {
        month,
        line,
        sums: sums.map(({ payer, grants, millisen }) => ({ payer, count: Number(grants), amountMillisen: millisen })),
        grants,
        next: last === undefined ? null : `${last.slot}.${last.grantId}`,
      };
    });
  }

  async #page(manager: EntityManager, query: GrantQuery, limit: number, after: GrantPlace | undefined) {
    const page = this.#of(manager, query);
    if (after !== undefined) page.andWhere('(g.slot, g.grantId) > (:slot, :grantId)', { ...after });
    const posted = page
      .subQuery()
      .select('MIN(p.version)')
      .from(PostingRow, 'p')
      .where('p.account = g.receiver AND p.slot = g.slot AND p.areaId = g.areaId AND p.line = g.line')
      .andWhere(`p.cause = '${grantCause('')}' || g.grantId`)
      .getQuery();
    const columns = ['slot', 'grantId', 'payer', 'receiver', 'energyWh', 'amountMillisen', 'grantedAtMs'];
    const rows = await page
      .select(columns.map((column) => `g.${column} AS "${column}"`))
      .addSelect(posted, 'postedVersion')
      .orderBy('g.slot')
      .addOrderBy('g.grantId')
      .limit(limit)
      .getRawMany<GrantView>();
    // PostgreSQL gives 64-bit columns as text.
    return rows.map(({ energyWh, amountMillisen, grantedAtMs, ...row }) => ({
      ...row,
      cause: grantCause(row.grantId),
      energyWh: safeInteger.from(energyWh),
      amountMillisen: safeInteger.from(amountMillisen),
      grantedAtMs: safeInteger.from(grantedAtMs),
    }));
  }

  #of(manager: EntityManager, { month, line, payer }: GrantQuery) {
    const fromSlot = slotOf(`${month}-01`);
    const untilSlot = slotOf(nextMonth(month));
    const query = manager
      .createQueryBuilder(GrantRow, 'g')
      .where('g.areaId = :areaId AND g.slot >= :fromSlot AND g.slot < :untilSlot AND g.line = :line', {
        areaId: this.config.areaId,
        fromSlot,
        untilSlot,
        line,
      });
    return payer === undefined ? query : query.andWhere('g.payer = :payer', { payer });
  }
}
