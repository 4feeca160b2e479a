import { Inject, Injectable } from '@nestjs/common';
import { dayOf, SLOTS_PER_DAY } from '#energy';
import { GRID_AREAS, SERVICE_AREAS } from '#joining';
import { isSmallGroup, type WithheldSavings, withholdSavings } from '#operations';
import {
  type AvoidedCo2,
  avoidedCo2,
  type EnergyFigures,
  EnergyReport,
  figuresOfHousehold,
  type MoneyKeptLocal,
  moneyKeptLocal,
  type PlanAndActual,
  type PriceFigures,
  PriceStatistics,
  planAndActual,
  type SavingsSummary,
  sumKeptLocal,
  summarizeSavings,
} from '#reports';
import { AREAS, type Area } from '#tariff';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { Database } from '../database/database.js';
import { apiError } from '../errors.js';
import { ParticipantsService } from '../participants/participants.service.js';
import { Co2FactorsService } from '../rules/co2-factors.service.js';
import { householdSums } from './household-report.js';
import { monthOf } from './month-of.js';
import { monthSavings } from './month-savings.js';
import { reportedSlots } from './reported-slots.js';
import { SpotPricesService } from './spot-prices.service.js';

/** What an area did in a month. Null: withheld, too few households stand behind the figures. */
export interface AreaReport {
  readonly month: string;
  readonly areaId: number;
  readonly settledSlots: number;
  readonly energy: EnergyFigures | null;
  readonly prices: TextOfTotals<PriceFigures> | null;
  /** 48 figures, koma 1 first. */
  readonly pricesByKoma: readonly TextOfTotals<PriceFigures>[] | null;
  /** Days with a settled half hour, in order; they add up to `energy.deviations`. */
  readonly deviationsByDay: readonly (PlanAndActual & { readonly day: string })[] | null;
  /** Neighbours' energy at the area price of JEPX, without tax. */
  readonly keptLocal: (TextOfTotals<MoneyKeptLocal> & { readonly priceArea: Area | null }) | null;
  readonly co2: TextOfTotals<AvoidedCo2> | null;
  /** By baseline: bills against the household's own menu, purchases against {@link POST_FIT_BASELINE}. Empty before the close. */
  readonly savings: readonly WithheldSavings<SavingsSummary>[] | null;
  /** What stands behind the figures. */
  readonly notes: readonly string[];
}

/** What is not known; part of every answer. */
const NOTES: readonly string[] = [
  'Generation behind a meter is not known to the exchange: self-consumption and self-sufficiency are of no household.',
  'Months are summed from the newest settlements, closed or not; savings from the statements of a closed month.',
  'No non-fossil certificate is on record: nothing of the avoided CO2 of energy between neighbours may be claimed.',
];

/** Sums a month's settled slots up by `#reports`, day by day. */
@Injectable()
export class ReportsService {
  constructor(
    private readonly database: Database,
    private readonly participants: ParticipantsService,
    private readonly spot: SpotPricesService,
    private readonly co2Factors: Co2FactorsService,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  /**
   * @param isOutside the figures leave the exchange: those of few households are withheld
   * @throws IchienError SETTLEMENT_UNKNOWN if nothing of the month is settled
   */
  async area(month: string, isOutside: boolean): Promise<AreaReport> {
    const { areaId } = this.config;
    const { energy: sums, prices, keptLocal, co2, byDay, slots } = await this.#sumUp(month);
    const energy = sums.area(areaId);
    const head = { month, areaId, settledSlots: slots, notes: NOTES };
    if (isOutside && isSmallGroup(energy.households)) {
      const prices = { prices: null, pricesByKoma: null, keptLocal: null };
      return { ...head, ...prices, energy: null, deviationsByDay: null, co2: null, savings: null };
    }
    const savings = summarizeSavings(await monthSavings(this.database, areaId, month));
    return {
      ...head,
      energy,
      prices: textOfTotals(prices.overall()),
      pricesByKoma: textOfTotals(prices.byKoma()),
      deviationsByDay: byDay.map(({ day, deviations }) => ({ day, ...deviations })),
      keptLocal: textOfTotals(keptLocal),
      co2: textOfTotals(co2),
      savings: isOutside ? withholdSavings(savings) : savings,
    };
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
    const { areaId } = this.config;
    const priceArea = this.#priceArea();
    const spot = (await this.database.read((manager) => this.spot.ofMonth(manager, days)))(priceArea ?? NO_MARKET);
    const whose = (meterId: string, slot: number) => this.participants.ofReading(meterId, slot).participantId;
    const energy = new EnergyReport();
    const prices = new PriceStatistics();
    const byDay: { day: string; kept: MoneyKeptLocal; deviations: PlanAndActual }[] = [];
    let slots = 0;
    for (let firstSlot = days.firstSlot; firstSlot <= days.lastSlot; firstSlot += SLOTS_PER_DAY) {
      const span = { firstSlot, lastSlot: firstSlot + SLOTS_PER_DAY - 1 };
      const settled = await this.database.read((manager) => reportedSlots(manager, areaId, span, whose));
      for (const slot of settled) {
        energy.add(slot);
        prices.add(slot);
      }
      const kept = moneyKeptLocal(settled, (slot) => spot[slot - days.firstSlot]);
      if (settled.length > 0) byDay.push({ day: dayOf(firstSlot), kept, deviations: planAndActual(settled) });
      slots += settled.length;
    }
    if (slots === 0) throw nothingSettled(month);
    const keptLocal = { ...sumKeptLocal(byDay.map(({ kept }) => kept)), priceArea };
    const co2 = avoidedCo2(
      byDay.map(({ day, kept }) => {
        return { day, kind: 'uncertified', energyWh: kept.priced.energyWh + kept.unpricedWh };
      }),
      await this.co2Factors.standing(),
    );
    return { energy, prices, keptLocal, co2, byDay, slots };
  }

  /** Where the programme's energy would be bought; null if its grid area is not known. */
  #priceArea(): Area | null {
    const { serviceArea = SERVICE_AREAS[this.config.areaId] } = this.config;
    const name = serviceArea && GRID_AREAS[serviceArea.gridArea];
    return AREAS.find((area) => area === name) ?? null;
  }
}

/** Has no price of JEPX. */
const NO_MARKET: Area = 'okinawa';

/** Totals that may pass 2^53 as texts, however deep they stand. */
type TextOfTotals<T> = T extends bigint
  ? string
  : T extends object
    ? { readonly [Key in keyof T]: TextOfTotals<T[Key]> }
    : T;

function textOfTotals<T>(value: T): TextOfTotals<T> {
  return JSON.parse(JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? String(part) : part)));
}

function nothingSettled(month: string) {
  return apiError('SETTLEMENT_UNKNOWN', `Nothing of ${month} has been settled.`, 'Ask for another month.', { month });
}
