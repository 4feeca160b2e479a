import { Inject, Injectable } from '@nestjs/common';
import { Brackets, type EntityManager, In } from 'typeorm';
import { amountMillisen } from '#energy';
import { type TradesView, type TradeView, tradeStatus } from '#resident';
import { Clock } from '../clock/clock.js';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { Database } from '../database/database.js';
import { apiError } from '../errors.js';
import { TradeRow } from '../market/market.entities.js';
import { MarketService } from '../market/market.service.js';
import { OutboxRecordRow, OutboxTransactionRow } from '../provenance/outbox.entities.js';
import { AllocationRow, Settlement } from '../settlement/settlement.entities.js';

/** Which trades, from where on. */
export interface TradePage {
  /** The newest trade of the page before this one; absent for the first. */
  readonly before?: { readonly slot: number; readonly sequence: number } | undefined;
  /** Only these slots. */
  readonly fromSlot?: number | undefined;
  readonly untilSlot?: number | undefined;
  readonly limit: number;
}

/** One household's own trades and orders. Every answer takes a fixed number of statements, however long the page. */
@Injectable()
export class OwnTradesService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly market: MarketService,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  /** Trades, newest slot first; the first page has the resting orders (予定) before them. */
  async page(participantId: string, { before, fromSlot, untilSlot, limit }: TradePage): Promise<TradesView> {
    const rows = await this.database.read(async (manager) => {
      const query = manager
        .createQueryBuilder(TradeRow, 't')
        .where('t.areaId = :areaId', { areaId: this.config.areaId })
        .andWhere(ofParticipant(participantId));
      if (fromSlot !== undefined) query.andWhere('t.slot >= :fromSlot', { fromSlot });
      if (untilSlot !== undefined) query.andWhere('t.slot < :untilSlot', { untilSlot });
      if (before !== undefined) {
        query.andWhere('(t.slot < :slot OR (t.slot = :slot AND t.sequence < :sequence))', { ...before });
      }
      const trades = await query
        .orderBy('t.slot', 'DESC')
        .addOrderBy('t.sequence', 'DESC')
        .limit(limit + 1)
        .getMany();
      const page = trades.slice(0, limit);
      const views = await this.#views(manager, participantId, page);
      const last = page.at(-1);
      return { views, next: trades.length > limit && last !== undefined ? `${last.slot}.${last.sequence}` : null };
    });
    const planned =
      before === undefined
        ? this.#planned(participantId).filter(
            ({ slot }) => slot >= (fromSlot ?? 0) && slot < (untilSlot ?? Number.POSITIVE_INFINITY),
          )
        : [];
    return { trades: [...planned, ...rows.views], next: rows.next, nowMs: this.clock.nowMs() };
  }

  /** One trade of the household. @throws IchienError TRADE_UNKNOWN, for a trade between others as well */
  async one(participantId: string, slot: number, sequence: number): Promise<TradeView> {
    const [view] = await this.database.read(async (manager) => {
      const row = await manager.findOneBy(TradeRow, { areaId: this.config.areaId, slot, sequence });
      const isOwn = row !== null && (row.buyerId === participantId || row.sellerId === participantId);
      return this.#views(manager, participantId, isOwn ? [row] : []);
    });
    if (view === undefined) {
      throw apiError('TRADE_UNKNOWN', `You have no trade ${sequence} in slot ${slot}.`, 'See your list of trades.', {
        slot,
        sequence,
      });
    }
    return view;
  }

  /** The household's orders that rest, newest slot first. */
  #planned(participantId: string): TradeView[] {
    return this.market
      .openSlots()
      .toReversed()
      .flatMap((slot) =>
        [...(this.market.position(slot, participantId)?.orders.values() ?? [])].map(
          ({ side, priceSen, remainingWh }): TradeView => ({
            slot,
            sequence: null,
            side,
            status: 'planned',
            priceSen,
            energyWh: remainingWh,
            allocatedWh: null,
            amountMillisen: null,
            counterpart: null,
            version: null,
            isAnchored: false,
          }),
        ),
      );
  }

  async #views(manager: EntityManager, participantId: string, rows: readonly TradeRow[]): Promise<TradeView[]> {
    if (rows.length === 0) return [];
    const slots = [...new Set(rows.map(({ slot }) => slot))];
    const versions = await newestVersions(manager, this.config.areaId, slots);
    const allocated = await newestAllocations(manager, this.config.areaId, rows, versions);
    const waiting = await unconfirmedSlots(manager, this.config.areaId, slots);
    const nowMs = this.clock.nowMs();
    return rows.map((row) => {
      const { slot, sequence, priceSen, energyWh } = row;
      const isBuyer = row.buyerId === participantId;
      const version = versions.get(slot) ?? null;
      const allocatedWh = version === null ? null : (allocated.get(`${slot}.${sequence}`) ?? 0);
      return {
        slot,
        sequence,
        side: isBuyer ? 'buy' : 'sell',
        status: tradeStatus({ slot, nowMs, version }),
        priceSen,
        energyWh,
        allocatedWh,
        amountMillisen: allocatedWh === null ? null : amountMillisen(allocatedWh, isBuyer ? -priceSen : priceSen),
        counterpart: isBuyer ? row.sellerPseudonym : row.buyerPseudonym,
        version,
        isAnchored: version !== null && !waiting.has(slot),
      };
    });
  }
}

function ofParticipant(participantId: string): Brackets {
  return new Brackets((where) => where.where('t.buyerId = :id', { id: participantId }).orWhere('t.sellerId = :id'));
}

/** Newest settlement version by slot. */
async function newestVersions(manager: EntityManager, areaId: number, slots: number[]): Promise<Map<number, number>> {
  const rows = await manager
    .createQueryBuilder(Settlement, 's')
    .select('s.slot', 'slot')
    .addSelect('MAX(s.version)', 'version')
    .where('s.areaId = :areaId AND s.slot IN (:...slots)', { areaId, slots })
    .groupBy('s.slot')
    .getRawMany<{ slot: number; version: number }>();
  return new Map(rows.map(({ slot, version }) => [Number(slot), Number(version)]));
}

/** Allocated Wh at the newest version by `slot.sequence`. */
async function newestAllocations(
  manager: EntityManager,
  areaId: number,
  trades: readonly TradeRow[],
  versions: ReadonlyMap<number, number>,
): Promise<Map<string, number>> {
  if (versions.size === 0) return new Map();
  const rows = await manager.find(AllocationRow, {
    select: { slot: true, version: true, tradeSequence: true, allocatedWh: true },
    where: {
      areaId,
      slot: In([...versions.keys()]),
      tradeSequence: In([...new Set(trades.map(({ sequence }) => sequence))]),
    },
  });
  return new Map(
    rows
      .filter(({ slot, version }) => versions.get(slot) === version)
      .map(({ slot, tradeSequence, allocatedWh }) => [`${slot}.${tradeSequence}`, allocatedWh]),
  );
}

/** Those slots that have a record which is not confirmed on chain. */
async function unconfirmedSlots(manager: EntityManager, areaId: number, slots: number[]): Promise<Set<number>> {
  const rows = await manager
    .createQueryBuilder(OutboxRecordRow, 'r')
    .select('DISTINCT r.slot', 'slot')
    .leftJoin(OutboxTransactionRow, 't', "t.hash = r.transactionHash AND t.state = 'confirmed'")
    .where('r.areaId = :areaId AND r.slot IN (:...slots) AND t.hash IS NULL', { areaId, slots })
    .getRawMany<{ slot: number }>();
  return new Set(rows.map(({ slot }) => Number(slot)));
}
