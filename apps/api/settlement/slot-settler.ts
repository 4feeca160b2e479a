import { Inject, Injectable, Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { dayOf, formatSlot } from '#energy';
import { isMemberAt } from '#joining';
import {
  type Posting,
  postingDifference,
  resettleSlot,
  type SettlementReading,
  type SettlementRules,
  type SlotCorrection,
  type SlotFigures,
  type SlotSettlement,
  settleSlot,
} from '#settlement';
import { Clock } from '../clock/clock.js';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { latestReadings, readingsSince, type StandingReading, sameReadings } from '../metering/latest-readings.js';
import { ParticipantsService } from '../participants/participants.service.js';
import { ProvenanceService } from '../provenance/provenance.service.js';
import { SettledRecordMaker } from '../provenance/settled-record.js';
import { RatesService } from '../rules/rates.service.js';
import { RuleSetsService } from '../rules/rule-sets.service.js';
import { GrantsService } from './grants.service.js';
import { ImbalancePricesService } from './imbalance-prices.service.js';
import { Settlement } from './settlement.entities.js';
import { postedRows, settledTrades, storeSettlement } from './settlement-rows.js';

/** Rates and rules of a slot, and what they were looked up by. */
interface SlotRules {
  readonly rules: SettlementRules;
  readonly ruleVersion: string;
  /** Version of the newest imbalance price, 0 if there is none. */
  readonly checkedPrice: number;
}

/** Makes one version of one slot's settlement, inside a transaction. */
@Injectable()
export class SlotSettler {
  readonly #logger = new Logger(SlotSettler.name);

  constructor(
    private readonly clock: Clock,
    private readonly participants: ParticipantsService,
    private readonly provenance: ProvenanceService,
    private readonly imbalancePrices: ImbalancePricesService,
    private readonly grants: GrantsService,
    private readonly ruleSets: RuleSetsService,
    private readonly rates: RatesService,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  /**
   * Settles a closed slot with the readings that had arrived by the cut.
   *
   * @returns the new version; undefined if nothing has changed since the last one
   */
  async settle(manager: EntityManager, slot: number, readingCut: number): Promise<number | undefined> {
    const key = { areaId: this.config.areaId, slot };
    const last = await manager.findOne(Settlement, { where: key, order: { version: 'DESC' } });
    const version = (last?.version ?? 0) + 1;
    const { before, readings } = await this.#readings(manager, slot, last, readingCut);
    const trades = await settledTrades(manager, key);
    const isMeteredAnew = before !== readings;
    using record = new SettledRecordMaker(() => this.provenance.keyed({ slot, version, trades, readings }));
    // Registers that changed always make a version, so its record is begun now, beside the rules.
    if (isMeteredAnew) record.begin();

    const { rules, ruleVersion, checkedPrice } = await this.#rulesOf(manager, slot);
    const grants = await this.grants.ofSlot(manager, slot);
    const isCorrection = last !== null && last.rules === JSON.stringify(rules) && grants.length === 0;
    const corrected = isCorrection ? resettleSlot(trades, before!, readings, rules) : undefined;
    const result =
      corrected !== undefined && isAsStored(corrected.before, last!)
        ? corrected
        : settleSlot(trades, readings, rules, grants);
    const allocatedWh = result.allocations.map((allocation) => allocation.allocatedWh);
    const made = isMeteredAnew ? record.make(allocatedWh) : undefined;
    made?.catch(() => undefined); // awaited when the rows are stored
    const postings = await this.#newPostings(manager, slot, last, result);
    const checked = { checkedCut: readingCut, checkedPrice };
    if (last !== null && !isMeteredAnew && postings.length === 0) {
      if (last.checkedCut !== readingCut || last.checkedPrice !== checkedPrice) {
        await manager.update(Settlement, { ...key, version: last.version }, checked);
      }
      return undefined;
    }
    const read = readings.filter(({ participantId }) => isMemberAt(this.participants.get(participantId), slot)).length;
    const missingReadings = this.participants.members(slot).length - read;
    const used = { ruleVersion, rules: JSON.stringify(rules), readingCut, ...checked };
    const head = { ...key, version, settledAtMs: this.clock.nowMs(), missingReadings, ...used };
    await storeSettlement(manager, head, result, postings);
    await this.provenance.enqueueSettled(manager, await (made ?? record.make(allocatedWh)));
    this.#warn(slot, missingReadings, result.awaitsImbalancePrice);
    return version;
  }

  /** The readings that stand at the cut, and those of the last version: the same list if the registers are the same. */
  async #readings(manager: EntityManager, slot: number, last: Settlement | null, cut: number) {
    const named = (standing: readonly StandingReading[]) =>
      standing.map(({ meterId, exportWh, importWh }): SettlementReading => {
        return { participantId: this.participants.ofReading(meterId, slot).participantId, exportWh, importWh };
      });
    if (last === null) return { before: undefined, readings: named(await latestReadings(manager, slot, cut)) };
    const { before, now } = await readingsSince(manager, slot, last.readingCut, cut);
    const readings = named(now);
    return { before: sameReadings(before, now) ? readings : named(before), readings };
  }

  /** What the settlement posts, all versions before it being posted. */
  async #newPostings(
    manager: EntityManager,
    slot: number,
    last: Settlement | null,
    result: SlotSettlement | SlotCorrection,
  ): Promise<readonly Posting[]> {
    if ('difference' in result) return result.difference;
    if (last === null) return result.postings;
    return postingDifference(await postedRows(manager, { areaId: this.config.areaId, slot }), result.postings);
  }

  async #rulesOf(manager: EntityManager, slot: number): Promise<SlotRules> {
    const day = dayOf(slot);
    const { version: ruleVersion, rules } = this.ruleSets.at(day);
    const dated = { ...this.rates.at(day), ...rules };
    if (rules.deviationPolicy.name !== 'imbalancePrice') return { rules: dated, ruleVersion, checkedPrice: 0 };
    const price = await this.imbalancePrices.latest(manager, slot);
    if (price === null) return { rules: dated, ruleVersion, checkedPrice: 0 };
    const { version: checkedPrice, shortagePriceSen, surplusPriceSen, taxIncluded } = price;
    return {
      rules: { ...dated, imbalancePrice: { shortagePriceSen, surplusPriceSen, taxIncluded } },
      ruleVersion,
      checkedPrice,
    };
  }

  /** Says what a settlement still lacks. */
  #warn(slot: number, missingReadings: number, awaitsImbalancePrice: boolean): void {
    if (missingReadings > 0) {
      this.#logger.warn(
        `${formatSlot(slot)} settled without ${missingReadings} readings; they count as 0 until they come.`,
      );
    }
    if (awaitsImbalancePrice) {
      this.#logger.warn(
        `${formatSlot(slot)} settled without its imbalance price; deviations are charged when it comes.`,
      );
    }
  }
}

/** True if a slot's last version comes out again: then what was posted is what the library would post. */
function isAsStored(figures: SlotFigures, last: Settlement): boolean {
  return (
    figures.exportedWh === last.exportedWh &&
    figures.importedWh === last.importedWh &&
    figures.tradedWh === last.tradedWh &&
    figures.allocatedWh === last.allocatedWh &&
    figures.pooledWh === last.pooledWh
  );
}
