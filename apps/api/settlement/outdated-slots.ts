import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { dayOf } from '#energy';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { Database } from '../database/database.js';
import { MeteringService } from '../metering/metering.service.js';
import { Reading } from '../metering/reading.entity.js';
import { RuleSetsService } from '../rules/rule-sets.service.js';
import { GrantsService } from './grants.service.js';
import { ImbalancePricesService } from './imbalance-prices.service.js';
import { GrantRow, ImbalancePriceRow, PostingRow, Settlement } from './settlement.entities.js';

/**
 * Slots for which something has come since they were settled: a reading, an imbalance price that their rules look at, a grant.
 * Kept in memory; after a restart found again from what is stored.
 */
@Injectable()
export class OutdatedSlots implements OnModuleInit {
  readonly #slots = new Set<number>();

  constructor(
    private readonly database: Database,
    private readonly metering: MeteringService,
    private readonly imbalancePrices: ImbalancePricesService,
    private readonly grants: GrantsService,
    private readonly ruleSets: RuleSetsService,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.database.read(async (manager) => {
      this.#addAll(await this.#withNewReadings(manager));
      this.#addAll((await this.#withNewPrices(manager)).filter((slot) => this.#looksAtPrices(slot)));
      this.#addAll(await this.#withNewGrants(manager));
    });
    this.metering.stored$.subscribe((readings) => this.#addAll(readings.map(({ slot }) => slot)));
    this.imbalancePrices.stored$.subscribe((slots) => this.#addAll(slots.filter((slot) => this.#looksAtPrices(slot))));
    this.grants.stored$.subscribe((slot) => this.#slots.add(slot));
  }

  /** In the order in which they became outdated. */
  all(): number[] {
    return [...this.#slots];
  }

  add(slot: number): void {
    this.#slots.add(slot);
  }

  delete(slot: number): void {
    this.#slots.delete(slot);
  }

  #addAll(slots: readonly number[]): void {
    for (const slot of slots) this.#slots.add(slot);
  }

  #looksAtPrices(slot: number): boolean {
    return this.ruleSets.at(dayOf(slot)).rules.deviationPolicy.name === 'imbalancePrice';
  }

  async #withNewReadings(manager: EntityManager): Promise<number[]> {
    const rows = await manager
      .createQueryBuilder(Reading, 'r')
      .select('r.slot', 'slot')
      .innerJoin(Settlement, 's', 's.slot = r.slot AND s.areaId = :areaId', { areaId: this.config.areaId })
      .groupBy('r.slot')
      .having('MAX(r.arrival) > MAX(s.checkedCut)')
      .getRawMany<{ slot: number }>();
    return rows.map(({ slot }) => slot);
  }

  async #withNewPrices(manager: EntityManager): Promise<number[]> {
    const rows = await manager
      .createQueryBuilder(ImbalancePriceRow, 'p')
      .select('p.slot', 'slot')
      .innerJoin(Settlement, 's', 's.slot = p.slot AND s.areaId = p.areaId')
      .where('p.areaId = :areaId', { areaId: this.config.areaId })
      .groupBy('p.slot')
      .having('MAX(p.version) > MAX(s.checkedPrice)')
      .getRawMany<{ slot: number }>();
    return rows.map(({ slot }) => slot);
  }

  /** A grant is posted by the version that settles it, so one without a posting is new. */
  async #withNewGrants(manager: EntityManager): Promise<number[]> {
    const rows = await manager
      .createQueryBuilder(GrantRow, 'g')
      .select('DISTINCT g.slot', 'slot')
      .where('g.areaId = :areaId', { areaId: this.config.areaId })
      .andWhere(
        (query) =>
          `NOT EXISTS ${query
            .subQuery()
            .select('1')
            .from(PostingRow, 'p')
            .where(`p.areaId = g.areaId AND p.slot = g.slot AND p.cause = 'grant:' || g.grantId`)
            .getQuery()}`,
      )
      .getRawMany<{ slot: number }>();
    return rows.map(({ slot }) => slot);
  }
}
