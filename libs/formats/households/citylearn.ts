import { addDays, slotOf, weekdayOf } from '#energy';
import type { CityLearnBuilding } from './citylearn-schema.js';
import { assertHalfHour, KWH_DECIMALS, MICRO_PER_WH, readMeasured, WH_DECIMALS } from './decimal-text.js';
import { type Place, refusal } from './error.js';
import { meterRegisters } from './meter-registers.js';
import { assertFieldCount, columnsOf, readTable } from './table.js';
import type { HouseholdFile } from './types.js';

/** The day of the first row: the files say only month, hour and weekday (docs/decisions/0005-household-data.md). */
const FIRST_DAY = '2016-08-01';
const HOURS_PER_DAY = 24;
const MAX_HOURS = 10 * 366 * HOURS_PER_DAY;
/** Demands that a heat pump or heater would serve: all zero where the whole load is in `non_shiftable_load`. */
const THERMAL_COLUMNS = ['dhw_demand', 'cooling_demand', 'heating_demand'] as const;
const COLUMNS = ['month', 'hour', 'day_type', 'non_shiftable_load', 'solar_generation', ...THERMAL_COLUMNS] as const;
/** Less than 1 Wh in an hour is a placeholder (the files write 1e-7 kWh), not a house. */
const PLACEHOLDER_BELOW_MICRO_WH = MICRO_PER_WH;
/** From this share of placeholder hours on, a note says so. */
const PLACEHOLDER_NOTE_SHARE = 0.1;

/**
 * Reads one home of the CityLearn 2022 data set: hourly load in kWh and generation in Wh per kW of solar power.
 * A row's label is the start of its hour; hour 24 is 0:00 of the next day. Each hour is split into two equal halves.
 *
 * @throws IchienError HOUSEHOLD_FILE_TOO_LARGE, HOUSEHOLD_CSV_INVALID, HOUSEHOLD_HEADER_INVALID,
 * HOUSEHOLD_ROW_INVALID, HOUSEHOLD_TIME_INVALID, HOUSEHOLD_VALUE_INVALID
 */
export function readCityLearnBuilding(bytes: Uint8Array, file: string, building: CityLearnBuilding): HouseholdFile {
  const netMicroWh: number[] = [];
  let columns: Record<(typeof COLUMNS)[number], number> | undefined;
  let fieldCount = 0;
  let hours = 0;
  let placeholders = 0;

  readTable(bytes, file, (fields, row) => {
    if (columns === undefined) {
      columns = columnsOf(fields, COLUMNS, file);
      fieldCount = fields.length;
      return;
    }
    const place = { file, row };
    assertFieldCount(fields, fieldCount, place);
    assertCalendar(fields, columns, hours, place);
    for (const column of THERMAL_COLUMNS) assertZero(fields[columns[column]]!, { ...place, column });
    const at = columns;
    const read = (column: (typeof COLUMNS)[number], decimals: number) =>
      readMeasured(fields[at[column]]!, decimals, { ...place, column });
    const loadMicroWh = read('non_shiftable_load', KWH_DECIMALS);
    const solarMicroWh = Math.round((read('solar_generation', WH_DECIMALS) * building.pvWatts) / 1000);
    assertHalfHour(loadMicroWh / 2, { ...place, column: 'non_shiftable_load' });
    assertHalfHour(solarMicroWh / 2, { ...place, column: 'solar_generation' });
    if (loadMicroWh < PLACEHOLDER_BELOW_MICRO_WH) placeholders++;
    const hourMicroWh = solarMicroWh - loadMicroWh;
    const firstHalf = Math.floor(hourMicroWh / 2);
    netMicroWh.push(firstHalf, hourMicroWh - firstHalf);
    hours++;
  });

  if (hours === 0 || hours % HOURS_PER_DAY !== 0) {
    throw refusal(
      'HOUSEHOLD_TIME_INVALID',
      { file },
      `its ${hours} hours are not whole days.`,
      'Cut it after an hour 23.',
    );
  }
  const name = building.csv.slice(0, -'.csv'.length);
  const notes = [
    'CityLearn: hourly data, each hour split into two equal halves.',
    'CityLearn: the clock of the homes (Pacific time with daylight saving) is read as JST, hour by hour.',
  ];
  if (placeholders >= hours * PLACEHOLDER_NOTE_SHARE) {
    notes.push(`${name}: the published load is zero (below 1 Wh) in ${placeholders} of ${hours} hours; kept as it is.`);
  }
  return {
    source: file,
    hemisphere: 'north',
    notes,
    series: [
      {
        householdId: `citylearn:${name}`,
        pvWatts: building.pvWatts,
        firstSlot: slotOf(FIRST_DAY),
        ...meterRegisters(Float64Array.from(netMicroWh)),
        source: file,
      },
    ],
  };
}

/** Month, hour 1-24 and weekday (Monday = 1) are the only dates in the file: every row has to bear out its place. */
function assertCalendar(
  fields: readonly string[],
  columns: Record<'month' | 'hour' | 'day_type', number>,
  hours: number,
  place: Place,
): void {
  const hour = hours % HOURS_PER_DAY || HOURS_PER_DAY;
  const day = addDays(FIRST_DAY, Math.ceil(hours / HOURS_PER_DAY) - 1);
  const expected = { month: Number(day.slice(5, 7)), hour, day_type: weekdayOf(day) || 7 };
  for (const column of ['month', 'hour', 'day_type'] as const) {
    const text = fields[columns[column]]!;
    if (text !== String(expected[column]) || hours >= MAX_HOURS) {
      throw refusal(
        'HOUSEHOLD_TIME_INVALID',
        { ...place, column },
        `"${text}" is not the ${expected[column]} that follows the row before it.`,
        `Give every hour from ${FIRST_DAY} 0:00 on once, in order.`,
      );
    }
  }
}

function assertZero(text: string, place: Place): void {
  if (readMeasured(text, KWH_DECIMALS, place) !== 0) {
    throw refusal(
      'HOUSEHOLD_VALUE_INVALID',
      place,
      `"${text}" is a demand for heat, not for electricity.`,
      'Use a data set whose whole load is in non_shiftable_load.',
    );
  }
}
