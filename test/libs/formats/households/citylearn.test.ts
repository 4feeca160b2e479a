import { expect } from 'chai';
import { addDays, slotOf, weekdayOf } from '#energy';
import { readCityLearnBuilding, readCityLearnSchema } from '#formats';
import { csv, itRefuses, sum, withField, withoutRow } from './samples.js';

const FILE = 'Building_1.csv';
const BUILDING = { csv: FILE, pvWatts: 4000 };
const HEADER = [
  'month',
  'hour',
  'day_type',
  'daylight_savings_status',
  'indoor_dry_bulb_temperature',
  'non_shiftable_load',
  'dhw_demand',
  'cooling_demand',
  'heating_demand',
  'solar_generation',
];
const [LOAD, HEATING, SOLAR] = [5, 8, 9];

/** Two days as the data set writes them: the first row is hour 24 of the day before 1 August 2016. */
function twoDays(load = '0.5', solar = '0.0'): (string | number)[][] {
  const rows = Array.from({ length: 48 }, (_, i) => {
    const day = addDays('2016-08-01', Math.ceil(i / 24) - 1);
    return [Number(day.slice(5, 7)), i % 24 || 24, weekdayOf(day) || 7, 0, '', load, '0.0', '0.0', '0.0', solar];
  });
  return [HEADER, ...rows];
}

const read = (rows: (string | number)[][]) => readCityLearnBuilding(csv(rows), FILE, BUILDING);

describe('readCityLearnBuilding', () => {
  it('splits each hour into two equal halves from 1 August 2016, 0:00', () => {
    const [series] = read(withField(twoDays(), 13, LOAD, '1.001')).series;
    expect(series!.householdId).to.equal('citylearn:Building_1');
    expect(series!.pvWatts).to.equal(4000);
    expect(series!.firstSlot).to.equal(slotOf('2016-08-01'));
    expect(series!.importWh).to.have.length(96);
    expect([...series!.importWh.subarray(22, 28)]).to.deep.equal([250, 250, 501, 500, 250, 250]);
    expect(sum(series!.importWh)).to.equal(47 * 500 + 1001);
    expect(sum(series!.exportWh)).to.equal(0);
  });

  it('scales generation, which is per kW, by the rated power', () => {
    const [series] = read(withField(twoDays(), 13, SOLAR, '600.25')).series;
    // 600.25 Wh/kW x 4 kW - 500 Wh = 1901 Wh
    expect([...series!.exportWh.subarray(22, 28)]).to.deep.equal([0, 0, 951, 950, 0, 0]);
    expect(sum(series!.importWh)).to.equal(47 * 500);
  });

  it('reads exponents exactly: 1e-7 kWh is nothing, 5e-1 is 500 Wh', () => {
    expect(sum(read(twoDays('9.9999994e-08')).series[0]!.importWh)).to.equal(0);
    expect(sum(read(twoDays('5.00E-01')).series[0]!.importWh)).to.equal(48 * 500);
  });

  it('says that hours were split, and names a load that is a placeholder', () => {
    expect(read(twoDays()).notes.join()).to.include('two equal halves').and.not.include('zero');
    expect(read(twoDays('1e-07')).notes.join())
      .to.include('Building_1: the published load is zero')
      .and.include('48 of 48');
  });

  itRefuses(read, [
    ['a missing value', withField(twoDays(), 9, LOAD, ''), 'HOUSEHOLD_VALUE_INVALID', 10, 'non_shiftable_load'],
    ['a negative value', withField(twoDays(), 9, SOLAR, '-1.5'), 'HOUSEHOLD_VALUE_INVALID', 10, 'solar_generation'],
    ['no number', withField(twoDays(), 48, LOAD, 'NaN'), 'HOUSEHOLD_VALUE_INVALID', 49, 'non_shiftable_load'],
    ['a bare exponent', withField(twoDays(), 9, LOAD, 'e-7'), 'HOUSEHOLD_VALUE_INVALID', 10, 'non_shiftable_load'],
    ['a load of 201 kW', withField(twoDays(), 9, LOAD, '201'), 'HOUSEHOLD_VALUE_INVALID', 10, 'non_shiftable_load'],
    ['a demand for heat', withField(twoDays(), 9, HEATING, '0.2'), 'HOUSEHOLD_VALUE_INVALID', 10, 'heating_demand'],
    ['a row that is short', twoDays().map((r, i) => (i === 9 ? r.slice(0, 9) : r)), 'HOUSEHOLD_ROW_INVALID', 10],
    ['a missing hour', withoutRow(twoDays(), 9), 'HOUSEHOLD_TIME_INVALID', 10, 'hour'],
    ['a wrong weekday', withField(twoDays(), 9, 2, '5'), 'HOUSEHOLD_TIME_INVALID', 10, 'day_type'],
    ['a wrong month', withField(twoDays(), 1, 0, '8'), 'HOUSEHOLD_TIME_INVALID', 2, 'month'],
    ['part of a day', twoDays().slice(0, 40), 'HOUSEHOLD_TIME_INVALID'],
    ['no rows', [HEADER], 'HOUSEHOLD_TIME_INVALID'],
    ['a missing column', twoDays().map((r) => withoutRow(r, SOLAR)), 'HOUSEHOLD_HEADER_INVALID', 1, 'solar_generation'],
    ['an open quote', withField(twoDays(), 9, LOAD, '"0.5'), 'HOUSEHOLD_CSV_INVALID'],
  ]);
});

describe('readCityLearnSchema', () => {
  const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
  const building = { energy_simulation: FILE, pv: { attributes: { nominal_power: 4.5 } } };

  it('reads file names and rated power in W; a home without solar power has 0', () => {
    const schema = { buildings: { Building_1: building, Building_2: { energy_simulation: 'Building_2.csv' } } };
    expect(readCityLearnSchema(bytes(schema), 'schema.json')).to.deep.equal([
      { csv: FILE, pvWatts: 4500 },
      { csv: 'Building_2.csv', pvWatts: 0 },
    ]);
  });

  itRefuses(
    (schema: Uint8Array) => readCityLearnSchema(schema, 'schema.json'),
    [
      ['what is not JSON', new TextEncoder().encode('{'), 'HOUSEHOLD_SCHEMA_INVALID'],
      ['no buildings', bytes({}), 'HOUSEHOLD_SCHEMA_INVALID'],
      [
        'negative power',
        bytes({ buildings: { a: { ...building, pv: { attributes: { nominal_power: -1 } } } } }),
        'HOUSEHOLD_SCHEMA_INVALID',
      ],
      [
        'power as text',
        bytes({ buildings: { a: { ...building, pv: { attributes: { nominal_power: '4' } } } } }),
        'HOUSEHOLD_SCHEMA_INVALID',
      ],
      [
        'a path that leaves the folder',
        bytes({ buildings: { a: { ...building, energy_simulation: '../x.csv' } } }),
        'HOUSEHOLD_SCHEMA_INVALID',
      ],
    ],
  );
});
