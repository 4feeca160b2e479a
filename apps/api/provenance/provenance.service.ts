import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { BookRules, JournalEntry } from '#auction';
import {
  type AnchoredAllocation,
  type AnchoredTrade,
  allocationSalt,
  claimOf,
  claimSecret,
  closedTrees,
  readingSalt,
  type SettledItems,
  settledTrees,
} from '#ledger';
import type { Allocation } from '#settlement';
import { API_CONFIG, type ApiConfig } from '../config.js';
import type { TradeRow } from '../market/market.entities.js';
import type { StandingReading } from '../metering/latest-readings.js';
import { ParticipantsService } from '../participants/participants.service.js';
import { OutboxRecordRow } from './outbox.entities.js';

/** What a settlement needs of a trade. */
export type SettledTrade = Omit<TradeRow, 'areaId' | 'slot' | 'buyOrderId' | 'sellOrderId'>;

/** What a settlement rests on, in the product's own terms. */
export interface SettledSlot {
  readonly slot: number;
  readonly version: number;
  readonly trades: readonly SettledTrade[];
  readonly readings: readonly StandingReading[];
  readonly allocations: readonly Pick<Allocation, 'tradeSequence' | 'allocatedWh'>[];
}

/** Turns what happened into records to be anchored, in the same database transaction. The sender takes them from there. */
@Injectable()
export class ProvenanceService {
  constructor(
    private readonly participants: ParticipantsService,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  /** Adds the closed record of a slot to the outbox. */
  async enqueueClosed(
    manager: EntityManager,
    slot: number,
    rules: BookRules,
    journal: readonly JournalEntry[],
    trades: readonly TradeRow[],
  ): Promise<void> {
    const { areaId } = this.config;
    const { record } = closedTrees({ areaId, slot, rules, journal, trades: trades.map(anchoredTrade) });
    await manager.insert(OutboxRecordRow, { areaId, slot, phase: 'closed', record: JSON.stringify(record) });
  }

  /** Adds the settled record of a slot to the outbox. */
  async enqueueSettled(manager: EntityManager, settled: SettledSlot): Promise<void> {
    const { areaId } = this.config;
    const { record } = settledTrees({ areaId, slot: settled.slot }, this.settledItems(settled));
    await manager.insert(OutboxRecordRow, {
      areaId,
      slot: settled.slot,
      phase: 'settled',
      record: JSON.stringify(record),
    });
  }

  /** A settlement as it is anchored: pseudonyms for participants, salts and claims from their keys, everything in its order. */
  settledItems({ slot, version, trades, readings, allocations }: SettledSlot): SettledItems {
    const pseudonyms = this.participants.pseudonymsOf(slot);
    const metered = readings
      .map((reading) => {
        const { participantId } = this.participants.ofMeter(reading.meterId);
        const slotKey = pseudonyms.slotKeyOf(participantId);
        return { pseudonym: pseudonyms.of(participantId), slotKey, reading };
      })
      .sort((a, b) => (a.pseudonym < b.pseudonym ? -1 : 1));
    const tradeOf = new Map(trades.map((trade) => [trade.sequence, trade]));
    return {
      version,
      exports: metered.map(({ pseudonym, slotKey, reading }) => {
        return { pseudonym, energyWh: reading.exportWh, salt: readingSalt(slotKey, 'export') };
      }),
      imports: metered.map(({ pseudonym, slotKey, reading }) => {
        return { pseudonym, energyWh: reading.importWh, salt: readingSalt(slotKey, 'import') };
      }),
      allocations: allocations.map(({ tradeSequence, allocatedWh }): AnchoredAllocation => {
        const trade = tradeOf.get(tradeSequence)!;
        const buyerKey = pseudonyms.slotKeyOf(trade.buyerId);
        return {
          tradeSequence,
          buyerId: trade.buyerPseudonym,
          sellerId: trade.sellerPseudonym,
          priceSen: trade.priceSen,
          tradedWh: trade.energyWh,
          allocatedWh,
          salt: allocationSalt(buyerKey, tradeSequence),
          claim: claimOf(this.participants.claimAccountOf(trade.buyerId), claimSecret(buyerKey, tradeSequence)),
        };
      }),
    };
  }
}

/** A stored trade as it is anchored. */
export function anchoredTrade(row: TradeRow): AnchoredTrade {
  return {
    sequence: row.sequence,
    buyOrderId: row.buyOrderId,
    sellOrderId: row.sellOrderId,
    buyerId: row.buyerPseudonym,
    sellerId: row.sellerPseudonym,
    priceSen: row.priceSen,
    energyWh: row.energyWh,
  };
}
