import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { BookRules, JournalEntry } from '#auction';
import { type AnchoredTrade, closedTrees, type KeyedSettlement, type SettledRecord } from '#ledger';
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
  async enqueueSettled(manager: EntityManager, record: SettledRecord): Promise<void> {
    const { areaId, slot } = record;
    await manager.insert(OutboxRecordRow, { areaId, slot, phase: 'settled', record: JSON.stringify(record) });
  }

  /** A settlement with what its leaves are made from: pseudonyms for participants, and the keys of salts and claims. */
  keyed({ slot, version, trades, readings }: SettledSlot): KeyedSettlement {
    const pseudonyms = this.participants.pseudonymsOf(slot);
    const metered = readings.map(({ meterId }) =>
      pseudonyms.householdOf(this.participants.ofReading(meterId, slot).participantId),
    );
    return {
      areaId: this.config.areaId,
      slot,
      version,
      readings: {
        pseudonyms: metered.map(({ pseudonym }) => pseudonym),
        slotKeys: metered.map(({ slotKey }) => slotKey),
        exportsWh: readings.map(({ exportWh }) => exportWh),
        importsWh: readings.map(({ importWh }) => importWh),
      },
      trades: {
        sequences: trades.map(({ sequence }) => sequence),
        buyerIds: trades.map(({ buyerPseudonym }) => buyerPseudonym),
        sellerIds: trades.map(({ sellerPseudonym }) => sellerPseudonym),
        pricesSen: trades.map(({ priceSen }) => priceSen),
        tradedWh: trades.map(({ energyWh }) => energyWh),
        buyerKeys: trades.map(({ buyerId }) => pseudonyms.householdOf(buyerId).slotKey),
        claimAccounts: trades.map(({ buyerId }) => this.participants.claimAccountOf(buyerId)),
      },
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
