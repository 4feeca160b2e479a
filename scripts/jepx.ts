/**
 * Holds our call auction against the day-ahead market: computes the price of every slot from the published bid curves and
 * compares it with the published system price.
 *
 *     npm run jepx -- CURVES.csv[.gz] SUMMARY.csv[.gz]
 *
 * Prints `48 of 48 slots equal` for a day, and names every slot that differs. Exit code 0 if all are equal, 1 if not, 2 if
 * a file cannot be read. Source of the data: 日本卸電力取引所(JEPX).
 */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { clearCurves } from '#auction';
import { dayOf, formatSlot, formatYenPerKwh, isIchienError, SLOTS_PER_DAY, slotOf } from '#energy';
import { MAX_JEPX_FILE_BYTES, readBidCurves, readSpotSummary } from '#formats';

const HELP = 'npm run jepx -- CURVES.csv[.gz] SUMMARY.csv[.gz]';
/** The lowest price of the market: 0.01 yen. */
const MIN_PRICE_SEN = 1;

function main(paths: readonly string[]): number {
  const [curvesPath, summaryPath] = paths;
  if (curvesPath === undefined || summaryPath === undefined || paths.length !== 2) {
    console.log(HELP);
    return 2;
  }
  const computed = new Map<number, number | undefined>();
  for (const { slot, areaGroup, points } of readBidCurves(read(curvesPath), basename(curvesPath))) {
    if (areaGroup === undefined) computed.set(slot, clearCurves(points, MIN_PRICE_SEN)?.priceSen);
  }
  const results = readSpotSummary(read(summaryPath), basename(summaryPath));
  const published = new Map(results.map(({ slot, systemPriceSen }) => [slot, systemPriceSen]));

  const days = new Set([...computed.keys()].map(dayOf));
  let equal = 0;
  for (const day of days) {
    for (let koma = 1; koma <= SLOTS_PER_DAY; koma++) {
      const slot = slotOf(day, koma);
      const [ours, theirs] = [show(computed, slot), show(published, slot)];
      if (ours === theirs && published.has(slot) && computed.has(slot)) equal += 1;
      else console.log(`${formatSlot(slot)}: computed ${ours}, published ${theirs}`);
    }
  }
  const slots = days.size * SLOTS_PER_DAY;
  console.log(`${equal} of ${slots} slots equal`);
  return slots > 0 && equal === slots ? 0 : 1;
}

function show(pricesSen: ReadonlyMap<number, number | undefined>, slot: number): string {
  const priceSen = pricesSen.get(slot);
  if (priceSen !== undefined) return formatYenPerKwh(priceSen);
  return pricesSen.has(slot) ? 'no trade' : 'nothing (the slot is not in the file)';
}

function read(path: string): Uint8Array {
  const bytes = readFileSync(path);
  const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return packed ? gunzipSync(bytes, { maxOutputLength: MAX_JEPX_FILE_BYTES }) : bytes;
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  // What is wrong with a file is all that can go wrong here: it is absent, no gzip, too large, or no JEPX file.
  console.error(isIchienError(error) ? `${error.code}: ${error.message}` : (error as Error).message);
  process.exitCode = 2;
}
