import type { Share } from './types.js';

/** A part of a whole as a {@link Share}. */
export function shareOf(partWh: number, wholeWh: number): Share {
  if (wholeWh === 0) return { partWh, wholeWh };
  // Years of a ward pass 2^53 when multiplied by 20,000.
  const doubled = (BigInt(partWh) * 20_000n + BigInt(wholeWh)) / (BigInt(wholeWh) * 2n);
  return { partWh, wholeWh, permyriad: Number(doubled) };
}
