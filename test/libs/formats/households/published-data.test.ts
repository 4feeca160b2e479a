import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect } from 'chai';
import { dayOf, slotOf } from '#energy';
import {
  householdLayoutOf,
  readAusgridReshaped,
  readAusgridWide,
  readCityLearnBuilding,
  readCityLearnSchema,
  readUnswFlats,
} from '#formats';
import { sum } from './samples.js';

const HOUSEHOLDS = resolve('../shared/data/households');

function load(path: string): Uint8Array {
  const bytes = readFileSync(resolve(HOUSEHOLDS, path));
  return path.endsWith('.gz') ? gunzipSync(bytes) : bytes;
}

/** Figures of the data's own README and of sums made with another program. */
describe('the published household data', () => {
  before(function () {
    if (!existsSync(HOUSEHOLDS)) this.skip();
  });

  it('CityLearn home 1: 10,583 kWh used, 1,803 kWh per kW generated, a year from 1 August 2016', () => {
    const schema = readCityLearnSchema(load('citylearn2022/schema.json'), 'schema.json');
    expect(schema).to.have.length(17);
    expect(new Set(schema.map(({ pvWatts }) => pvWatts))).to.deep.equal(new Set([4000, 5000]));
    const bytes = load('citylearn2022/Building_1.csv.gz');
    expect(householdLayoutOf(bytes)).to.equal('citylearnBuilding');
    const [series] = readCityLearnBuilding(bytes, 'Building_1.csv', schema[0]!).series;
    expect(series!.importWh).to.have.length(365 * 48);
    expect(dayOf(series!.firstSlot + series!.importWh.length - 1)).to.equal('2017-07-31');
    // Used minus generated is import minus export.
    expect((sum(series!.importWh) - sum(series!.exportWh)) / 1000).to.be.closeTo(10_583 - 4 * 1803, 3);
  });

  it('UNSW: five flats and the common property, 2,091 to 4,931 kWh a year', () => {
    const bytes = load('unsw_bondi/bondi_load_filled.csv.gz');
    expect(householdLayoutOf(bytes)).to.equal('unswFlats');
    const { series } = readUnswFlats(bytes, 'bondi_load_filled.csv');
    expect(series.map(({ householdId, importWh }) => [householdId, sum(importWh)])).to.deep.equal([
      ['unsw:B5', 2_091_291],
      ['unsw:B1', 2_635_699],
      ['unsw:B4', 4_582_652],
      ['unsw:B3', 4_931_400],
      ['unsw:B2', 3_221_895],
      ['unsw:cp', 456_314],
    ]);
  });

  it('Ausgrid customer 1: 166 days from 1 July 2012, dark at night and bright at the clock noon of winter', () => {
    const bytes = load('ausgrid/customer1_2012-07-01_2012-12-13_noheader.csv.gz');
    expect(householdLayoutOf(bytes)).to.equal('ausgridWide');
    const [series] = readAusgridWide(bytes, 'customer1.csv').series;
    expect(series!.pvWatts).to.equal(3780);
    expect(series!.firstSlot).to.equal(slotOf('2012-07-01'));
    expect(series!.exportWh).to.have.length(166 * 48);
    const july = series!.exportWh.subarray(0, 31 * 48);
    const centre = july.reduce((total, wh, i) => total + wh * ((i % 48) + 0.5), 0) / sum(july);
    expect(centre / 2).to.be.closeTo(12.1, 0.6); // solar noon in Sydney, without daylight saving
    expect(july.every((wh, i) => wh === 0 || (i % 48 >= 13 && i % 48 <= 34))).to.equal(true);
  });

  it('Ausgrid customer 12: 5,938 kWh used and 1,296 kWh generated in a leap year', () => {
    const bytes = load('ausgrid/customer12_2011-2012.csv.gz');
    expect(householdLayoutOf(bytes)).to.equal('ausgridReshaped');
    const [series] = readAusgridReshaped(bytes, 'customer12.csv', 'customer12').series;
    expect(series!.importWh).to.have.length(366 * 48);
    expect(sum(series!.importWh) - sum(series!.exportWh)).to.be.closeTo(5_938_369 - 1_296_404, 1);
  });
});
