import { formatScaled } from './decimal.js';
import { type EnergyErrorCode, IchienError } from './error.js';

/** Millisen in a yen: 1 Wh x 1 sen/kWh = 1 millisen = 0.00001 yen. */
export const MILLISEN_PER_YEN = 100_000n;

/**
 * Exact price of an energy, in millisen.
 *
 * @param energyWh whole Wh
 * @param priceSen whole sen/kWh; negative for a price paid the other way
 * @throws IchienError MONEY_INVALID if an input is no integer or the product leaves 2^53
 */
export function amountMillisen(energyWh: number, priceSen: number): number {
  const amount = energyWh * priceSen;
  if (!Number.isSafeInteger(energyWh) || !Number.isSafeInteger(priceSen) || !Number.isSafeInteger(amount)) {
    throw new IchienError<EnergyErrorCode>(
      'MONEY_INVALID',
      `${energyWh} Wh at ${priceSen} sen/kWh has no exact price.`,
      'Give whole Wh and whole sen whose product is below 2^53.',
      { energyWh: String(energyWh), priceSen: String(priceSen) },
    );
  }
  return amount + 0; // -0 becomes 0
}

/** Whole yen of an amount, rounded down (総則4: a charge is floored to the yen, once a line of the bill). */
export function floorYen(millisen: number | bigint): bigint {
  const value = BigInt(millisen);
  const quotient = value / MILLISEN_PER_YEN;
  return value < 0n && value % MILLISEN_PER_YEN !== 0n ? quotient - 1n : quotient;
}

/** Writes an amount as yen with all five decimals, for ledgers and audits (596400 -> `"5.96400"`). */
export function formatYen(millisen: number | bigint): string {
  return formatScaled(millisen, 5);
}
