import { isDeepStrictEqual } from 'node:util';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { TariffView } from '#operations';
import { type EnteredTerms, standingTariffs, type Tariff, type TariffTerms, tariffOf } from '#tariff';
import { assertContractsPriced } from '../billing/billing-contracts.js';
import { Clock } from '../clock/clock.js';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { Database } from '../database/database.js';
import { TariffTermsRow } from './rate.entities.js';
import { assertComing, assertRoom, RatesService } from './rates.service.js';

/** The retail menus that months are billed by: terms are entered for months to come, never changed afterwards. */
@Injectable()
export class TariffsService implements OnModuleInit {
  #entered: readonly EnteredTerms[] = [];
  #standing: readonly Tariff[] = standingTariffs([]);
  #tail: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly rates: RatesService,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  async onModuleInit(): Promise<void> {
    const { areaId } = this.config;
    const rows = await this.database.read((manager) =>
      manager.find(TariffTermsRow, { where: { areaId }, order: { entry: 'ASC' } }),
    );
    this.#remember(
      rows.map(({ tariffId, fromMonth, terms, source }) => ({ tariffId, fromMonth, terms: JSON.parse(terms), source })),
    );
  }

  /** A menu by its id, with all its terms. @throws IchienError TARIFF_UNKNOWN */
  of(id: string): Tariff {
    return tariffOf(id, this.#standing);
  }

  /** Every menu with the terms that stand, and the first month that others can be entered for. */
  view(): TariffView {
    return { tariffs: this.#standing, earliestMonth: this.rates.earliestMonth() };
  }

  /**
   * Enters terms from a coming month on; the same for a month again changes nothing.
   *
   * @throws IchienError RATE_TOO_EARLY, RATE_LIMIT_REACHED, TARIFF_UNKNOWN, TARIFF_INVALID; CONTRACT_INVALID if a household's contract
   * could not be priced by them, naming it
   */
  enter(terms: EnteredTerms, accountId: string): Promise<EnteredTerms> {
    const result = this.#tail.then(() => this.#enter(terms, accountId));
    this.#tail = result.catch(() => undefined);
    return result;
  }

  async #enter(newcomer: EnteredTerms, accountId: string): Promise<EnteredTerms> {
    const { tariffId, fromMonth, terms, source } = newcomer;
    assertComing(fromMonth, this.rates.earliestMonth());
    const all = [...this.#entered, newcomer];
    const standing = tariffOf(tariffId, standingTariffs(all));
    const known = this.of(tariffId).terms.find(({ fromDay }) => fromDay === `${fromMonth}-01`);
    if (known?.source === source && isDeepStrictEqual(known.value, terms)) return newcomer;
    assertRoom(this.#entered.length);
    await this.database.read((manager) => assertContractsPriced(manager, standing, fromMonth));
    await this.database.transaction((manager) =>
      manager.insert(TariffTermsRow, {
        areaId: this.config.areaId,
        entry: all.length,
        tariffId,
        fromMonth,
        terms: JSON.stringify(terms satisfies TariffTerms),
        source,
        enteredBy: accountId,
        enteredAtMs: this.clock.nowMs(),
      }),
    );
    this.#remember(all);
    return newcomer;
  }

  #remember(entered: readonly EnteredTerms[]): void {
    this.#entered = entered;
    this.#standing = standingTariffs(entered);
  }
}
