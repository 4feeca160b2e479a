import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { MissingPrice } from '#billing';
import { formatSlot } from '#energy';
import type { Area } from '#tariff';
import { TariffsService } from '../rules/tariffs.service.js';
import type { MonthCloseRow } from './billing.entities.js';
import { earlierMaximaOf } from './earlier-maxima.js';
import { FuelAdjustmentsService } from './fuel-adjustments.service.js';
import type { Month } from './month-of.js';
import { type Customer, firstDayOf } from './month-statements.js';
import { SpotPricesService } from './spot-prices.service.js';

/** What a month's statements are priced with beside their menus. A run keeps it: what a later one finds otherwise is corrected. */
export interface MonthPrices {
  /** The retailer's fuel adjustment, by menu. */
  readonly fuel: Readonly<Record<string, { readonly sen: number; readonly source: string }>>;
  /** JEPX area price of each half hour of the month, sen/kWh without tax, by area. */
  readonly spot: Readonly<Partial<Record<Area, readonly number[]>>>;
  /** The highest demand, kW, of the eleven months before, of who pays by measured power. By participant; absent: nobody does. */
  readonly earlierMaximumKw?: Readonly<Record<string, number>>;
}

/** What a month can be priced with, and what is missing. */
export interface FoundPrices {
  /** What is missing counts as 0 in them: good for a preview and nothing else. */
  readonly prices: MonthPrices;
  readonly missing: readonly MissingPrice[];
}

/** A missing price in a line, for reports and refusals. */
export function missingPriceLine(price: MissingPrice): string {
  if (price.kind === 'fuel') return `the fuel adjustment is not entered for ${price.tariffId}`;
  const { area, count, firstSlot } = price;
  return `${count} half hours have no JEPX price of ${area}, the first ${formatSlot(firstSlot)}`;
}

/** Finds what a month's statements are priced with. */
@Injectable()
export class MonthPricesService {
  constructor(
    private readonly fuel: FuelAdjustmentsService,
    private readonly spot: SpotPricesService,
    private readonly tariffs: TariffsService,
  ) {}

  /**
   * What the customers' menus need of a month, in the newest version of each price: one that was entered wrongly and then rightly
   * corrects the months that were closed by it.
   *
   * @param last the run before, if there was one: what it was priced with holds where nothing newer is known
   */
  async find(
    manager: EntityManager,
    month: Month,
    customers: readonly Customer[],
    last: Pick<MonthCloseRow, 'prices'> | null,
  ): Promise<FoundPrices> {
    const known: MonthPrices = JSON.parse(last?.prices ?? '{"fuel":{},"spot":{}}');
    const needed = this.#neededBy(customers, month);
    const fuel = await this.#fuelOf(manager, month, needed.fuelOf, known);
    const spot = await this.#spotOf(manager, month, needed.areas, known);
    const earlierMaximumKw = await earlierMaximaOf(manager, month.month, customers);
    return {
      prices: { fuel: fuel.found, spot: spot.found, ...(earlierMaximumKw !== undefined && { earlierMaximumKw }) },
      missing: [...fuel.missing, ...spot.missing],
    };
  }

  async #fuelOf(manager: EntityManager, { month }: Month, needed: ReadonlySet<string>, known: MonthPrices) {
    const announced = await this.fuel.ofMonth(manager, month);
    const found: Record<string, { sen: number; source: string }> = {};
    const without: string[] = [];
    for (const tariffId of new Set([...needed, ...Object.keys(known.fuel)])) {
      const price = announced.get(tariffId) ?? known.fuel[tariffId];
      if (price === undefined) without.push(tariffId);
      found[tariffId] = { sen: price?.sen ?? 0, source: price?.source ?? '未入力' };
    }
    const missing = without.map((tariffId): MissingPrice => ({ kind: 'fuel', tariffId }));
    return { found, missing };
  }

  async #spotOf(manager: EntityManager, month: Month, needed: ReadonlySet<Area>, known: MonthPrices) {
    const published = await this.spot.ofMonth(manager, month);
    const found: Partial<Record<Area, readonly number[]>> = {};
    const missing: MissingPrice[] = [];
    for (const area of new Set([...needed, ...(Object.keys(known.spot) as Area[])])) {
      const prices = published(area).map((price, index) => price ?? known.spot[area]?.[index]);
      const count = prices.filter((price) => price === undefined).length;
      if (count > 0)
        missing.push({ kind: 'spot', area, count, firstSlot: month.firstSlot + prices.indexOf(undefined) });
      found[area] = prices.map((price) => price ?? 0);
    }
    return { found, missing };
  }

  /** Menus with a fuel adjustment, and areas of market-linked ones. A menu without terms is refused when it is to price. */
  #neededBy(customers: readonly Customer[], month: Month): { fuelOf: Set<string>; areas: Set<Area> } {
    const fuelOf = new Set<string>();
    const areas = new Set<Area>();
    for (const customer of customers) {
      const { id, area, terms } = this.tariffs.of(customer.account.tariffId);
      const day = firstDayOf(customer, month);
      const value = terms.findLast(({ fromDay }) => fromDay <= day)?.value;
      if (value?.fuelAdjusted === true) fuelOf.add(id);
      if (value?.energy.kind === 'market') areas.add(area);
    }
    return { fuelOf, areas };
  }
}
