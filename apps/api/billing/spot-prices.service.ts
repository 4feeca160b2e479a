import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { formatSlot } from '#energy';
import { JEPX_AREAS, readSpotSummary } from '#formats';
import { AREAS, type Area, MAX_ENERGY_PRICE_SEN } from '#tariff';
import { Clock } from '../clock/clock.js';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { Database, insertRows } from '../database/database.js';
import { apiError } from '../errors.js';
import { asker } from './month-ledger.js';
import type { Month } from './month-of.js';
import { SpotPriceRow } from './price.entities.js';

/** What became of a file of day-ahead prices. */
export interface SpotPriceReceipt {
  /** Slots that it has. */
  readonly slots: number;
  /** Slots of them whose prices are new or revised. */
  readonly stored: number;
}

type Newest = Pick<SpotPriceRow, 'slot' | 'version' | 'areaPricesSen'>;

/** Keeps JEPX's day-ahead prices by slot, in versions: each file stored whole or refused whole. */
@Injectable()
export class SpotPricesService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  /**
   * Stores a file of spot results; prices that are known already are passed over, others for a known slot become its next version.
   *
   * @throws IchienError of `JepxErrorCode` naming row and column; SPOT_PRICE_INVALID
   */
  async store(bytes: Uint8Array, file: string): Promise<SpotPriceReceipt> {
    const results = readSpotSummary(bytes, file).map(({ slot, areaPricesSen }) => {
      const prices = JEPX_AREAS.map((area) => areaPricesSen[area]);
      const wrong = prices.find((priceSen) => priceSen > MAX_ENERGY_PRICE_SEN);
      if (wrong !== undefined)
        throw invalid(file, `${wrong} sen/kWh at ${formatSlot(slot)} is no price of this market.`);
      return { slot, areaPricesSen: JSON.stringify(prices) };
    });
    if (results.length === 0) throw invalid(file, 'it has no prices.');
    const stored = await this.database.transaction(async (manager) => {
      const slots = results.map(({ slot }) => slot).sort((a, b) => a - b);
      const span = { firstSlot: slots[0]!, lastSlot: slots.at(-1)! };
      const known = new Map((await this.#newest(manager, span)).map((row) => [row.slot, row]));
      const rows = results
        .filter(({ slot, areaPricesSen }) => known.get(slot)?.areaPricesSen !== areaPricesSen)
        .map((result) => ({
          ...result,
          areaId: this.config.areaId,
          version: (known.get(result.slot)?.version ?? 0) + 1,
          source: file,
          receivedAtMs: this.clock.nowMs(),
        }));
      await insertRows(manager, SpotPriceRow, rows);
      return rows.length;
    });
    return { slots: results.length, stored };
  }

  /** The newest area price of each half hour of a month, in order; undefined where none is known. */
  async ofMonth(manager: EntityManager, month: Month): Promise<(area: Area) => (number | undefined)[]> {
    const bySlot = new Map<number, number[]>(
      (await this.#newest(manager, month)).map(({ slot, areaPricesSen }) => [slot, JSON.parse(areaPricesSen)]),
    );
    const slots = Array.from({ length: month.lastSlot - month.firstSlot + 1 }, (_, index) => month.firstSlot + index);
    // Okinawa comes last and is not in the market: it has no price.
    return (area) => slots.map((slot) => bySlot.get(slot)?.[AREAS.indexOf(area)]);
  }

  #newest(manager: EntityManager, span: Pick<Month, 'firstSlot' | 'lastSlot'>): Promise<Newest[]> {
    return asker(
      manager,
      this.config.areaId,
      span,
    )(
      `SELECT p.slot AS "slot", p.version AS "version", p."areaPricesSen" AS "areaPricesSen" FROM spot_price p
       JOIN (SELECT slot, MAX(version) AS version FROM spot_price
         WHERE "areaId" = :area AND slot BETWEEN :first AND :last GROUP BY slot) n ON n.slot = p.slot AND n.version = p.version
       WHERE p."areaId" = :area`,
    );
  }
}

function invalid(file: string, what: string) {
  return apiError(
    'SPOT_PRICE_INVALID',
    `${file}: ${what}`,
    'Give a file of JEPX as it was published. Nothing was stored.',
    {
      file,
    },
  );
}
