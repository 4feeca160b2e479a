import { Inject, Injectable } from '@nestjs/common';
import { addDays, overlaid, type RateTable } from '#energy';
import { type EnteredCo2Factor, GRID_CO2_FACTORS } from '#reports';
import { Clock } from '../clock/clock.js';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { Database } from '../database/database.js';
import { Co2FactorRow } from './rate.entities.js';
import { assertRoom } from './rates.service.js';

/** What grid electricity emits by day: the house's own table, and what was entered over it, never changed afterwards. */
@Injectable()
export class Co2FactorsService {
  #tail: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  /** The table that stands, grams a kWh; of two factors from one day the later entered. */
  async standing(): Promise<RateTable<number>> {
    const entered = await this.#entered();
    return overlaid(
      GRID_CO2_FACTORS,
      entered.map(({ fromDay, gramsPerKwh, source }) => ({ fromDay, value: gramsPerKwh, source })),
    );
  }

  /**
   * Enters a factor from a day on, which may be over: a year's factor is published after it. The same again changes nothing.
   *
   * @throws IchienError DAY_INVALID, RATE_LIMIT_REACHED
   */
  enter(factor: EnteredCo2Factor, accountId: string): Promise<EnteredCo2Factor> {
    const result = this.#tail.then(() => this.#enter(factor, accountId));
    this.#tail = result.catch(() => undefined);
    return result;
  }

  async #enter(factor: EnteredCo2Factor, accountId: string): Promise<EnteredCo2Factor> {
    const { fromDay, gramsPerKwh, source } = factor;
    addDays(fromDay, 0);
    const known = (await this.standing()).find((each) => each.fromDay === fromDay);
    if (known?.value === gramsPerKwh && known.source === source) return factor;
    const entries = (await this.#entered()).length;
    assertRoom(entries);
    const row = { ...factor, areaId: this.config.areaId, entry: entries + 1 };
    await this.database.transaction((manager) =>
      manager.insert(Co2FactorRow, { ...row, enteredBy: accountId, enteredAtMs: this.clock.nowMs() }),
    );
    return factor;
  }

  #entered(): Promise<Co2FactorRow[]> {
    const where = { areaId: this.config.areaId };
    return this.database.read((manager) => manager.find(Co2FactorRow, { where, order: { entry: 'ASC' } }));
  }
}
