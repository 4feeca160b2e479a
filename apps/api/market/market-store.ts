import { Inject, Injectable } from '@nestjs/common';
import { Between, LessThan } from 'typeorm';
import type { BookRules, JournalEntry } from '#auction';
import { Clock } from '../clock/clock.js';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { Database, insertRows } from '../database/database.js';
import { ParticipantsService } from '../participants/participants.service.js';
import { ProvenanceService } from '../provenance/provenance.service.js';
import { JournalRow, MarketSlot, TradeRow } from './market.entities.js';
import type { AppliedEntry, OpenBook, PricedTrade } from './open-book.js';
import { unknownSlot } from './order-refusals.js';
import { parsed, readStoredBook, type StoredBook, toEntry } from './stored-book.js';

/** What a batch changes in the database. */
export interface Changes {
  readonly opened: MarketSlot[];
  readonly journal: (Pick<AppliedEntry, 'entry' | 'receipt'> & { readonly slot: number })[];
  readonly trades: { readonly slot: number; readonly trade: PricedTrade }[];
  readonly closed: OpenBook[];
}

/** The market of the area as the database has it: what a batch adds to it, and what is asked of it. */
@Injectable()
export class MarketStore {
  readonly #areaId: number;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly participants: ParticipantsService,
    private readonly provenance: ProvenanceService,
    @Inject(API_CONFIG) config: ApiConfig,
  ) {
    this.#areaId = config.areaId;
  }

  /** Writes a batch in one transaction; closed slots go to the outbox with it. Trades follow from the journal. @returns their rows */
  async write(changes: Changes): Promise<TradeRow[]> {
    const journal = changes.journal.map((change) => this.#journalRow(change));
    const trades = changes.trades.map((change) => this.#tradeRow(change));
    if (changes.closed.length === 0) {
      const slots = { entity: MarketSlot, rows: changes.opened };
      await this.database.insert([slots, { entity: JournalRow, rows: journal }], [{ entity: TradeRow, rows: trades }]);
      return trades;
    }
    await this.database.transaction(async (manager) => {
      await insertRows(manager, MarketSlot, changes.opened);
      await insertRows(manager, JournalRow, journal);
      await insertRows(manager, TradeRow, trades);
      for (const { slot, rules, entries } of changes.closed) {
        const where = { areaId: this.#areaId, slot };
        await manager.update(MarketSlot, where, { state: 'closed', closedAtMs: this.clock.nowMs() });
        const traded = await manager.find(TradeRow, { where, order: { sequence: 'ASC' } });
        await this.provenance.enqueueClosed(manager, slot, rules, entries, traded);
      }
    });
    return trades;
  }

  /** Writes the trades that wait to be written. @throws Error with the reason if it cannot */
  writeDerived(): Promise<void> {
    return this.database.writeDerived();
  }

  /** Writes trades that a crash has lost, as the journal leads to them. */
  restoreTrades(slot: number, trades: readonly PricedTrade[]): Promise<void> {
    return this.database.insert(
      [],
      [{ entity: TradeRow, rows: trades.map((trade) => this.#tradeRow({ slot, trade })) }],
    );
  }

  /** A slot that was opened, whatever became of it; null if it never was. */
  slot(slot: number): Promise<MarketSlot | null> {
    return this.database.read((manager) => manager.findOneBy(MarketSlot, { areaId: this.#areaId, slot }));
  }

  /** Slots that are open, ascending. */
  async openSlots(): Promise<number[]> {
    const where = { areaId: this.#areaId, state: 'open' } as const;
    const open = await this.database.read((manager) =>
      manager.find(MarketSlot, { select: { slot: true }, where, order: { slot: 'ASC' } }),
    );
    return open.map(({ slot }) => slot);
  }

  /** Slots from one to another that were ever opened, ascending. */
  async opened(fromSlot: number, lastSlot: number): Promise<number[]> {
    const where = { areaId: this.#areaId, slot: Between(fromSlot, lastSlot) };
    const opened = await this.database.read((manager) => manager.find(MarketSlot, { where, order: { slot: 'ASC' } }));
    return opened.map(({ slot }) => slot);
  }

  /** The newest slot before a given one that was ever opened. */
  async newestOpened(before: number): Promise<number | undefined> {
    const where = { areaId: this.#areaId, slot: LessThan(before) };
    const newest = await this.database.read((manager) =>
      manager.findOne(MarketSlot, { where, order: { slot: 'DESC' } }),
    );
    return newest?.slot;
  }

  /** Everything that is stored of a slot's book; undefined if the slot was never opened. */
  book(slot: number): Promise<StoredBook | undefined> {
    return this.database.read((manager) => readStoredBook(manager, this.#areaId, slot));
  }

  /** The rules and the whole journal of a slot, as anybody may see them. @throws IchienError SLOT_UNKNOWN, BOOK_DAMAGED */
  async wholeJournal(slot: number): Promise<{ rules: BookRules; closed: boolean; entries: JournalEntry[] }> {
    const stored = await this.book(slot);
    if (stored === undefined) throw unknownSlot(slot);
    const { row, journal } = stored;
    return { rules: parsed(row.rules, slot, 0), closed: row.state === 'closed', entries: journal.map(publicEntry) };
  }

  /** The journal of a slot in order, after a sequence number. @throws IchienError SLOT_UNKNOWN */
  async journal(slot: number, afterSequence: number, limit: number): Promise<JournalEntry[]> {
    const rows = await this.database.read((manager) =>
      manager
        .createQueryBuilder(JournalRow, 'j')
        .where('j.areaId = :areaId AND j.slot = :slot AND j.sequence > :afterSequence', {
          ...{ areaId: this.#areaId, slot, afterSequence },
        })
        .orderBy('j.sequence')
        .limit(limit)
        .getMany(),
    );
    await this.#assertOpened(slot, rows);
    return rows.map(publicEntry);
  }

  /** Trades of a slot in order, after a sequence number. @throws IchienError SLOT_UNKNOWN */
  async trades(slot: number, afterSequence: number, limit: number): Promise<TradeRow[]> {
    const rows = await this.database.read((manager) =>
      manager
        .createQueryBuilder(TradeRow, 't')
        .where('t.areaId = :areaId AND t.slot = :slot AND t.sequence > :afterSequence', {
          ...{ areaId: this.#areaId, slot, afterSequence },
        })
        .orderBy('t.sequence')
        .limit(limit)
        .getMany(),
    );
    await this.#assertOpened(slot, rows);
    return rows;
  }

  async #assertOpened(slot: number, rows: readonly object[]): Promise<void> {
    if (rows.length === 0 && (await this.slot(slot)) === null) throw unknownSlot(slot);
  }

  #journalRow({ slot, entry, receipt }: Changes['journal'][number]): JournalRow {
    return {
      areaId: this.#areaId,
      slot,
      sequence: entry.sequence,
      command: JSON.stringify(entry.command),
      clientOrderId: entry.clientOrderId,
      chainHash: receipt.chainHash,
    };
  }

  #tradeRow({ slot, trade }: Changes['trades'][number]): TradeRow {
    const pseudonyms = this.participants.pseudonymsOf(slot);
    return {
      areaId: this.#areaId,
      slot,
      sequence: trade.sequence,
      buyOrderId: trade.buyOrderId,
      sellOrderId: trade.sellOrderId,
      buyerPseudonym: trade.buyerId,
      sellerPseudonym: trade.sellerId,
      buyerId: pseudonyms.participantOf(trade.buyerId),
      sellerId: pseudonyms.participantOf(trade.sellerId),
      priceSen: trade.priceSen,
      energyWh: trade.energyWh,
      premiumSen: trade.premiumSen,
    };
  }
}

/** A command as it is anchored: without what only the market knows. */
function publicEntry(row: JournalRow): JournalEntry {
  const { sequence, command } = toEntry(row);
  return { sequence, command };
}
