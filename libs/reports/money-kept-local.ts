import { checkSlot } from './check-slot.js';
import { reportError } from './report-error.js';
import type { ReportedSlot } from './types.js';

/** Money that did not leave the area (ODA-02). */
export interface MoneyKeptLocal {
  /** Wh that neighbours delivered to each other, in slots whose external price is known. */
  readonly priced: { readonly energyWh: number; readonly amountMillisen: bigint };
  /** Wh for which no external price was given: not in the amount. */
  readonly unpricedWh: number;
}

/**
 * Neighbours' energy, traded and pooled, at the price at which it would have been bought elsewhere (ODA-02).
 *
 * @param slots each once
 * @param externalPriceSen what a kWh from outside would have cost in a slot, such as the JEPX area price; undefined if
 *   unknown
 * @throws IchienError FIGURE_INVALID for a price that is none, and what `checkSlot` refuses
 */
export function moneyKeptLocal(
  slots: Iterable<ReportedSlot>,
  externalPriceSen: (slot: number) => number | undefined,
): MoneyKeptLocal {
  let energyWh = 0;
  let amountMillisen = 0n;
  let unpricedWh = 0;
  for (const reported of slots) {
    checkSlot(reported);
    const wh = reported.residuals.reduce((sum, { boughtWh, poolSupplyWh }) => sum + boughtWh + poolSupplyWh, 0);
    const priceSen = externalPriceSen(reported.slot);
    if (priceSen === undefined) {
      unpricedWh += wh;
      continue;
    }
    if (!Number.isSafeInteger(priceSen) || priceSen < 0) {
      throw reportError(
        'FIGURE_INVALID',
        `${priceSen} sen/kWh is no external price.`,
        'Give whole sen, or undefined.',
        {
          slot: reported.slot,
        },
      );
    }
    energyWh += wh;
    amountMillisen += BigInt(wh) * BigInt(priceSen);
  }
  return { priced: { energyWh, amountMillisen }, unpricedWh };
}

/** Parts of a period, such as its days, as one. */
export function sumKeptLocal(parts: readonly MoneyKeptLocal[]): MoneyKeptLocal {
  return {
    priced: {
      energyWh: parts.reduce((sum, { priced }) => sum + priced.energyWh, 0),
      amountMillisen: parts.reduce((sum, { priced }) => sum + priced.amountMillisen, 0n),
    },
    unpricedWh: parts.reduce((sum, { unpricedWh }) => sum + unpricedWh, 0),
  };
}
