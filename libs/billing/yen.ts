import { MILLISEN_PER_YEN } from '#energy';

/**
 * Whole yen of an amount, what is below a yen dropped: of a charge, of a payment and of a credit alike (B12: floor).
 * Of a negative amount too the fraction is dropped, so a credit of 10.7 yen is 10 yen.
 */
export function wholeYen(amountMillisen: number | bigint): number {
  return Number(BigInt(amountMillisen) / MILLISEN_PER_YEN);
}

/** What {@link wholeYen} dropped, with the amount's sign: `amount = yen * 100,000 + rest`. */
export function belowYen(amountMillisen: number | bigint): number {
  return Number(BigInt(amountMillisen) % MILLISEN_PER_YEN);
}

/** kWh of a month as bills write them: rounded half up at the first decimal (総則4, japan-market.md B12). */
export function billedKwh(energyWh: number): number {
  return Number((BigInt(energyWh) + 500n) / 1000n);
}
