import { Inject, Injectable } from '@nestjs/common';
import type { SelectQueryBuilder } from 'typeorm';
import {
  type AccountingLine,
  type AccountKind,
  type AccountLine,
  type LedgerEntry,
  OWN_ACCOUNT_KINDS,
  type TrialBalance,
  trialBalanceOf,
} from '#settlement';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { Database } from '../database/database.js';
import { PaymentPostingRow } from './payment-posting.entity.js';
import { PostingRow, Settlement } from './settlement.entities.js';

/** The slots that a question is about, both included, and the instant: postings written later are left out. */
export interface LedgerRange {
  readonly fromSlot: number;
  readonly toSlot: number;
  readonly atMs: number;
}

/** Where an entry stands: entries of an account come in this order. A payment's version is 0, and its slot when it was written. */
export interface LedgerPlace {
  readonly slot: number;
  readonly version: number;
  readonly item: number;
}

/** An entry with what it rests on. */
export interface AccountEntry extends Omit<LedgerEntry, 'line'>, LedgerPlace {
  readonly line: AccountingLine;
  /** The rule set of its settlement version; null of a payment. */
  readonly ruleVersion: string | null;
  /** The readings of its settlement version are those that had arrived by this arrival; null of a payment. */
  readonly readingCut: number | null;
}

/** The kind of an account, as SQL over the column `p.account`. */
const KIND = `CASE ${OWN_ACCOUNT_KINDS.map((kind) => `WHEN p.account LIKE '${kind}:%' THEN '${kind}'`).join(' ')} ELSE p.account END`;

/** The two tables of the ledger: the postings of slots, and those of payments. */
type Row = PostingRow | PaymentPostingRow;
type Ask<T> = (postings: SelectQueryBuilder<Row>, of: 'slots' | 'payments') => Promise<T[]>;

/**
 * Answers from the append-only ledger: what slots were settled to, and what became of payments. Balances are sums over postings and
 * stand in no column; the time of a slot's posting is that of its settlement version.
 */
@Injectable()
export class LedgerService {
  constructor(
    private readonly database: Database,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  /** All accounts by kind and line, from what was posted up to an instant. */
  async trialBalance(atMs: number): Promise<TrialBalance> {
    const rows = await this.#postings(atMs, (postings) =>
      postings
        .select(KIND, 'kind')
        .addSelect('p.line', 'line')
        .addSelect(sumOf('CASE WHEN p.amountMillisen > 0 THEN p.amountMillisen ELSE 0 END'), 'received')
        .addSelect(sumOf('CASE WHEN p.amountMillisen < 0 THEN 0 - p.amountMillisen ELSE 0 END'), 'paid')
        .groupBy(KIND)
        .addGroupBy('p.line')
        .getRawMany<{ kind: AccountKind; line: AccountingLine; received: string; paid: string }>(),
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
    const rows = await this.#postings(atMs, (postings, of) =>
      postings
        .select('p.line', 'line')
        .addSelect(of === 'slots' ? sumOf('p.energyWh') : `'0'`, 'energyWh')
        .addSelect(sumOf('p.amountMillisen'), 'amountMillisen')
        .andWhere('p.account = :account AND p.slot BETWEEN :fromSlot AND :toSlot', { account, fromSlot, toSlot })
        .groupBy('p.line')
        .getRawMany<{ line: AccountingLine; energyWh: string; amountMillisen: string }>(),
    );
    return rows
      .map(({ line, energyWh, amountMillisen }) => ({
        line,
        energyWh: BigInt(energyWh),
        amountMillisen: BigInt(amountMillisen),
      }))
      .filter(({ energyWh, amountMillisen }) => energyWh !== 0n || amountMillisen !== 0n)
      .sort((a, b) => (a.line < b.line ? -1 : 1));
  }

  /** A page of an account's entries, by slot, version and item. @param after the last entry of the page before, if any */
  async entries(
    account: string,
    { fromSlot, toSlot, atMs }: LedgerRange,
    limit: number,
    after: LedgerPlace = { slot: -1, version: 0, item: 0 },
  ): Promise<AccountEntry[]> {
    const rows = await this.#postings(atMs, (postings, of) => {
      const own = of === 'slots' ? OF_SLOT : OF_PAYMENT;
      return postings
        .select([
          ...['slot', 'account', 'line', 'amountMillisen', 'cause'].map((c) => `p.${c} AS "${c}"`),
          ...Object.entries(own).map(([name, column]) => `${column} AS "${name}"`),
        ])
        .andWhere('p.account = :account AND p.slot BETWEEN :fromSlot AND :toSlot', { account, fromSlot, toSlot })
        .andWhere(`(p.slot, ${own.version}, ${own.item}) > (:slot, :version, :item)`, { ...after })
        .orderBy('p.slot')
        .addOrderBy(of === 'slots' ? 'p.version' : 'p.entry')
        .addOrderBy(own.item)
        .limit(limit)
        .getRawMany<Record<keyof AccountEntry, string | number | null>>();
    });
    // PostgreSQL gives 64-bit columns as text.
    const entries = rows.map((row) => ({
      slot: row.slot as number,
      version: row.version as number,
      item: row.item as number,
      account: row.account as string,
      line: row.line as AccountingLine,
      energyWh: Number(row.energyWh),
      amountMillisen: Number(row.amountMillisen),
      cause: row.cause as string,
      postedAtMs: Number(row.postedAtMs),
      ruleVersion: row.ruleVersion as string | null,
      readingCut: row.readingCut === null ? null : Number(row.readingCut),
    }));
    return entries.sort((a, b) => a.slot - b.slot || a.version - b.version || a.item - b.item).slice(0, limit);
  }

  /** Asks the same about the area's postings up to an instant: those of slots, each beside its settlement version, then payments'. */
  #postings<T>(atMs: number, ask: Ask<T>): Promise<T[]> {
    const area = { areaId: this.config.areaId };
    return this.database.read(async (manager) => {
      const slots = manager
        .createQueryBuilder(PostingRow, 'p')
        .innerJoin(Settlement, 's', 's.areaId = p.areaId AND s.slot = p.slot AND s.version = p.version')
        .where('p.areaId = :areaId AND s.settledAtMs <= :atMs', { ...area, atMs });
      const payments = manager
        .createQueryBuilder(PaymentPostingRow, 'p')
        .where('p.areaId = :areaId AND p.postedAtMs <= :atMs', { ...area, atMs });
      return [
        ...(await ask(slots as SelectQueryBuilder<Row>, 'slots')),
        ...(await ask(payments as SelectQueryBuilder<Row>, 'payments')),
      ];
    });
  }
}

/** Where an entry of each table has what the other has elsewhere, or not. */
const OF_SLOT = {
  version: 'p.version',
  item: 'p.item',
  energyWh: 'p.energyWh',
  postedAtMs: 's.settledAtMs',
  ruleVersion: 's.ruleVersion',
  readingCut: 's.readingCut',
};
const OF_PAYMENT = {
  version: '0',
  item: 'p.entry',
  energyWh: '0',
  postedAtMs: 'p.postedAtMs',
  ruleVersion: 'NULL',
  readingCut: 'NULL',
};

/** A sum as text: it may pass what a number holds. */
function sumOf(expression: string): string {
  return `CAST(SUM(${expression}) AS TEXT)`;
}
