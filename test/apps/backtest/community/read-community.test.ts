import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import {
  alignCommunity,
  type HouseholdDirectory,
  readCommunity,
  readHouseholdDirectory,
} from '#backtest/community/index.js';
import { slotOf } from '#energy';
import { codeOf } from '../../../libs/error-code.js';

const HOUSEHOLDS = resolve('../shared/data/households');
const MAY = { firstDay: '2025-05-01', days: 21 };

/** One day of two flats. */
const FLATS = [
  'timestamp,B1,cp',
  ...Array.from({ length: 48 }, (_, i) => `9/08/2016 ${Math.floor(i / 2)}:${i % 2 === 0 ? '00' : '30'},0.1,0.02`),
  '',
].join('\n');
const BUILDING = 'month,hour,day_type,non_shiftable_load,dhw_demand,cooling_demand,heating_demand,solar_generation\n';

describe('readHouseholdDirectory', () => {
  let directory: string;
  const put = (path: string, content: string | Uint8Array) => {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), content);
  };

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'households-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('finds files at any depth, gzipped or not, and names them from the directory down', () => {
    put('a/b/flats.csv', FLATS);
    put('c.csv.gz', gzipSync(FLATS));
    const { files, notes } = readHouseholdDirectory(directory);
    expect(files.map(({ source }) => source)).to.deep.equal(['a/b/flats.csv', 'c.csv.gz']);
    expect(files[0]!.series[0]!.importWh).to.deep.equal(files[1]!.series[0]!.importWh);
    expect(notes).to.deep.equal([]);
  });

  it('passes over weather, prices and what is not CSV in silence, and notes a layout that it does not know', () => {
    put('flats.csv', FLATS);
    put('weather.csv', 'outdoor_dry_bulb_temperature\n20\n');
    put('README.md', 'hello');
    put('solar_profiles_2.csv', 'timestamp,participant_1\n9/08/2016 0:00,0.1\n');
    const { files, notes } = readHouseholdDirectory(directory);
    expect(files).to.have.lengthOf(1);
    expect(notes).to.deep.equal(['solar_profiles_2.csv: a layout that is not known, passed over.']);
  });

  it('refuses the directory for one broken row', () => {
    put('flats.csv', FLATS);
    put('other/flats.csv', FLATS.replace('0:30,0.1', '0:30,'));
    expect(codeOf(() => readHouseholdDirectory(directory))).to.equal('HOUSEHOLD_VALUE_INVALID');
  });

  it('refuses a CityLearn home without its schema, and notes one that the schema does not have', () => {
    put('flats.csv', FLATS);
    put('city/Building_1.csv', BUILDING);
    expect(codeOf(() => readHouseholdDirectory(directory))).to.equal('COMMUNITY_FILE_INVALID');
    put('city/schema.json', '{"buildings":{}}');
    expect(readHouseholdDirectory(directory).notes).to.deep.equal([
      'city/Building_1.csv: not in its schema.json, passed over.',
    ]);
  });

  it('refuses an empty directory, none at all, and a file that is not gzip', () => {
    expect(codeOf(() => readHouseholdDirectory(directory))).to.equal('COMMUNITY_EMPTY');
    expect(codeOf(() => readHouseholdDirectory(join(directory, 'absent')))).to.equal('COMMUNITY_DIRECTORY_INVALID');
    put('flats.csv.gz', FLATS);
    expect(codeOf(() => readHouseholdDirectory(directory))).to.equal('COMMUNITY_FILE_INVALID');
  });

  it('leaves out what does not cover the days and what comes twice, and says so', () => {
    put('a.csv', FLATS);
    put('b.csv', FLATS);
    const { households, notes } = readCommunity(directory, { firstDay: '2026-02-10', days: 1 });
    expect(households.map(({ householdId }) => householdId)).to.deep.equal(['unsw:B1', 'unsw:cp']);
    expect(notes).to.include('unsw:B1: comes again in b.csv; left out there.');
    expect(codeOf(() => readCommunity(directory, { firstDay: '2026-02-10', days: 2 }))).to.equal('COMMUNITY_EMPTY');
  });
});

describe('the published households on one calendar', () => {
  let read: HouseholdDirectory;
  before(function () {
    if (!existsSync(HOUSEHOLDS)) this.skip();
    read = readHouseholdDirectory(HOUSEHOLDS);
  });

  it('passes over no file but the companions of CityLearn', () => {
    expect(read.files).to.have.lengthOf(20);
    expect(read.notes).to.deep.equal([]);
  });

  it('lays 19 solar homes, 5 flats and a common property on the same days', () => {
    const { households, notes } = alignCommunity(read.files, read.notes, MAY);
    expect(households).to.have.lengthOf(25);
    expect(households.filter(({ pvWatts }) => pvWatts > 0)).to.have.lengthOf(19);
    for (const { firstSlot, exportWh, importWh, source } of households) {
      expect(firstSlot).to.equal(slotOf('2025-05-01'));
      expect([exportWh.length, importWh.length]).to.deep.equal([21 * 48, 21 * 48]);
      expect(source).to.match(/^(citylearn2022|unsw_bondi|ausgrid)\//);
    }
    expect(notes.filter((note) => note.includes('26 weeks'))).to.have.lengthOf(3);
    expect(notes.filter((note) => note.includes('two equal halves'))).to.have.lengthOf(1);
  });

  it('leaves out the home with half a year of data in autumn', () => {
    const { households, notes } = alignCommunity(read.files, read.notes, { firstDay: '2025-10-01', days: 7 });
    expect(households).to.have.lengthOf(24);
    expect(notes).to.include('ausgrid:1: 2012-07-01 to 2012-12-13 does not cover the days; left out.');
  });
});
