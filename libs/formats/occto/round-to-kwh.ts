/**
 * Whole kWh of parts in Wh, whose sum is the rounded sum of the parts (half up): each part is floored, and what is missing goes to
 * the largest remainders, the first among equals. Two lists of the same total in Wh so have the same total in kWh, and a plan
 * that balances before still balances after.
 *
 * @param partsWh whole Wh, none negative
 */
export function roundToKwh(partsWh: readonly number[]): number[] {
  const parts = partsWh.map((wh) => Math.floor(wh / 1000));
  const totalKwh = Math.floor((partsWh.reduce((sum, wh) => sum + wh, 0) + 500) / 1000);
  const missing = totalKwh - parts.reduce((sum, kwh) => sum + kwh, 0);
  const byRemainder = [...partsWh.keys()].toSorted((a, b) => (partsWh[b]! % 1000) - (partsWh[a]! % 1000) || a - b);
  for (const index of byRemainder.slice(0, missing)) parts[index]! += 1;
  return parts;
}
