import { assertHalfHour, KWH_DECIMALS, MICRO_PER_WH, readMeasured } from './decimal-text.js';
import { refusal } from './error.js';
import { meterRegisters } from './meter-registers.js';
import { assertFieldCount, readTable } from './table.js';
import type { HouseholdFile } from './types.js';
import { type ClockTime, HalfHourSequence } from './wall-clock.js';

const MAX_NAME = 50;

/**
 * Reads one Ausgrid home in the reshaped layout `timestamp,GC,GG`: mean kW of consumption and of gross generation in
 * the half hour that starts at the timestamp.
 *
 * @param name what to call the home, which the file does not say; in its id, other characters than `A-Z a-z 0-9 _ . -` become `_`
 * @throws IchienError HOUSEHOLD_FILE_TOO_LARGE, HOUSEHOLD_CSV_INVALID, HOUSEHOLD_HEADER_INVALID,
 * HOUSEHOLD_ROW_INVALID, HOUSEHOLD_TIME_INVALID, HOUSEHOLD_VALUE_INVALID
 */
export function readAusgridReshaped(bytes: Uint8Array, file: string, name: string): HouseholdFile {
  const netMicroWh: number[] = [];
  const sequence = new HalfHourSequence();
  let peakMicroWh = 0;

  readTable(bytes, file, (fields, row) => {
    const place = { file, row };
    if (row === 1) {
      if (!/^(timestamp)?,GC,GG$/.test(fields.join(','))) {
        throw refusal('HOUSEHOLD_HEADER_INVALID', place, 'it is not "timestamp,GC,GG".', 'Keep its header.');
      }
      return;
    }
    assertFieldCount(fields, 3, place);
    sequence.take(readTime(fields[0]!), fields[0]!, place);
    const loadMicroWh = readHalfOfKw(fields[1]!, { ...place, column: 'GC' });
    const solarMicroWh = readHalfOfKw(fields[2]!, { ...place, column: 'GG' });
    peakMicroWh = Math.max(peakMicroWh, solarMicroWh);
    netMicroWh.push(solarMicroWh - loadMicroWh);
  });

  return {
    source: file,
    hemisphere: 'south',
    notes: [
      'Ausgrid: the clock of the homes (Sydney time with daylight saving) is read as JST.',
      `${name}: mean kW by half hour, read as kWh; its rated solar power is not in the file, the highest half hour stands for it.`,
    ],
    series: [
      {
        householdId: `ausgrid:${name.replace(/[^\w.-]/g, '_').slice(0, MAX_NAME)}`,
        pvWatts: Math.ceil((2 * peakMicroWh) / MICRO_PER_WH),
        firstSlot: sequence.end(file),
        ...meterRegisters(Float64Array.from(netMicroWh)),
        source: file,
      },
    ],
  };
}

function readHalfOfKw(text: string, place: { file: string; row: number; column: string }): number {
  const microWh = Math.round(readMeasured(text, KWH_DECIMALS, place) / 2);
  assertHalfHour(microWh, place);
  return microWh;
}

/** `2011-07-01 00:30:00`. */
function readTime(text: string): ClockTime | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2}) (\d{2}):(\d{2}):00$/.exec(text);
  if (match === null) return undefined;
  const [year, month, day, hour, minute] = match.slice(1).map(Number);
  return [year!, month!, day!, hour!, minute!];
}
