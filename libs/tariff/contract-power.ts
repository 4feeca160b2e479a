import { MAX_CAPACITY, MAX_HALF_HOUR_WH, MAX_PERIOD_DAYS } from './limits.js';
import { isWholeWithin, tariffError } from './tariff-error.js';
import { divideHalfUp } from './time-bands.js';

/** 契約電力: agreed on (協議制), or the highest demand of this month and the eleven before (実量制). */
export type ContractPower =
  | { readonly mode: 'negotiated'; readonly kw: number }
  /** Maximum demand of each month in order, this month last: since the start of supply, if that is less than twelve. */
  | { readonly mode: 'measured'; readonly monthlyMaximumKw: readonly number[] };

/**
 * kW that the basic charge is by. Measured contracts below 500 kW take the highest of this month and the eleven before
 * (TKY-20) [ST: kepco.jp/biz/yakkan/high/charge; chuden.co.jp business_matome] H; older months have no effect.
 *
 * @throws IchienError DEMAND_INVALID
 */
export function contractPowerKw(power: ContractPower): number {
  const kws = power.mode === 'negotiated' ? [power.kw] : power.monthlyMaximumKw;
  if (kws.length === 0 || !kws.every((kw) => isWholeWithin(kw, 0, MAX_CAPACITY))) {
    throw tariffError('DEMAND_INVALID', 'The demand is not known.', `Give whole kW from 0 to ${MAX_CAPACITY}.`);
  }
  return Math.max(...kws.slice(-12));
}

/**
 * Maximum demand (最大需要電力) of a period: its highest half-hour mean, in whole kW half up (B12).
 *
 * @throws IchienError DEMAND_INVALID
 */
export function maximumDemandKw(energyWhBySlot: readonly number[]): number {
  const isKnown = isWholeWithin(energyWhBySlot.length, 1, MAX_PERIOD_DAYS * 48);
  if (!isKnown || !energyWhBySlot.every((wh) => isWholeWithin(wh, 0, MAX_HALF_HOUR_WH))) {
    throw tariffError('DEMAND_INVALID', 'The half hours are not known.', 'Give whole Wh of at most two months.');
  }
  return divideHalfUp(2 * Math.max(...energyWhBySlot), 1000);
}
