import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PricedSlots, PriceHistoryView } from '#billing';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { Database } from '../database/database.js';
import { asker } from './month-ledger.js';
import { type Month, monthOf } from './month-of.js';
import { FuelAdjustmentRow } from './price.entities.js';

/** Most deliveries that are shown of a month: a file a day, twice over. */
const MAX_DELIVERIES = 62;

/** Tells which prices were entered for a month, when and from what: every version, not only those that stand. */
@Injectable()
export class PriceHistoryService {
  constructor(
    private readonly database: Database,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  /** @param month `YYYY-MM` */
  of(month: string): Promise<PriceHistoryView> {
    const days = monthOf(month);
    const { areaId } = this.config;
    return this.database.read(async (manager) => {
      const order = { tariffId: 'ASC', version: 'DESC' } as const;
      const fuel = await manager.find(FuelAdjustmentRow, { where: { areaId, month }, order });
      return {
        month,
        slots: days.lastSlot - days.firstSlot + 1,
        fuel: fuel.map(({ areaId: _, month: __, ...version }) => version),
        spot: await this.#slotsOf(manager, days, 'spot_price'),
        imbalance: await this.#slotsOf(manager, days, 'imbalance_price'),
      };
    });
  }

  async #slotsOf(manager: EntityManager, month: Month, table: 'spot_price' | 'imbalance_price'): Promise<PricedSlots> {
    const ask = asker(manager, this.config.areaId, month);
    const within = `FROM ${table} WHERE "areaId" = :area AND slot BETWEEN :first AND :last`;
    const [known] = await ask<{ slots: number }>(`SELECT COUNT(DISTINCT slot) AS "slots" ${within}`);
    const deliveries = await ask<{ source: string; receivedAtMs: number; slots: number; revisedSlots: number }>(
      `SELECT source AS "source", "receivedAtMs" AS "receivedAtMs", COUNT(*) AS "slots",
         SUM(CASE WHEN version > 1 THEN 1 ELSE 0 END) AS "revisedSlots" ${within}
       GROUP BY source, "receivedAtMs" ORDER BY "receivedAtMs" DESC, source LIMIT ${MAX_DELIVERIES}`,
    );
    // PostgreSQL counts in bigint, which comes as text.
    return {
      knownSlots: Number(known!.slots),
      deliveries: deliveries.map(({ source, receivedAtMs, slots, revisedSlots }) => {
        return {
          source,
          receivedAtMs: Number(receivedAtMs),
          slots: Number(slots),
          revisedSlots: Number(revisedSlots),
        };
      }),
    };
  }
}
