import { Inject, Injectable } from '@nestjs/common';
import { Subject } from 'rxjs';
import type { EntityManager } from 'typeorm';
import { assertSlot, SLOTS_PER_DAY } from '#energy';
import { type ImbalancePrice, MAX_SETTLEMENT_PRICE_SEN } from '#settlement';
import { Clock } from '../clock/clock.js';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { Database, insertRows } from '../database/database.js';
import { apiError } from '../errors.js';
import { assertNotFinal } from './final-slot.js';
import { ImbalancePriceRow } from './settlement.entities.js';

/** Most prices in one delivery: a month of one area, and a day more. */
export const MAX_IMBALANCE_PRICES = 32 * SLOTS_PER_DAY;

/** The published price of one slot of this area. */
export interface SlotImbalancePrice extends ImbalancePrice {
  readonly slot: number;
}

/** Keeps the area's published imbalance prices: versioned, each delivery stored whole or refused whole. */
@Injectable()
export class ImbalancePricesService {
  /** Slots whose price is new or revised. */
  readonly stored$ = new Subject<readonly number[]>();
  #tail: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  /**
   * Stores prices; a price that is known already is passed over, another one for a known slot becomes its next version.
   *
   * @param source the file or page that they are from
   * @returns how many were new or revised
   * @throws IchienError IMBALANCE_PRICE_INVALID naming the row, SLOT_INVALID, SLOT_FINAL
   */
  store(prices: readonly SlotImbalancePrice[], source: string): Promise<number> {
    const result = this.#tail.then(async () => {
      checkPrices(prices);
      for (const { slot } of prices) assertNotFinal(slot, this.clock.nowMs());
      const rows = await this.database.transaction((manager) => this.#insert(manager, prices, source));
      if (rows.length > 0) this.stored$.next(rows.map(({ slot }) => slot));
      return rows.length;
    });
    this.#tail = result.catch(() => undefined);
    return result;
  }

  /** The newest price of a slot, or null. */
  latest(manager: EntityManager, slot: number): Promise<ImbalancePriceRow | null> {
    return manager.findOne(ImbalancePriceRow, {
      where: { areaId: this.config.areaId, slot },
      order: { version: 'DESC' },
    });
  }

  async #insert(manager: EntityManager, prices: readonly SlotImbalancePrice[], source: string) {
    const rows: ImbalancePriceRow[] = [];
    for (const { slot, shortagePriceSen, surplusPriceSen, taxIncluded } of prices) {
      const known = await this.latest(manager, slot);
      const same =
        known?.shortagePriceSen === shortagePriceSen &&
        known.surplusPriceSen === surplusPriceSen &&
        known.taxIncluded === taxIncluded;
      if (same) continue;
      rows.push({
        areaId: this.config.areaId,
        slot,
        version: (known?.version ?? 0) + 1,
        shortagePriceSen,
        surplusPriceSen,
        taxIncluded,
        source,
        receivedAtMs: this.clock.nowMs(),
      });
    }
    await insertRows(manager, ImbalancePriceRow, rows);
    return rows;
  }
}

function checkPrices(prices: readonly SlotImbalancePrice[]): void {
  if (prices.length === 0 || prices.length > MAX_IMBALANCE_PRICES) {
    throw apiError(
      'IMBALANCE_PRICE_INVALID',
      `${prices.length} prices in one delivery.`,
      `Send 1 to ${MAX_IMBALANCE_PRICES}.`,
    );
  }
  const seen = new Set<number>();
  for (const [index, { slot, shortagePriceSen, surplusPriceSen }] of prices.entries()) {
    assertSlot(slot);
    const whole = [shortagePriceSen, surplusPriceSen].every(
      (priceSen) => Number.isSafeInteger(priceSen) && priceSen >= 0 && priceSen <= MAX_SETTLEMENT_PRICE_SEN,
    );
    if (!whole || seen.has(slot)) {
      throw apiError(
        'IMBALANCE_PRICE_INVALID',
        `Row ${index + 1}: slot ${slot} at ${shortagePriceSen} and ${surplusPriceSen} sen/kWh${seen.has(slot) ? ', a second time' : ''}.`,
        `Give each slot once, with whole sen from 0 to ${MAX_SETTLEMENT_PRICE_SEN}. Nothing of the delivery was stored.`,
        { row: index + 1, slot },
      );
    }
    seen.add(slot);
  }
}
