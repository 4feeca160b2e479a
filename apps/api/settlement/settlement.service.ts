import { Inject, Injectable, Logger } from '@nestjs/common';
import { Subject } from 'rxjs';
import type { EntityManager } from 'typeorm';
import { dayOf, formatSlot, slotEndMs } from '#energy';
import {
  type Posting,
  postingDifference,
  type SettlementReading,
  type SettlementRules,
  type SettlementTrade,
  type SlotSettlement,
  settleSlot,
} from '#settlement';
import { Clock } from '../clock/clock.js';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { Database, insertRowsOf } from '../database/database.js';
import { safeInteger } from '../database/safe-integer.js';
import { apiError } from '../errors.js';
import { MarketSlot, TradeRow } from '../market/market.entities.js';
import { latestReadings, sameReadings } from '../metering/latest-readings.js';
import { MeteringService } from '../metering/metering.service.js';
import { ParticipantsService } from '../participants/participants.service.js';
import { AnchorService } from '../provenance/anchor.service.js';
import { ProvenanceService } from '../provenance/provenance.service.js';
import { SettledRecordMaker } from '../provenance/settled-record.js';
import { RatesService } from '../rules/rates.service.js';
import { RuleSetsService } from '../rules/rule-sets.service.js';
import { GrantsService } from './grants.service.js';
import { ImbalancePricesService } from './imbalance-prices.service.js';
import { OutdatedSlots } from './outdated-slots.js';
import { AllocationRow, PostingRow, Settlement } from './settlement.entities.js';

/** Most slots that one call settles: the scheduler comes again. */
const MAX_SLOTS_A_CALL = 96;

/** A settlement as queries show it. */
export interface SettlementView extends Omit<Settlement, 'rules' | 'checkedCut' | 'checkedPrice'> {
  /** Rates and rules as used; null for settlements older than rule sets. */
  readonly rules: SettlementRules | null;
  readonly allocations: readonly AllocationRow[];
  readonly postings: readonly PostingRow[];
}

/** Rates and rules of a slot, and what they were looked up by. */
interface SlotRules {
  readonly rules: SettlementRules;
  readonly ruleVersion: string;
  /** Version of the newest imbalance price, 0 if there is none. */
  readonly checkedPrice: number;
}

/**
 * Settles closed slots from their trades, readings, rules and grants, each slot in one transaction. Whatever comes later and
 * changes something makes a new version, which posts only the difference; what changes nothing writes no version.
 */
@Injectable()
export class SettlementService {
  /** Slots that were just settled, or settled anew. */
  readonly settled$ = new Subject<{ readonly slot: number; readonly version: number }>();
  readonly #logger = new Logger(SettlementService.name);
  /** Every slot of the market before this one is settled. */
  #settledBefore = 0;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly metering: MeteringService,
    private readonly participants: ParticipantsService,
    private readonly provenance: ProvenanceService,
    private readonly anchor: AnchorService,
    private readonly outdated: OutdatedSlots,
    private readonly imbalancePrices: ImbalancePricesService,
    private readonly grants: GrantsService,
    private readonly ruleSets: RuleSetsService,
    private readonly rates: RatesService,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  /**
   * Settles what can be settled now: closed slots that have ended and whose readings are complete or past the deadline,
   * and, unless the outbox is full, settled slots for which
   * something has come since. A slot that cannot be settled does not keep the others from it; the first such error is thrown
   * when all were tried. Returns how many settlements were made.
   */
  async settleDue(): Promise<number> {
    const unsettled = await this.#unsettledSlots();
    const due: number[] = [];
    for (const slot of unsettled.slice(0, MAX_SLOTS_A_CALL)) {
      if (await this.#isDue(slot)) due.push(slot);
    }
    const waiting = this.outdated.all();
    const outdated = waiting.length > 0 && !(await this.anchor.isFull()) ? waiting : [];
    for (const slot of outdated.slice(0, MAX_SLOTS_A_CALL)) {
      if (unsettled.includes(slot)) continue;
      if ((await this.#latest(slot)) === null) this.outdated.delete(slot);
      else due.push(slot);
    }
    const errors: unknown[] = [];
    let made = 0;
    for (const slot of due) {
      try {
        // Gaps of a slot that is past its deadline are filled by rule before it is settled for the first time.
        if (unsettled.includes(slot)) await this.metering.substituteMissing(slot);
        if (await this.settle(slot)) made++;
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
    return made;
  }

  /** How many ended slots wait for their settlement, and since when the oldest: for the health page. */
  async backlog(): Promise<{ slots: number; oldestSlot: number | undefined }> {
    const now = this.clock.nowMs();
    const slots = (await this.#unsettledSlots()).filter((slot) => slotEndMs(slot) <= now);
    return { slots: slots.length, oldestSlot: slots[0] };
  }

  /**
   * Settles one closed slot with what is at hand, as its next version. Safe to call again at any time: false, and no version,
   * if nothing has changed since the last one.
   */
  async settle(slot: number): Promise<boolean> {
    // A reading that arrives from here on is after the cut, and outdates the slot again.
    const readingCut = this.metering.lastArrival;
    this.outdated.delete(slot);
    try {
      await this.participants.deriveClaimAccounts();
      const version = await this.database.transaction((manager) => this.#settle(manager, slot, readingCut));
      if (version !== undefined) this.settled$.next({ slot, version });
      return version !== undefined;
    } catch (error) {
      this.outdated.add(slot);
      throw error;
    }
  }

  /** The newest settlement of a slot. @throws IchienError SETTLEMENT_UNKNOWN */
  async latest(slot: number): Promise<SettlementView> {
    const { areaId } = this.config;
    const settlement = await this.#latest(slot);
    if (settlement === null) {
      throw apiError(
        'SETTLEMENT_UNKNOWN',
        `Slot ${slot} has not been settled.`,
        'Ask again after its readings are in.',
        {
          slot,
        },
      );
    }
    const { rules, checkedCut: _, checkedPrice: __, ...figures } = settlement;
    const { version } = figures;
    return this.database.read(async (manager) => ({
      ...figures,
      rules: rules === '' ? null : JSON.parse(rules),
      allocations: await manager.find(AllocationRow, {
        where: { areaId, slot, version },
        order: { tradeSequence: 'ASC' },
      }),
      postings: await manager.find(PostingRow, { where: { areaId, slot }, order: { version: 'ASC', item: 'ASC' } }),
    }));
  }

  async #isDue(slot: number): Promise<boolean> {
    const endMs = slotEndMs(slot);
    const now = this.clock.nowMs();
    if (now < endMs) return false;
    if (now >= endMs + this.config.settleDeadlineMs) return true;
    return this.metering.isComplete(slot);
  }

  /**
   * Closed slots without a settlement, ascending. Looks from the oldest one that it found the last time: all before it are settled,
   * and a slot is only opened for times to come. After a restart it looks at all of them once.
   */
  async #unsettledSlots(): Promise<number[]> {
    const from = this.#settledBefore;
    const rows = await this.database.read((manager) =>
      manager
        .createQueryBuilder(MarketSlot, 'm')
        .select(['m.slot AS "slot"', 'm.state AS "state"'])
        .leftJoin(Settlement, 's', 's.areaId = m.areaId AND s.slot = m.slot')
        .where('m.areaId = :areaId AND m.slot >= :from AND s.slot IS NULL', { areaId: this.config.areaId, from })
        .orderBy('m.slot')
        .getRawMany<{ slot: number; state: MarketSlot['state'] }>(),
    );
    this.#settledBefore = rows[0]?.slot ?? from;
    return rows.filter(({ state }) => state === 'closed').map(({ slot }) => slot);
  }

  /** @returns the new version; undefined if nothing has changed since the last one */
  async #settle(manager: EntityManager, slot: number, readingCut: number): Promise<number | undefined> {
    const { areaId } = this.config;
    const last = await manager.findOne(Settlement, { where: { areaId, slot }, order: { version: 'DESC' } });
    const version = (last?.version ?? 0) + 1;
    const trades = await this.#tradesOf(manager, slot);
    const standing = await latestReadings(manager, slot, readingCut);
    const isMeteredAnew =
      last === null || !sameReadings(await latestReadings(manager, slot, last.readingCut), standing);
    const readings = standing.map(({ meterId, exportWh, importWh }): SettlementReading => {
      return { participantId: this.participants.ofReading(meterId, slot).participantId, exportWh, importWh };
    });
    using record = new SettledRecordMaker(() => this.provenance.keyed({ slot, version, trades, readings }));
    // Registers that changed always make a version, so its record is begun now, beside the rules.
    if (isMeteredAnew) record.begin();

    const { rules, ruleVersion, checkedPrice } = await this.#rulesOf(manager, slot);
    const grants = await this.grants.ofSlot(manager, slot);
    const result = settleSlot(trades, readings, rules, grants);
    const allocatedWh = result.allocations.map((allocation) => allocation.allocatedWh);
    const made = isMeteredAnew ? record.make(allocatedWh) : undefined;
    made?.catch(() => undefined); // awaited when the rows are stored
    const postings = last === null ? result.postings : await this.#difference(manager, slot, result.postings);
    if (last !== null && !isMeteredAnew && postings.length === 0) {
      if (last.checkedCut !== readingCut || last.checkedPrice !== checkedPrice) {
        const known = { areaId, slot, version: last.version };
        await manager.update(Settlement, known, { checkedCut: readingCut, checkedPrice });
      }
      return undefined;
    }
    const read = standing.filter(({ meterId }) => this.participants.memberAt(meterId, slot) !== undefined).length;
    const missingReadings = this.participants.members(slot).length - read;
    const basis = { ruleVersion, rules: JSON.stringify(rules), readingCut, checkedCut: readingCut, checkedPrice };
    await this.#store(manager, { slot, version, missingReadings, ...basis }, result, postings);
    await this.provenance.enqueueSettled(manager, await (made ?? record.make(allocatedWh)));
    this.#warn(slot, missingReadings, result.awaitsImbalancePrice);
    return version;
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

  /** Plain rows: making an entity of each takes longer than reading them. */
  #tradesOf(manager: EntityManager, slot: number): Promise<SettlementTrade[]> {
    const columns = ['sequence', 'buyerId', 'sellerId', 'priceSen', 'energyWh'];
    return manager
      .createQueryBuilder(TradeRow, 't')
      .select(columns.map((column) => `t.${column} AS "${column}"`))
      .where('t.areaId = :areaId AND t.slot = :slot', { areaId: this.config.areaId, slot })
      .orderBy('t.sequence')
      .getRawMany<SettlementTrade>();
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

  /** Plain rows, as {@link #tradesOf}. */
  async #difference(manager: EntityManager, slot: number, next: readonly Posting[]): Promise<Posting[]> {
    const columns = ['account', 'line', 'energyWh', 'amountMillisen', 'cause'];
    const rows = await manager
      .createQueryBuilder(PostingRow, 'p')
      .select(columns.map((column) => `p.${column} AS "${column}"`))
      .where('p.areaId = :areaId AND p.slot = :slot', { areaId: this.config.areaId, slot })
      .orderBy('p.version')
      .addOrderBy('p.item')
      .getRawMany<Posting>();
    for (const row of rows as { -readonly [Field in keyof Posting]: Posting[Field] }[]) {
      row.energyWh = safeInteger.from(row.energyWh);
      row.amountMillisen = safeInteger.from(row.amountMillisen);
    }
    return postingDifference(rows, next);
  }

  #latest(slot: number): Promise<Settlement | null> {
    return this.database.read((manager) =>
      manager.findOne(Settlement, { where: { areaId: this.config.areaId, slot }, order: { version: 'DESC' } }),
    );
  }

  async #store(
    manager: EntityManager,
    head: Omit<Settlement, 'areaId' | 'settledAtMs' | `${string}Wh`>,
    result: SlotSettlement,
    postings: readonly Posting[],
  ): Promise<void> {
    const key = { areaId: this.config.areaId, slot: head.slot, version: head.version };
    const { exportedWh, importedWh, tradedWh, allocatedWh, pooledWh } = result;
    const settledAtMs = this.clock.nowMs();
    const totals = { exportedWh, importedWh, tradedWh, allocatedWh, pooledWh };
    await manager.insert(Settlement, { ...key, ...head, settledAtMs, ...totals });
    const { areaId, slot, version } = key;
    await insertRowsOf(manager, AllocationRow, result.allocations, ({ tradeSequence, allocatedWh }) => {
      return { areaId, slot, version, tradeSequence, allocatedWh };
    });
    await insertRowsOf(
      manager,
      PostingRow,
      byAccount(postings),
      ({ account, line, energyWh, amountMillisen, cause }, item) => {
        return { areaId, slot, version, item, account, line, energyWh, amountMillisen, cause };
      },
    );
  }
}

/**
 * Postings by account, each account's in their order. The index by account is then written from its one end to the other: in
 * the order of trades it would be written here and there, which takes several times as long as everything else of a row.
 */
function byAccount(postings: readonly Posting[]): Posting[] {
  const places = new Map<string, number>();
  // From the end, where the participants' last rows stand in their order: accounts that are nearly sorted are sorted at once.
  for (let at = postings.length - 1; at >= 0; at--) {
    const { account } = postings[at]!;
    places.set(account, (places.get(account) ?? 0) + 1);
  }
  let next = 0;
  for (const account of [...places.keys()].sort()) {
    const count = places.get(account)!;
    places.set(account, next);
    next += count;
  }
  const sorted = new Array<Posting>(postings.length);
  for (const posting of postings) {
    const place = places.get(posting.account)!;
    sorted[place] = posting;
    places.set(posting.account, place + 1);
  }
  return sorted;
}
