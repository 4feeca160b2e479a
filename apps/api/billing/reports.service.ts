import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { SLOTS_PER_DAY } from '#energy';
import { isSmallGroup } from '#operations';
import {
  type EnergyFigures,
  EnergyReport,
  figuresOfHousehold,
  type PriceFigures,
  PriceStatistics,
  type ReportedSlot,
} from '#reports';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { Database } from '../database/database.js';
import { apiError } from '../errors.js';
import { ParticipantsService } from '../participants/participants.service.js';
import { householdSums } from './household-report.js';
import { asker } from './month-ledger.js';
import { type Month, monthOf } from './month-of.js';

/** What an area did in a month. */
export interface AreaReport {
  readonly month: string;
  readonly areaId: number;
  readonly settledSlots: number;
  /** Null: withheld, too few households stand behind the figures. */
  readonly energy: EnergyFigures | null;
  readonly prices: TextOfTotals<PriceFigures> | null;
  /** What stands behind the figures. */
  readonly notes: readonly string[];
}

/** Totals that may pass 2^53, as texts. */
type TextOfTotals<T> = { readonly [Key in keyof T]: T[Key] extends bigint ? string : T[Key] };

/** What is not known; part of every answer. */
const NOTES: readonly string[] = [
  'Generation behind a meter is not known to the exchange: self-consumption and self-sufficiency are of no household.',
  'Months are summed from the newest settlements, closed or not.',
];

/** Sums a month's settled slots up by `#reports`, day by day. */
@Injectable()
export class ReportsService {
  constructor(
    private readonly database: Database,
    private readonly participants: ParticipantsService,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  /**
   * @param isOutside the figures leave the exchange: those of few households are withheld
   * @throws IchienError SETTLEMENT_UNKNOWN if nothing of the month is settled
   */
  async area(month: string, isOutside: boolean): Promise<AreaReport> {
    const { energy, prices, slots } = await this.#sumUp(month);
    const { amountMillisen, ...figures } = prices.overall();
    const report = { month, areaId: this.config.areaId, settledSlots: slots, notes: NOTES };
    const area = energy.area(this.config.areaId);
    if (isOutside && isSmallGroup(area.households)) return { ...report, energy: null, prices: null };
    return { ...report, energy: area, prices: { ...figures, amountMillisen: String(amountMillisen) } };
  }

  /**
   * What a household did: read from its own meter and account alone, however many neighbours it has.
   *
   * @throws IchienError PARTICIPANT_UNKNOWN, SETTLEMENT_UNKNOWN if nothing of the household was settled in the month
   */
  async household(month: string, participantId: string): Promise<{ month: string; energy: EnergyFigures }> {
    const { meterId } = this.participants.get(participantId);
    const { firstSlot, lastSlot } = monthOf(month);
    const { areaId } = this.config;
    const of = { areaId, participantId, meterId, fromSlot: firstSlot, untilSlot: lastSlot + 1 };
    const sums = await this.database.read((manager) => householdSums(manager, of));
    if (sums.readings === 0) throw nothingSettled(month);
    return { month, energy: figuresOfHousehold(sums) };
  }

  async #sumUp(month: string) {
    const days = monthOf(month);
    const energy = new EnergyReport();
    const prices = new PriceStatistics();
    let slots = 0;
    for (let first = days.firstSlot; first <= days.lastSlot; first += SLOTS_PER_DAY) {
      const day = { ...days, firstSlot: first, lastSlot: first + SLOTS_PER_DAY - 1 };
      for (const slot of await this.database.read((manager) => this.#slotsOf(manager, day))) {
        energy.add(slot);
        prices.add(slot);
        slots++;
      }
    }
    if (slots === 0) throw nothingSettled(month);
    return { energy, prices, slots };
  }

  /** Settled slots of a day as they stand, from allocations, readings and postings. */
  async #slotsOf(manager: EntityManager, day: Month): Promise<ReportedSlot[]> {
    const { areaId } = this.config;
    const ask = asker(manager, areaId, day);
    const newest = `SELECT slot, MAX(version) AS version FROM settlement WHERE "areaId" = :area AND slot BETWEEN :first AND :last GROUP BY slot`;
    const allocations = await ask<{ slot: number; priceSen: number; tradedWh: number; allocatedWh: number }>(
      `SELECT t.slot AS "slot", t."priceSen" AS "priceSen", t."energyWh" AS "tradedWh", a."allocatedWh" AS "allocatedWh"
       FROM trade t JOIN (${newest}) n ON n.slot = t.slot
       JOIN allocation a ON a."areaId" = t."areaId" AND a.slot = t.slot AND a.version = n.version AND a."tradeSequence" = t.sequence
       WHERE t."areaId" = :area`,
    );
    const readings = await ask<{ slot: number; meterId: string; exportWh: number; importWh: number }>(
      `SELECT r.slot AS "slot", r."meterId" AS "meterId", r."exportWh" AS "exportWh", r."importWh" AS "importWh"
       FROM settlement s JOIN (${newest}) n ON n.slot = s.slot AND n.version = s.version
       JOIN reading r ON r.slot = s.slot AND +r.arrival <= s."readingCut"
       WHERE s."areaId" = :area ORDER BY r.version`,
    );
    const postings = await ask<{ slot: number; account: string; line: string; energyWh: string }>(
      `SELECT slot AS "slot", account AS "account", line AS "line", SUM("energyWh") AS "energyWh" FROM posting
       WHERE "areaId" = :area AND slot BETWEEN :first AND :last AND account LIKE 'participant:%' GROUP BY slot, account, line`,
    );
    const posted = new Map(
      postings.map(({ slot, account, line, energyWh }) => [`${slot} ${account} ${line}`, Number(energyWh)]),
    );
    const allocationsOf = Map.groupBy(allocations, ({ slot }) => slot);
    return [...Map.groupBy(readings, ({ slot }) => slot)].map(([slot, ofSlot]) => {
      const last = [...new Map(ofSlot.map((reading) => [reading.meterId, reading])).values()];
      const named = last.map(({ meterId, exportWh, importWh }) => {
        const { participantId } = this.participants.ofReading(meterId, slot);
        const wh = (line: string) => posted.get(`${slot} participant:${participantId} ${line}`) ?? 0;
        return { participantId, exportWh, importWh, wh };
      });
      return {
        areaId,
        slot,
        allocations: allocationsOf.get(slot) ?? [],
        residuals: named.map(({ participantId, exportWh, importWh, wh }) => ({
          participantId,
          exportWh,
          importWh,
          soldWh: wh('tradedSale'),
          boughtWh: wh('tradedSupply'),
          poolSaleWh: wh('poolSale'),
          poolSupplyWh: wh('poolSupply'),
        })),
        deviations: named
          .map(({ participantId, wh }) => ({
            participantId,
            shortfallWh: wh('shortfall'),
            overPurchaseWh: wh('overPurchase'),
          }))
          .filter(({ shortfallWh, overPurchaseWh }) => shortfallWh + overPurchaseWh > 0),
      };
    });
  }
}

function nothingSettled(month: string) {
  return apiError('SETTLEMENT_UNKNOWN', `Nothing of ${month} has been settled.`, 'Ask for another month.', { month });
}
