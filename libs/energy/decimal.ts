/**
 * Reads a plain decimal as an exact integer of its smallest unit, without ever passing through a float.
 *
 * @param text digits with at most `decimals` decimals and an optional leading minus; no exponent, no thousands separator
 * @returns the value times 10^decimals, or undefined if the text is no such number
 */
export function parseScaled(text: string, decimals: number): bigint | undefined {
  const match = /^(-?)(\d{1,15})(?:\.(\d+))?$/.exec(text);
  if (match === null) return undefined;
  const [, minus, whole, fraction = ''] = match;
  if (fraction.length > decimals) return undefined;
  const magnitude = BigInt(`${whole}${fraction.padEnd(decimals, '0')}`);
  return minus === '-' ? -magnitude : magnitude;
}

/** Writes an integer of the smallest unit as a decimal with exactly `decimals` decimals. */
export function formatScaled(value: number | bigint, decimals: number): string {
  const scaled = BigInt(value);
  const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(decimals + 1, '0');
  const cut = digits.length - decimals;
  const sign = scaled < 0n ? '-' : '';
  return decimals === 0 ? `${sign}${digits}` : `${sign}${digits.slice(0, cut)}.${digits.slice(cut)}`;
}
