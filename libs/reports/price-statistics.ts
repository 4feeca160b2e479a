import { komaOf, SLOTS_PER_DAY } from '#energy';
import { checkSlot } from './check-slot.js';
import type { ReportedSlot } from './types.js';

/** Prices of the energy that trades delivered. Absent where nothing was delivered. */
export interface PriceFigures {
  readonly allocatedWh: number;
  /** Sum of `Wh x sen/kWh`, exact. */
  readonly amountMillisen: bigint;
  /** Weighted by Wh, half up. */
  readonly meanPriceSen?: number;
  readonly minPriceSen?: number;
  readonly maxPriceSen?: number;
}

/** Price statistics of the slots that were added, over all and by koma. The pool's price is no market's and not in them. */
export class PriceStatistics {
  readonly #byKoma = Array.from({ length: SLOTS_PER_DAY }, () => ({
    wh: 0,
    millisen: 0n,
    min: Number.POSITIVE_INFINITY,
    max: -1,
  }));

  /** Adds a slot. Give each once. @throws IchienError ReportErrorCode of `checkSlot` */
  add(reported: ReportedSlot): void {
    checkSlot(reported);
    const sums = this.#byKoma[komaOf(reported.slot) - 1]!;
    for (const { priceSen, allocatedWh } of reported.allocations) {
      if (allocatedWh === 0) continue;
      sums.wh += allocatedWh;
      sums.millisen += BigInt(allocatedWh * priceSen);
      sums.min = Math.min(sums.min, priceSen);
      sums.max = Math.max(sums.max, priceSen);
    }
  }

  overall(): PriceFigures {
    return figuresOf(this.#byKoma);
  }

  /** 48 figures, koma 1 first. */
  byKoma(): PriceFigures[] {
    return this.#byKoma.map((sums) => figuresOf([sums]));
  }
}

function figuresOf(parts: readonly { wh: number; millisen: bigint; min: number; max: number }[]): PriceFigures {
  const allocatedWh = parts.reduce((sum, { wh }) => sum + wh, 0);
  const amountMillisen = parts.reduce((sum, { millisen }) => sum + millisen, 0n);
  if (allocatedWh === 0) return { allocatedWh, amountMillisen };
  const whole = BigInt(allocatedWh);
  return {
    allocatedWh,
    amountMillisen,
    meanPriceSen: Number((2n * amountMillisen + whole) / (2n * whole)),
    minPriceSen: Math.min(...parts.map(({ min }) => min)),
    maxPriceSen: Math.max(...parts.map(({ max }) => max)),
  };
}
