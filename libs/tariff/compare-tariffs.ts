import { isIchienError } from '#energy';
import { MAX_COMPARED } from './limits.js';
import type { MonthUse } from './month.js';
import { priceMonth } from './price-month.js';
import type { Tariff } from './tariff.js';
import { tariffError } from './tariff-error.js';

/** A menu's cost, or why it has none. */
export type ComparedTariff =
  | { readonly tariffId: string; readonly totalYen: number }
  /** `reason`: the code of the error that pricing raised, and its text. */
  | { readonly tariffId: string; readonly reason: string; readonly message: string };

/**
 * What the same months would have cost under several menus (TKY-21), cheapest first, ties in the menus' order. A menu
 * that cannot price them stands at the end and says why, so that none is left out silently.
 *
 * @param monthsFor a menu's months: use is the same, contract and fuel adjustment may be the menu's own
 * @throws IchienError INPUT_TOO_LARGE
 */
export function compareTariffs(
  tariffs: readonly Tariff[],
  monthsFor: (tariff: Tariff) => readonly MonthUse[],
): ComparedTariff[] {
  assertCount(tariffs.length);
  const compared = tariffs.map((tariff): ComparedTariff => {
    const months = monthsFor(tariff);
    assertCount(months.length);
    try {
      return {
        tariffId: tariff.id,
        totalYen: months.reduce((sum, month) => sum + priceMonth(tariff, month).totalYen, 0),
      };
    } catch (error) {
      if (!isIchienError(error)) throw error;
      return { tariffId: tariff.id, reason: error.code, message: error.message };
    }
  });
  return compared.sort((a, b) => costOf(a) - costOf(b) || 0);
}

function costOf(compared: ComparedTariff): number {
  return 'totalYen' in compared ? compared.totalYen : Number.MAX_SAFE_INTEGER;
}

function assertCount(count: number): void {
  if (count > MAX_COMPARED) {
    throw tariffError('INPUT_TOO_LARGE', `${count} are too many to compare.`, `Give at most ${MAX_COMPARED}.`, {
      count,
    });
  }
}
