/**
 * Shares out whole Wh in proportion to what each holds, by largest remainder: everyone gets the whole part of their share, and
 * the Wh left over go one each to the largest remainders. Of equal remainders the larger holding comes first, then the
 * earlier place in the list.
 *
 * @param totalWh at most the sum of the holdings, so that nobody gets more than they hold
 * @param holdingsWh at most 100 kWh each, 5e10 Wh together: the products below stay under 2^53
 * @returns the shares, in the order of the holdings; they sum to `totalWh`
 */
export function shareProRata(totalWh: number, holdingsWh: readonly number[]): number[] {
  const sumWh = holdingsWh.reduce((sum, holdingWh) => sum + holdingWh, 0);
  if (totalWh === 0 || totalWh === sumWh) return holdingsWh.map((holdingWh) => (totalWh === 0 ? 0 : holdingWh));
  const remainders = holdingsWh.map((holdingWh) => (totalWh * holdingWh) % sumWh);
  const shares = holdingsWh.map((holdingWh, at) => (totalWh * holdingWh - remainders[at]!) / sumWh);
  const missingWh = totalWh - shares.reduce((sum, share) => sum + share, 0);
  const places = holdingsWh
    .map((_, at) => at)
    .sort((a, b) => remainders[b]! - remainders[a]! || holdingsWh[b]! - holdingsWh[a]! || a - b);
  for (const at of places.slice(0, missingWh)) shares[at]!++;
  return shares;
}
