import { expect } from 'chai';
import { slotOf } from '#energy';
import { readAusgridReshaped } from '#formats';
import { csv, itRefuses, sum, withField, withoutRow } from './samples.js';

const FILE = 'customer12.csv';

function oneDay(load = '0.392', solar = '0.0'): string[][] {
  const rows = Array.from({ length: 48 }, (_, i) => {
    const hour = String(Math.floor(i / 2)).padStart(2, '0');
    return [`2011-07-01 ${hour}:${i % 2 === 0 ? '00' : '30'}:00`, load, solar];
  });
  return [['', 'GC', 'GG'], ...rows];
}

const read = (rows: readonly (readonly (string | number)[])[]) => readAusgridReshaped(csv(rows), FILE, 'customer12');

describe('readAusgridReshaped', () => {
  it('halves mean kW into the kWh of the half hour that starts at the timestamp', () => {
    const [series] = read(withField(oneDay(), 25, 2, '0.9')).series;
    expect(series!.householdId).to.equal('ausgrid:customer12');
    expect(series!.firstSlot).to.equal(slotOf('2011-07-01'));
    expect(series!.importWh[0]).to.equal(196);
    expect(series!.exportWh[24]).to.equal(254); // 12:00-12:30: (900 W - 392 W) / 2
    expect(sum(series!.importWh)).to.equal(47 * 196);
  });

  it('makes an id that a participant may have out of any name', () => {
    const idOf = (name: string) => readAusgridReshaped(csv(oneDay()), FILE, name).series[0]!.householdId;
    expect(idOf('customer 12/家')).to.equal('ausgrid:customer_12__');
    expect(idOf('x'.repeat(200))).to.have.lengthOf(58);
  });

  it('takes the highest half hour for the rated power, and says so', () => {
    const { series, notes } = read(withField(oneDay(), 25, 2, '0.9001'));
    expect(series[0]!.pvWatts).to.equal(901);
    expect(notes.join()).to.include('rated solar power is not in the file');
  });

  it('rounds what a float left behind: 0.45399999999999996 kW is 227 Wh', () => {
    expect(sum(read(oneDay('0.45399999999999996')).series[0]!.importWh)).to.equal(48 * 227);
  });

  itRefuses(read, [
    ['a missing value', withField(oneDay(), 3, 1, ''), 'HOUSEHOLD_VALUE_INVALID', 4, 'GC'],
    ['a negative value', withField(oneDay(), 3, 2, '-0.002'), 'HOUSEHOLD_VALUE_INVALID', 4, 'GG'],
    ['a missing half hour', withoutRow(oneDay(), 3), 'HOUSEHOLD_TIME_INVALID', 4],
    ['seconds', withField(oneDay(), 3, 0, '2011-07-01 01:00:01'), 'HOUSEHOLD_TIME_INVALID', 4],
    ['half a day', oneDay().slice(0, 25), 'HOUSEHOLD_TIME_INVALID'],
    ['another header', withField(oneDay(), 0, 2, 'CL'), 'HOUSEHOLD_HEADER_INVALID', 1],
  ]);
});
