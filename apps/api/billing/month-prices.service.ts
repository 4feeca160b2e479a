import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { MissingPrice } from '#billing';
import { formatSlot } from '#energy';
import { type Area, tariffOf } from '#tariff';
import type { MonthCloseRow } from './billing.entities.js';
import { FuelAdjustmentsService } from './fuel-adjustments.service.js';
import type { Month } from './month-of.js';
import { type Customer, firstDayOf } from './month-statements.js';
import { SpotPricesService } from './spot-prices.service.js';

/** What a month's statements are priced with beside their menus. A run keeps it, and further runs of the month price by the same. */
export interface MonthPrices {
  /** The retailer's fuel adjustment, by menu. */
  readonly fuel: Readonly<Record<string, { readonly sen: number; readonly source: string }>>;
  /** JEPX area price of each half hour of the month, sen/kWh without tax, by area. */
  readonly spot: Readonly<Partial<Record<Area, readonly number[]>>>;
}

/** What a month can be priced with, and what is missing. */
export interface FoundPrices {
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
  ) {}

  /**
   * What the customers' menus need of a month: what the run before was priced with, else what is newest.
   *
   * @param last the run before, if there was one
   */
  async find(
    manager: EntityManager,
    month: Month,
    customers: readonly Customer[],
    last: Pick<MonthCloseRow, 'prices'> | null,
  ): Promise<FoundPrices> {
    const stored = last?.prices ?? null;
    const known: MonthPrices = stored === null ? { fuel: {}, spot: {} } : JSON.parse(stored);
    const needed = neededBy(customers, month);
    const fuel = await this.#fuelOf(manager, month, needed.fuelOf, known);
    const spot = await this.#spotOf(manager, month, needed.areas, known);
    return { prices: { fuel: fuel.found, spot: spot.found }, missing: [...fuel.missing, ...spot.missing] };
  }

  async #fuelOf(manager: EntityManager, { month }: Month, tariffIds: ReadonlySet<string>, known: MonthPrices) {
    const announced = await this.fuel.ofMonth(manager, month);
    const found: Record<string, { sen: number; source: string }> = { ...known.fuel };
    for (const [tariffId, { sen, source }] of announced) {
      if (tariffIds.has(tariffId)) found[tariffId] ??= { sen, source };
    }
    const missing = [...tariffIds]
      .filter((tariffId) => found[tariffId] === undefined)
      .map((tariffId): MissingPrice => ({ kind: 'fuel', tariffId }));
    return { found, missing };
  }

  async #spotOf(manager: EntityManager, month: Month, areas: ReadonlySet<Area>, known: MonthPrices) {
    const published = await this.spot.ofMonth(manager, month);
    const found: Partial<Record<Area, readonly number[]>> = { ...known.spot };
    const missing: MissingPrice[] = [];
    for (const area of areas) {
      if (found[area] !== undefined) continue;
      const prices = published(area);
      const count = prices.filter((price) => price === undefined).length;
      if (count === 0) found[area] = prices as number[];
      else missing.push({ kind: 'spot', area, count, firstSlot: month.firstSlot + prices.indexOf(undefined) });
    }
    return { found, missing };
  }
}

/** Menus with a fuel adjustment, and areas of market-linked ones. A menu without terms is refused when it is to price. */
function neededBy(customers: readonly Customer[], month: Month): { fuelOf: Set<string>; areas: Set<Area> } {
  const fuelOf = new Set<string>();
  const areas = new Set<Area>();
  for (const customer of customers) {
    const { id, area, terms } = tariffOf(customer.account.tariffId);
    const day = firstDayOf(customer, month);
    const value = terms.findLast(({ fromDay }) => fromDay <= day)?.value;
    if (value?.fuelAdjusted === true) fuelOf.add(id);
    if (value?.energy.kind === 'market') areas.add(area);
  }
  return { fuelOf, areas };
}
