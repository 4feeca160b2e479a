import { slotEndMs, slotStartMs } from '#energy';
import type { Bucket, MarketSlotView } from './views.js';

/** How far the energy of a half hour is: nothing agreed, 約定, 受渡, 検針待ち, 精算済. */
export type FlowState = 'none' | 'traded' | 'delivering' | 'missing' | 'settled';

/** What passes the grid meter of a home, by where it comes from and goes to, Wh. What stays within the home, it does not see. */
export interface Flow {
  readonly toNeighboursWh: number;
  readonly fromNeighboursWh: number;
  /** What no neighbour bought. Null until it is settled: only the meter says it. */
  readonly toRetailerWh: number | null;
  /** What no neighbour sold. Null until it is settled. */
  readonly fromRetailerWh: number | null;
}

/** The flow of a half hour: settled as both meters bore it out, else as agreed. */
export interface FlowStep extends Flow {
  readonly slot: number;
  readonly state: FlowState;
}

/** A day's flow. */
export interface DayFlow {
  readonly steps: readonly FlowStep[];
  /** Sums of the half hours that are settled. */
  readonly settled: Flow;
  /** Agreed for those that are not. */
  readonly agreed: Flow;
}

/** What a day's flow is made of: the day in half hours as metered and settled, and the own part in the market of each. */
export interface FlowFacts {
  readonly buckets: readonly Bucket[];
  readonly market: readonly Pick<MarketSlotView, 'slot' | 'soldWh' | 'boughtWh'>[];
  /** End of the newest settled half hour; null if none is. */
  readonly settledUntilMs: number | null;
  readonly nowMs: number;
}

/** The flow of a day, half hour by half hour. */
export function flowOf({ buckets, market, settledUntilMs, nowMs }: FlowFacts): DayFlow {
  const agreedOf = new Map(market.map((own) => [own.slot, own]));
  const isSettled = (slot: number) => settledUntilMs !== null && slotEndMs(slot) <= settledUntilMs;
  const steps = buckets.map((bucket): FlowStep => {
    const slot = bucket.fromSlot;
    if (isSettled(slot)) {
      return {
        slot,
        state: bucket.state === 'missing' ? 'missing' : 'settled',
        toNeighboursWh: bucket.soldWh,
        fromNeighboursWh: bucket.boughtWh,
        toRetailerWh: bucket.residualSaleWh,
        fromRetailerWh: bucket.residualSupplyWh,
      };
    }
    const { soldWh = 0, boughtWh = 0 } = agreedOf.get(slot) ?? {};
    const hasBegun = slotStartMs(slot) <= nowMs;
    return {
      slot,
      state: hasBegun ? 'delivering' : soldWh + boughtWh > 0 ? 'traded' : 'none',
      toNeighboursWh: soldWh,
      fromNeighboursWh: boughtWh,
      toRetailerWh: null,
      fromRetailerWh: null,
    };
  });
  const settled = steps.filter(({ slot }) => isSettled(slot));
  return { steps, settled: sumOf(settled), agreed: sumOf(steps.filter((step) => !settled.includes(step))) };
}

function sumOf(steps: readonly Flow[]): Flow {
  const sum = (of: (step: Flow) => number | null) => steps.reduce((total, step) => total + (of(step) ?? 0), 0);
  return {
    toNeighboursWh: sum(({ toNeighboursWh }) => toNeighboursWh),
    fromNeighboursWh: sum(({ fromNeighboursWh }) => fromNeighboursWh),
    toRetailerWh: sum(({ toRetailerWh }) => toRetailerWh),
    fromRetailerWh: sum(({ fromRetailerWh }) => fromRetailerWh),
  };
}
