import { Inject, Injectable } from '@nestjs/common';
import type { SelectQueryBuilder } from 'typeorm';
import {
  type AccountKind,
  type AccountLine,
  type LedgerEntry,
  type PostingLine,
  type TrialBalance,
  trialBalanceOf,
} from '#settlement';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { Database } from '../database/database.js';
import { PostingRow, Settlement } from './settlement.entities.js';

/** The slots that a question is about, both included, and the instant: postings written later are left out. */
export interface LedgerRange {
  readonly fromSlot: number;
  readonly toSlot: number;
  readonly atMs: number;
}

/** Where an entry stands: entries of an account come in this order. */
export interface LedgerPlace {
  readonly slot: number;
  readonly version: number;
  readonly item: number;
}

/** An entry with what it rests on. */
export interface AccountEntry extends LedgerEntry, LedgerPlace {
  /** The rule set of its settlement version. */
  readonly ruleVersion: string;
  /** The readings of its settlement version are those that had arrived by this arrival. */
  readonly readingCut: number;
}

/**
 * Answers from the append-only ledger. Balances are sums over postings and stand in no column; the time of a posting is that
 * of its settlement version.
 */
@Injectable()
export class LedgerService {
  constructor(
    private readonly database: Database,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  /** All accounts by kind and line, from what was posted up to an instant. */
  async trialBalance(atMs: number): Promise<TrialBalance> {
    const kind = `CASE WHEN p.account LIKE 'participant:%' THEN 'participant' WHEN p.account LIKE 'points:%' THEN 'points' ELSE p.account END`;
    const rows = await this.#postings((postings) =>
      postings
        .select(kind, 'kind')
        .addSelect('p.line', 'line')
        .addSelect(sumOf('CASE WHEN p.amountMillisen > 0 THEN p.amountMillisen ELSE 0 END'), 'received')
        .addSelect(sumOf('CASE WHEN p.amountMillisen < 0 THEN 0 - p.amountMillisen ELSE 0 END'), 'paid')
        .andWhere('s.settledAtMs <= :atMs', { atMs })
        .groupBy(kind)
        .addGroupBy('p.line')
        .getRawMany<{ kind: AccountKind; line: PostingLine; received: string; paid: string }>(),
    );
    return trialBalanceOf(
      rows.map(({ kind, line, received, paid }) => ({
        kind,
        line,
        receivedMillisen: BigInt(received),
        paidMillisen: BigInt(paid),
      })),
      atMs,
    );
  }

  /** What an account has on each line over a range of slots. Empty for an account without postings. */
  async accountLines(account: string, { fromSlot, toSlot, atMs }: LedgerRange): Promise<AccountLine[]> {
    const rows = await this.#postings((postings) =>
      postings
        .select('p.line', 'line')
        .addSelect(sumOf('p.energyWh'), 'energyWh')
        .addSelect(sumOf('p.amountMillisen'), 'amountMillisen')
        .andWhere('p.account = :account AND p.slot BETWEEN :fromSlot AND :toSlot', { account, fromSlot, toSlot })
        .andWhere('s.settledAtMs <= :atMs', { atMs })
        .groupBy('p.line')
        .orderBy('p.line')
        .getRawMany<{ line: PostingLine; energyWh: string; amountMillisen: string }>(),
    );
    return rows
      .map(({ line, energyWh, amountMillisen }) => ({
        line,
        energyWh: BigInt(energyWh),
        amountMillisen: BigInt(amountMillisen),
      }))
      .filter(({ energyWh, amountMillisen }) => energyWh !== 0n || amountMillisen !== 0n);
  }

  /** A page of an account's entries, by slot, version and item. @param after the last entry of the page before, if any */
  async entries(
    account: string,
    { fromSlot, toSlot, atMs }: LedgerRange,
    limit: number,
    after: LedgerPlace = { slot: -1, version: 0, item: 0 },
  ): Promise<AccountEntry[]> {
    const rows = await this.#postings((postings) =>
      postings
        .select(
          ['slot', 'version', 'item', 'account', 'line', 'energyWh', 'amountMillisen', 'cause'].map(
            (c) => `p.${c} AS "${c}"`,
          ),
        )
        .addSelect(['s.settledAtMs AS "postedAtMs"', 's.ruleVersion AS "ruleVersion"', 's.readingCut AS "readingCut"'])
        .andWhere('p.account = :account AND p.slot BETWEEN :fromSlot AND :toSlot', { account, fromSlot, toSlot })
        .andWhere('s.settledAtMs <= :atMs', { atMs })
        .andWhere('(p.slot, p.version, p.item) > (:slot, :version, :item)', { ...after })
        .orderBy('p.slot')
        .addOrderBy('p.version')
        .addOrderBy('p.item')
        .limit(limit)
        .getRawMany<Record<keyof AccountEntry, string | number>>(),
    );
    // PostgreSQL gives 64-bit columns as text.
    return rows.map((row) => ({
      slot: row.slot as number,
      version: row.version as number,
      item: row.item as number,
      account: row.account as string,
      line: row.line as PostingLine,
      energyWh: Number(row.energyWh),
      amountMillisen: Number(row.amountMillisen),
      cause: row.cause as string,
      postedAtMs: Number(row.postedAtMs),
      ruleVersion: row.ruleVersion as string,
      readingCut: Number(row.readingCut),
    }));
  }

  /** Asks about the area's postings, each beside its settlement version. */
  #postings<T>(ask: (postings: SelectQueryBuilder<PostingRow>) => Promise<T>): Promise<T> {
    return this.database.read((manager) =>
      ask(
        manager
          .createQueryBuilder(PostingRow, 'p')
          .innerJoin(Settlement, 's', 's.areaId = p.areaId AND s.slot = p.slot AND s.version = p.version')
          .where('p.areaId = :areaId', { areaId: this.config.areaId }),
      ),
    );
  }
}

/** A sum as text: it may pass what a number holds. */
function sumOf(expression: string): string {
  return `CAST(SUM(${expression}) AS TEXT)`;
}
