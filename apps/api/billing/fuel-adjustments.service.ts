import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../clock/clock.js';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { Database, insertRows } from '../database/database.js';
import { apiError } from '../errors.js';
import { TariffsService } from '../rules/tariffs.service.js';
import { FuelAdjustmentRow } from './price.entities.js';

/** What the retailer announced. */
export type FuelAdjustment = Pick<FuelAdjustmentRow, 'month' | 'tariffId' | 'sen' | 'source'>;

/** Keeps the retailer's fuel adjustments, month by month and menu by menu, in versions. None is carried on from the month before. */
@Injectable()
export class FuelAdjustmentsService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly tariffs: TariffsService,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  /**
   * Stores announcements, all or none; one that is known already is passed over, another for the same month and menu becomes its
   * next version.
   *
   * @returns how many were new or changed
   * @throws IchienError TARIFF_UNKNOWN; FUEL_ADJUSTMENT_INVALID for a menu that has none, or a menu and month twice
   */
  store(announced: readonly FuelAdjustment[]): Promise<number> {
    this.#assertAnnounced(announced);
    return this.database.transaction(async (manager) => {
      const { areaId } = this.config;
      const rows: FuelAdjustmentRow[] = [];
      for (const { month, tariffId, sen, source } of announced) {
        const known = (await this.ofMonth(manager, month)).get(tariffId);
        if (known?.sen === sen && known.source === source) continue;
        const version = (known?.version ?? 0) + 1;
        rows.push({ areaId, month, tariffId, version, sen, source, enteredAtMs: this.clock.nowMs() });
      }
      await insertRows(manager, FuelAdjustmentRow, rows);
      return rows.length;
    });
  }

  /** The newest announcement of each menu for a month. */
  async ofMonth(manager: EntityManager, month: string): Promise<Map<string, FuelAdjustmentRow>> {
    const where = { areaId: this.config.areaId, month };
    const rows = await manager.find(FuelAdjustmentRow, { where, order: { tariffId: 'ASC', version: 'ASC' } });
    return new Map(rows.map((row) => [row.tariffId, row]));
  }

  #assertAnnounced(announced: readonly FuelAdjustment[]): void {
    const seen = new Set<string>();
    for (const { month, tariffId } of announced) {
      const details = { month, tariffId };
      if (!this.tariffs.of(tariffId).terms.some(({ value }) => value.fuelAdjusted)) {
        const what = `${tariffId} has no fuel adjustment.`;
        throw apiError('FUEL_ADJUSTMENT_INVALID', what, 'Leave it out. Nothing was stored.', details);
      }
      if (seen.has(`${month} ${tariffId}`)) {
        const what = `${tariffId} stands there twice for ${month}.`;
        throw apiError('FUEL_ADJUSTMENT_INVALID', what, 'Give it once. Nothing was stored.', details);
      }
      seen.add(`${month} ${tariffId}`);
    }
  }
}
