import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { BookRules, JournalEntry } from '#auction';
import {
  ACCOUNT_BYTES,
  type AnchoredTrade,
  closedTrees,
  KEY_BYTES,
  type KeyedSettlement,
  type SettledRecord,
} from '#ledger';
import type { SettlementReading, SettlementTrade } from '#settlement';
import { API_CONFIG, type ApiConfig } from '../config.js';
import type { TradeRow } from '../market/market.entities.js';
import { ParticipantsService } from '../participants/participants.service.js';
import { OutboxRecordRow } from './outbox.entities.js';

/** What a settlement rests on, in the product's own terms. */
export interface SettledSlot {
  readonly slot: number;
  readonly version: number;
  readonly trades: readonly SettlementTrade[];
  readonly readings: readonly SettlementReading[];
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

  /**
   * A settlement with what its leaves are made from: the keys of pseudonyms, salts and claims.
   *
   * @throws IchienError PARTICIPANT_UNKNOWN, PARTICIPANT_ERASED
   */
  keyed({ slot, version, trades, readings }: SettledSlot): KeyedSettlement {
    const places = new Map<string, number>();
    for (const { participantId } of readings) places.set(participantId, places.size);
    const placeOf = (participantId: string): number => {
      let place = places.get(participantId);
      if (place === undefined) {
        place = places.size;
        places.set(participantId, place);
      }
      return place;
    };
    const buyers = Uint32Array.from(trades, ({ buyerId }) => placeOf(buyerId));
    const sellers = Uint32Array.from(trades, ({ sellerId }) => placeOf(sellerId));
    const householdKeys = new Uint8Array(KEY_BYTES * places.size);
    for (const [participantId, place] of places)
      householdKeys.set(this.participants.keyOf(participantId), KEY_BYTES * place);
    const claimAccounts = Buffer.alloc(ACCOUNT_BYTES * trades.length);
    for (const [at, { buyerId }] of trades.entries()) {
      claimAccounts.write(this.participants.claimAccountOf(buyerId).slice(2), ACCOUNT_BYTES * at, 'hex');
    }
    return {
      areaId: this.config.areaId,
      slot,
      version,
      householdKeys,
      exportsWh: Float64Array.from(readings, ({ exportWh }) => exportWh),
      importsWh: Float64Array.from(readings, ({ importWh }) => importWh),
      trades: {
        sequences: Float64Array.from(trades, ({ sequence }) => sequence),
        buyers,
        sellers,
        pricesSen: Float64Array.from(trades, ({ priceSen }) => priceSen),
        tradedWh: Float64Array.from(trades, ({ energyWh }) => energyWh),
        claimAccounts,
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
