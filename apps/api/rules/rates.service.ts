import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { tradingWindow } from '#bidding';
import { addDays } from '#energy';
import { checkRules } from '#settlement';
import {
  type DailySettlementRules,
  type EnteredRate,
  RATE_NAMES,
  type SettlementRates,
  settlementRulesAt,
  standingRates,
} from '#tariff';
import { Clock } from '../clock/clock.js';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { Database } from '../database/database.js';
import { apiError } from '../errors.js';
import { RateRow } from './rate.entities.js';
import { RuleSetsService } from './rule-sets.service.js';

/** Most entries of an area, of rates and of terms: ten years of one a month for each of eight tables. */
export const MAX_RATE_ENTRIES = 1000;

/** What slots of this area are settled by: entered for months to come, never changed afterwards. */
@Injectable()
export class RatesService implements OnModuleInit {
  #entered: readonly (EnteredRate & { readonly enteredAtMs: number })[] = [];
  #standing: SettlementRates = standingRates([]);
  #tail: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ruleSets: RuleSetsService,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  async onModuleInit(): Promise<void> {
    const { areaId } = this.config;
    const rows = await this.database.read((manager) =>
      manager.find(RateRow, { where: { areaId }, order: { entry: 'ASC' } }),
    );
    this.#remember(
      rows.map(({ name, fromMonth, priceSen, source, enteredAtMs }) => {
        return { name, fromMonth, priceSen, source, enteredAtMs };
      }),
    );
  }

  /** The rates of a JST day. @throws IchienError RATE_UNKNOWN, DAY_INVALID */
  at(day: string): DailySettlementRules {
    return settlementRulesAt(day, this.#standing);
  }

  /** The tables that stand. */
  standing(): SettlementRates {
    return this.#standing;
  }

  /** First month of which nobody can have traded anything: a month has one rate, for its statements name one. */
  earliestMonth(): string {
    const day = this.ruleSets.earliestDay();
    return (day.endsWith('-01') ? day : addDays(`${day.slice(0, 7)}-01`, 31)).slice(0, 7);
  }

  /**
   * Enters a rate from a coming month on; the same for a month again changes nothing.
   *
   * @throws IchienError RATE_TOO_EARLY, RATE_LIMIT_REACHED, RULE_PRICE_INVALID; WINDOW_INVALID if the retailer would pay more than a neighbour can
   */
  enter(rate: EnteredRate, accountId: string): Promise<EnteredRate> {
    const result = this.#tail.then(() => this.#enter(rate, accountId));
    this.#tail = result.catch(() => undefined);
    return result;
  }

  async #enter(rate: EnteredRate, accountId: string): Promise<EnteredRate> {
    const { name, fromMonth, priceSen, source } = rate;
    assertComing(fromMonth, this.earliestMonth());
    const fromDay = `${fromMonth}-01`;
    this.#assertTradable(standingRates([...this.#entered, rate]), fromDay);
    const known = this.#standing[name].find((each) => each.fromDay === fromDay);
    if (known?.value === priceSen && known.source === source) return rate;
    assertRoom(this.#entered.length);
    const enteredAtMs = this.clock.nowMs();
    const entry = this.#entered.length + 1;
    const row = { areaId: this.config.areaId, entry, ...rate, enteredBy: accountId, enteredAtMs };
    await this.database.transaction((manager) => manager.insert(RateRow, row));
    this.#remember([...this.#entered, { ...rate, enteredAtMs }]);
    return rate;
  }

  /** Wherever a rate changes from a day on, slots can be settled and there is a price that helps both sides. */
  #assertTradable(rates: SettlementRates, fromDay: string): void {
    const days = RATE_NAMES.flatMap((name) => rates[name].map((each) => each.fromDay)).filter((day) => day > fromDay);
    for (const day of new Set([fromDay, ...days])) {
      const dated = settlementRulesAt(day, rates);
      checkRules({ ...dated, ...this.ruleSets.at(day).rules });
      tradingWindow(dated);
    }
  }

  #remember(entered: readonly (EnteredRate & { readonly enteredAtMs: number })[]): void {
    this.#entered = entered;
    this.#standing = standingRates(entered);
  }
}

/** @throws IchienError RATE_TOO_EARLY */
export function assertComing(fromMonth: string, earliestMonth: string): void {
  if (fromMonth >= earliestMonth) return;
  throw apiError(
    'RATE_TOO_EARLY',
    `Half hours of ${fromMonth} are settled, or can be traded already, at the rates that stand.`,
    `Let the new ones begin with ${earliestMonth} or later.`,
    { fromMonth, earliestMonth },
  );
}

/** @throws IchienError RATE_LIMIT_REACHED */
export function assertRoom(entries: number): void {
  if (entries < MAX_RATE_ENTRIES) return;
  throw apiError('RATE_LIMIT_REACHED', `${entries} entries are stored.`, 'Ask whoever maintains the exchange.');
}
