import { expect } from 'chai';
import { slotOf } from '#energy';
import { readAusgridWide } from '#formats';
import { csv, itRefuses, sum, withField, withoutRow } from './samples.js';

const FILE = 'solar-home.csv';
const BANNER = ['Solar home half-hour data - 1 July 2012 to 30 June 2013'];
const TIMES = Array.from({ length: 48 }, (_, i) => `${Math.floor((i + 1) / 2) % 24}:${i % 2 === 0 ? '30' : '00'}`);
const HEADER = ['Customer', 'Generator Capacity', 'Postcode', 'Consumption Category', 'date', ...TIMES, 'Row Quality'];

/** One row: `values` by position of their label, all others `rest`. */
function row(
  category: string,
  date: string,
  rest: string,
  values: Record<number, string> = {},
  quality = '',
): string[] {
  const halfHours = TIMES.map((_, i) => values[i] ?? rest);
  return ['1', '3.78', '2076', category, date, ...halfHours, quality];
}

/** Two days with controlled load (0.5 kWh at 0:30), consumption (0.1) and generation (0.6 at 12:00 and 12:30). */
function twoDays(first = '1/07/2012', second = '2/07/2012'): string[][] {
  return [first, second].flatMap((date) => [
    row('CL', date, '0', { 0: '0.5' }),
    row('GC', date, '0.1'),
    row('GG', date, '0', { 23: '0.6', 24: '0.6' }),
  ]);
}

const read = (rows: readonly (readonly (string | number)[])[]) => readAusgridWide(csv(rows), FILE);

describe('readAusgridWide', () => {
  it('takes a label as the end of its half hour, and adds controlled load to the consumption', () => {
    const [series] = read(twoDays()).series;
    expect(series!.householdId).to.equal('ausgrid:1');
    expect(series!.pvWatts).to.equal(3780);
    expect(series!.firstSlot).to.equal(slotOf('2012-07-01'));
    expect(series!.importWh).to.have.length(96);
    expect(series!.importWh[0]).to.equal(600); // koma 1 is the label 0:30
    expect(series!.exportWh[23]).to.equal(500); // koma 24, 11:30-12:00, is the label 12:00
    expect(series!.importWh[47]).to.equal(100); // koma 48 is the label 0:00
    expect(sum(series!.exportWh)).to.equal(2 * 1000);
    expect(sum(series!.importWh)).to.equal(2 * (46 * 100 + 500));
  });

  it('reads the same with banner and header, with header alone, and with either way to write a day', () => {
    const plain = read(twoDays()).series;
    expect(read([BANNER, HEADER, ...twoDays()]).series).to.deep.equal(plain);
    expect(read([HEADER, ...twoDays()]).series).to.deep.equal(plain);
    expect(read(twoDays('1-Jul-12', '2-Jul-12')).series).to.deep.equal(plain);
    expect(read(twoDays().map((fields) => fields.slice(0, 53))).series).to.deep.equal(plain);
  });

  it('reads customers apart, in any order of rows, with or without controlled load and solar power', () => {
    const consumer = twoDays()
      .filter(([, , , category]) => category === 'GC')
      .map((fields) => ['7', ...fields.slice(1)]);
    const { series } = read([...twoDays(), ...consumer].reverse());
    expect(series.map(({ householdId, pvWatts }) => [householdId, pvWatts])).to.deep.equal([
      ['ausgrid:7', 0],
      ['ausgrid:1', 3780],
    ]);
    expect(series[1]).to.deep.equal(read(twoDays()).series[0]);
  });

  it('counts the rows that the network estimated', () => {
    const rows = withField(twoDays(), 1, 53, 'NA');
    expect(read(rows).notes.join()).to.include('1 rows are marked as estimated');
    expect(read(rows).series).to.deep.equal(read(twoDays()).series);
  });

  describe('at the end of the file', () => {
    const firstDay = read(twoDays().slice(0, 3)).series[0]!;
    const cut = twoDays();
    const cases: readonly (readonly [string, string[][]])[] = [
      ['a last row that is cut off', [...cut.slice(0, 5), cut[5]!.slice(0, 30)]],
      ['a last row that is padded with blanks', [...cut.slice(0, 5), cut[5]!.map((v, i) => (i > 30 ? '' : v))]],
      ['a day whose last row is absent', cut.slice(0, 5)],
    ];
    for (const [what, rows] of cases) {
      it(`leaves out the day of ${what}, and says so`, () => {
        const { series, notes } = read(rows);
        expect(series[0]).to.deep.equal(firstDay);
        expect(notes.join()).to.include('customer 1: 2012-07-02 is cut off');
      });
    }
  });

  const short = twoDays().map((fields, i) => (i === 2 ? fields.slice(0, 30) : fields));
  itRefuses(read, [
    ['a row that is cut off before the end', short, 'HOUSEHOLD_ROW_INVALID', 3],
    ['a blank value', withField(twoDays(), 2, 10, ''), 'HOUSEHOLD_VALUE_INVALID', 3, '3:00'],
    ['a negative value', withField(twoDays(), 2, 10, '-0.1'), 'HOUSEHOLD_VALUE_INVALID', 3, '3:00'],
    ['an impossible value', withField(twoDays(), 2, 10, '100.1'), 'HOUSEHOLD_VALUE_INVALID', 3, '3:00'],
    ['an unknown category', withField(twoDays(), 2, 3, 'XX'), 'HOUSEHOLD_ROW_INVALID', 3],
    ['a field too many', twoDays().map((f, i) => (i === 2 ? [...f, ''] : f)), 'HOUSEHOLD_ROW_INVALID', 3],
    ['a day twice', [...twoDays(), twoDays()[0]!], 'HOUSEHOLD_ROW_INVALID', 7],
    ['a day that does not exist', withField(twoDays(), 2, 4, '31/06/2012'), 'HOUSEHOLD_TIME_INVALID', 3, 'date'],
    ['month first', withField(twoDays(), 2, 4, '7/13/2012'), 'HOUSEHOLD_TIME_INVALID', 3, 'date'],
    ['no capacity', withField(twoDays(), 0, 1, ''), 'HOUSEHOLD_ROW_INVALID', 1],
    ['no customer number', withField(twoDays(), 0, 0, 'A'), 'HOUSEHOLD_ROW_INVALID', 1],
    ['a missing day', twoDays('1/07/2012', '3/07/2012'), 'HOUSEHOLD_TIME_INVALID', undefined, 'customer 1'],
    ['a day without generation', withoutRow(twoDays(), 2), 'HOUSEHOLD_TIME_INVALID', undefined, 'customer 1'],
    ['a home without consumption', [row('GG', '1/07/2012', '0')], 'HOUSEHOLD_TIME_INVALID', undefined, 'customer 1'],
    [
      'other times in the header',
      [withField([HEADER], 0, 5, '0:00')[0]!, ...twoDays()],
      'HOUSEHOLD_HEADER_INVALID',
      1,
      '0:30',
    ],
    ['two banners', [BANNER, BANNER, ...twoDays()], 'HOUSEHOLD_HEADER_INVALID', 2],
  ]);
});
