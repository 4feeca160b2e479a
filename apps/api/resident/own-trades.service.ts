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
import { readingStates } from './confirmed-readings.js';

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
            premiumSen: null,
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
    const { areaId } = this.config;
    const settlements = await newestSettlements(manager, areaId, slots);
    const allocated = await newestAllocations(manager, areaId, rows, settlements);
    const waiting = await unconfirmedSlots(manager, areaId, slots);
    const readings = await readingStates(manager, { areaId, participantId, slots });
    const nowMs = this.clock.nowMs();
    return rows.map((row) => {
      const { slot, sequence, priceSen, energyWh, buyerId, sellerId } = row;
      const isBuyer = buyerId === participantId;
      const settlement = settlements.get(slot);
      const version = settlement?.version ?? null;
      const isConfirmed = [buyerId, sellerId].every((party) => {
        const reading = readings.get(`${slot}.${party}`);
        return reading?.isConfirmed === true && reading.arrival <= (settlement?.readUntil ?? 0);
      });
      const allocatedWh = version === null ? null : (allocated.get(`${slot}.${sequence}`) ?? 0);
      return {
        slot,
        sequence,
        side: isBuyer ? 'buy' : 'sell',
        status: tradeStatus({ slot, nowMs, isSettled: settlement !== undefined, isConfirmed }),
        priceSen,
        premiumSen: isBuyer ? row.premiumSen : null,
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

/** A slot's newest settlement: its version, and the newest arrival of a reading that it looked at. */
interface NewestSettlement {
  readonly version: number;
  readonly readUntil: number;
}

async function newestSettlements(
  manager: EntityManager,
  areaId: number,
  slots: number[],
): Promise<Map<number, NewestSettlement>> {
  const rows = await manager.find(Settlement, {
    select: { slot: true, version: true, readingCut: true, checkedCut: true },
    where: { areaId, slot: In(slots) },
    order: { version: 'ASC' },
  });
  return new Map(
    rows.map(({ slot, version, readingCut, checkedCut }) => [
      slot,
      { version, readUntil: Math.max(readingCut, checkedCut) },
    ]),
  );
}

/** Allocated Wh at the newest version by `slot.sequence`. */
async function newestAllocations(
  manager: EntityManager,
  areaId: number,
  trades: readonly TradeRow[],
  settlements: ReadonlyMap<number, NewestSettlement>,
): Promise<Map<string, number>> {
  if (settlements.size === 0) return new Map();
  const rows = await manager.find(AllocationRow, {
    select: { slot: true, version: true, tradeSequence: true, allocatedWh: true },
    where: {
      areaId,
      slot: In([...settlements.keys()]),
      tradeSequence: In([...new Set(trades.map(({ sequence }) => sequence))]),
    },
  });
  return new Map(
    rows
      .filter(({ slot, version }) => settlements.get(slot)?.version === version)
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
