import {
  floorYen,
  formatYen,
  formatYenPerKwh,
  isIchienError,
  isPriceInBand,
  type PriceBand,
  parseYenPerKwh,
} from '#energy';

/** U+2212, as wide as a plus sign; a hyphen is not. */
const MINUS = '\u2212';

/** Whole yen of an amount as bills write them: `1,284`, rounded down (総則4). */
export function yen(millisen: number): string {
  const whole = floorYen(millisen);
  return `${whole < 0n ? MINUS : ''}${grouped(whole < 0n ? -whole : whole)}`;
}

/** Whole yen of an amount without its sign, rounded towards zero: for figures whose words say which way they went. */
export function yenOf(millisen: number): string {
  return grouped(floorYen(Math.abs(millisen)));
}

/** Yen with the sign always written: `＋58`, `−47`, `0`. Rounded towards zero, so that nothing looks like more than it is. */
export function signedYen(millisen: number): string {
  const whole = floorYen(Math.abs(millisen));
  if (whole === 0n) return '0';
  return `${millisen < 0 ? MINUS : '+'}${grouped(whole)}`;
}

/** As {@link signedYen} with two decimals: a half hour's amount is often less than a yen. */
export function signedYenExact(millisen: number): string {
  const sen = Math.trunc(Math.abs(millisen) / 1000);
  if (sen === 0) return '0';
  const digits = `${grouped(BigInt(Math.floor(sen / 100)))}.${String(sen % 100).padStart(2, '0')}`;
  return `${millisen < 0 ? MINUS : '+'}${digits}`;
}

/** Yen with two decimals, the rest cut, for amounts that are not below zero: `12.50`. */
export function yenAndSen(millisen: bigint): string {
  const sen = millisen / 1000n;
  return `${grouped(sen / 100n)}.${String(sen % 100n).padStart(2, '0')}`;
}

/** Yen to the last millisen, as a control report needs them: `8,321.40003`. */
export function exactYen(millisen: bigint): string {
  const [whole, rest] = formatYen(millisen < 0n ? -millisen : millisen).split('.');
  return `${millisen < 0n ? MINUS : ''}${grouped(BigInt(whole!))}${rest === undefined ? '' : `.${rest}`}`;
}

/** A file's size: `812 B`, `12.4 kB`, `3.1 MB`. */
export function fileSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const [size, unit] = bytes < 1_000_000 ? [bytes / 1000, 'kB'] : [bytes / 1_000_000, 'MB'];
  return `${size.toFixed(1)} ${unit}`;
}

/** Wh as kWh with some decimals, rounded half up: 420 Wh is `0.42`. */
export function kwh(wh: number, decimals: 0 | 1 | 2 | 3 = 1): string {
  const unit = 10 ** (3 - decimals);
  const units = Math.floor((Math.abs(wh) + unit / 2) / unit);
  const whole = grouped(BigInt(Math.floor(units / 10 ** decimals)));
  const rest = decimals === 0 ? '' : `.${String(units % 10 ** decimals).padStart(decimals, '0')}`;
  return `${wh < 0 && units > 0 ? MINUS : ''}${whole}${rest}`;
}

/** sen/kWh as yen/kWh with two decimals: `14.20`. */
export function price(priceSen: number): string {
  return formatYenPerKwh(priceSen);
}

/** The price that was typed, or undefined if it is none within the band. Full-width digits are what a Japanese keyboard gives. */
export function priceIn(text: string, band: PriceBand): number | undefined {
  try {
    const priceSen = parseYenPerKwh(text.normalize('NFKC'));
    return isPriceInBand(priceSen, band) ? priceSen : undefined;
  } catch (error) {
    if (isIchienError(error)) return undefined;
    throw error;
  }
}

/** As {@link price}, the sign in front: `\u22121.23`. */
export function signedPrice(priceSen: number): string {
  return `${priceSen < 0 ? MINUS : ''}${price(Math.abs(priceSen))}`;
}

/** The price of either sign that was typed, or undefined if it is none up to a size. Any minus that a keyboard gives counts. */
export function signedPriceIn(text: string, maxSen: number): number | undefined {
  const [, minus, digits] = /^([-\u2212\u25b2\u25b3]?)(.*)$/s.exec(text.normalize('NFKC').trim())!;
  const priceSen = priceIn(digits!, { minPriceSen: 0, maxPriceSen: maxSen });
  return priceSen === undefined || minus === '' || priceSen === 0 ? priceSen : -priceSen;
}

/** The whole number that was typed, or undefined if it is none from a least to a most. Groups of three may be parted by commas. */
export function wholeIn(text: string, min: number, max: number): number | undefined {
  const digits = text.normalize('NFKC').trim().replaceAll(',', '');
  const whole = /^\d{1,15}$/.test(digits) ? Number(digits) : Number.NaN;
  return whole >= min && whole <= max ? whole : undefined;
}

/** A share in whole percent, 0 if there is no whole. Never 100 unless all of it, never 0 unless none. */
export function percent(part: number, whole: number): number {
  if (whole <= 0 || part <= 0) return 0;
  if (part >= whole) return 100;
  return Math.min(99, Math.max(1, Math.round((part * 100) / whole)));
}

/** A name of a half hour, short enough to be read out: the first six of its 32 digits. */
export function shortName(pseudonym: string): string {
  return pseudonym.slice(0, 6).toUpperCase();
}

/** A long hexadecimal text, its middle left out. */
export function shortHex(hex: string): string {
  return hex.length <= 14 ? hex : `${hex.slice(0, 6)}\u2026${hex.slice(-4)}`;
}

/** A whole number in groups of three: `1,284`. */
export function grouped(whole: bigint): string {
  return String(whole).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** Whole yen that are whole already, such as those of a bill: `1,284`, `−47`. */
export function wholeYenDigits(amountYen: number): string {
  return `${amountYen < 0 ? MINUS : ''}${grouped(BigInt(Math.abs(amountYen)))}`;
}

/** As {@link wholeYenDigits}, the sign always written: `+1,284`, `−47`, `0`. */
export function signedWholeYen(amountYen: number): string {
  return `${amountYen > 0 ? '+' : ''}${wholeYenDigits(amountYen)}`;
}
