import { assertHalfHour, KWH_DECIMALS, readMeasured } from './decimal-text.js';
import { refusal } from './error.js';
import { meterRegisters } from './meter-registers.js';
import { assertFieldCount, readTable } from './table.js';
import type { HouseholdFile } from './types.js';
import { type ClockTime, HalfHourSequence } from './wall-clock.js';

const MAX_METERS = 1000;

/**
 * Reads the flats of UNSW's Bondi building: kWh by half hour, one column a meter, no solar power. `cp` is the common
 * property (stairs, lights): not a household, but a meter that buys.
 *
 * @throws IchienError HOUSEHOLD_FILE_TOO_LARGE, HOUSEHOLD_CSV_INVALID, HOUSEHOLD_HEADER_INVALID,
 * HOUSEHOLD_ROW_INVALID, HOUSEHOLD_TIME_INVALID, HOUSEHOLD_VALUE_INVALID
 */
export function readUnswFlats(bytes: Uint8Array, file: string): HouseholdFile {
  let meters: readonly string[] = [];
  let netMicroWh: number[][] = [];
  const sequence = new HalfHourSequence();

  readTable(bytes, file, (fields, row) => {
    const place = { file, row };
    if (row === 1) {
      meters = meterNames(fields, file);
      netMicroWh = meters.map(() => []);
      return;
    }
    assertFieldCount(fields, meters.length + 1, place);
    sequence.take(readTime(fields[0]!), fields[0]!, place);
    for (const [i, column] of meters.entries()) {
      const loadMicroWh = readMeasured(fields[i + 1]!, KWH_DECIMALS, { ...place, column });
      assertHalfHour(loadMicroWh, { ...place, column });
      netMicroWh[i]!.push(-loadMicroWh);
    }
  });

  const firstSlot = sequence.end(file);
  return {
    source: file,
    hemisphere: 'south',
    notes: [
      'UNSW Bondi: flats without solar power, gaps filled by the publisher; each label is taken as the start of its half hour.',
      'UNSW Bondi: "cp" is the common property of the flats, kept as a buyer.',
    ],
    series: meters.map((meter, i) => ({
      householdId: `unsw:${meter}`,
      pvWatts: 0,
      firstSlot,
      ...meterRegisters(Float64Array.from(netMicroWh[i]!)),
      source: file,
    })),
  };
}

function meterNames(header: readonly string[], file: string): readonly string[] {
  const [first, ...meters] = header;
  const known = meters.length > 0 && meters.length <= MAX_METERS && meters.every((name) => /^[\w-]{1,20}$/.test(name));
  if (first !== 'timestamp' || !known || new Set(meters).size !== meters.length) {
    throw refusal(
      'HOUSEHOLD_HEADER_INVALID',
      { file, row: 1 },
      `"${header.join(',').slice(0, 80)}" does not name the meters.`,
      'Write "timestamp" and then one different name a meter.',
    );
  }
  return meters;
}

/** `9/08/2016 0:30`, day first. */
function readTime(text: string): ClockTime | undefined {
  const match = /^(\d{1,2})\/(\d{1,2})\/(\d{4}) (\d{1,2}):(\d{2})$/.exec(text);
  if (match === null) return undefined;
  const [day, month, year, hour, minute] = match.slice(1).map(Number);
  return [year!, month!, day!, hour!, minute!];
}
