import { expect } from 'chai';
import fc from 'fast-check';
import { slotOf } from '#energy';
import { MAX_HOUSEHOLD_FILE_BYTES, readUnswFlats } from '#formats';
import { csv, itRefuses, sum, withField, withoutRow } from './samples.js';

const FILE = 'bondi_load_filled.csv';
const PICO_PER_WH = 10n ** 12n;

/** One day, 9 August 2016, of two meters. */
function oneDay(load = '0.058', common = '0.027'): (string | number)[][] {
  const rows = Array.from({ length: 48 }, (_, i) => [
    `9/08/2016 ${Math.floor(i / 2)}:${i % 2 === 0 ? '00' : '30'}`,
    load,
    common,
  ]);
  return [['timestamp', 'B5', 'cp'], ...rows];
}

const read = (rows: (string | number)[][]) => readUnswFlats(csv(rows), FILE);

describe('readUnswFlats', () => {
  it('reads one series a meter, day first, without solar power', () => {
    const { series, hemisphere, notes } = read(oneDay());
    expect(series.map(({ householdId, pvWatts }) => [householdId, pvWatts])).to.deep.equal([
      ['unsw:B5', 0],
      ['unsw:cp', 0],
    ]);
    expect(series[0]!.firstSlot).to.equal(slotOf('2016-08-09'));
    expect([...series[0]!.importWh]).to.deep.equal(Array(48).fill(58));
    expect(sum(series[1]!.importWh)).to.equal(48 * 27);
    expect(hemisphere).to.equal('south');
    expect(notes.join()).to.include('common property');
  });

  it('reads a byte order mark and CRLF', () => {
    const text = `\uFEFF${oneDay()
      .map((row) => row.join(','))
      .join('\r\n')}\r\n`;
    expect(sum(readUnswFlats(new TextEncoder().encode(text), FILE).series[0]!.importWh)).to.equal(48 * 58);
  });

  it('keeps the exact sum of any decimals, with or without exponents', () => {
    // mantissa x 10^exponent kWh: at most 9.999999
    const decimals = fc.tuple(fc.nat(9_999_999), fc.integer({ min: -12, max: -6 }), fc.boolean());
    fc.assert(
      fc.property(fc.array(decimals, { minLength: 48, maxLength: 48 }), (values) => {
        const rows = oneDay();
        let exactPicoWh = 0n;
        values.forEach(([mantissa, exponent, scientific], i) => {
          const digits = String(mantissa).padStart(1 - exponent, '0');
          const plain = `${digits.slice(0, exponent)}.${digits.slice(exponent)}`;
          rows[i + 1]![1] = scientific ? `${mantissa}e${exponent}` : plain;
          exactPicoWh += BigInt(mantissa) * 10n ** BigInt(15 + exponent);
        });
        const apart = BigInt(sum(read(rows).series[0]!.importWh)) * PICO_PER_WH - exactPicoWh;
        // Half a Wh for the register, and half a µWh for each value.
        const allowed = PICO_PER_WH / 2n + (48n * 10n ** 6n) / 2n;
        expect(apart <= allowed && -apart <= allowed).to.equal(true);
      }),
      { seed: 20261123, numRuns: 100 },
    );
  });

  it('rounds digits beyond a µWh half up', () => {
    // The register shows its first Wh from 0.500000 Wh on.
    const shown = (first: string, second = '0') => {
      const rows = withField(withField(oneDay('0'), 1, 1, first), 2, 1, second);
      return sum(read(rows).series[0]!.importWh);
    };
    expect(shown('0.0004999995')).to.equal(1);
    expect(shown('0.0004999994')).to.equal(0);
    expect(shown('0.000499999', '5e-10')).to.equal(1);
    expect(shown('0.000499999', '4.9e-10')).to.equal(0);
    expect(shown('0.000499999', '9e-11')).to.equal(0);
  });

  itRefuses(
    (bytes: Uint8Array) => readUnswFlats(bytes, FILE),
    [
      [
        'a file of more than 256 MiB, before it is read',
        new Uint8Array(MAX_HOUSEHOLD_FILE_BYTES + 1),
        'HOUSEHOLD_FILE_TOO_LARGE',
      ],
    ],
  );

  itRefuses(read, [
    ['a missing value', withField(oneDay(), 3, 1, ''), 'HOUSEHOLD_VALUE_INVALID', 4, 'B5'],
    ['a negative value', withField(oneDay(), 3, 2, '-0.1'), 'HOUSEHOLD_VALUE_INVALID', 4, 'cp'],
    ['a decimal comma', withField(oneDay(), 3, 1, '"0,1"'), 'HOUSEHOLD_VALUE_INVALID', 4, 'B5'],
    ['Wh in a kWh column', withField(oneDay(), 3, 1, '580'), 'HOUSEHOLD_VALUE_INVALID', 4, 'B5'],
    ['a value of 400 digits', withField(oneDay(), 3, 1, '9'.repeat(400)), 'HOUSEHOLD_VALUE_INVALID', 4, 'B5'],
    ['a field too many', oneDay().map((r, i) => (i === 3 ? [...r, '1'] : r)), 'HOUSEHOLD_ROW_INVALID', 4],
    ['a missing half hour', withoutRow(oneDay(), 3), 'HOUSEHOLD_TIME_INVALID', 4],
    ['a half hour twice', withField(oneDay(), 3, 0, '9/08/2016 0:30'), 'HOUSEHOLD_TIME_INVALID', 4],
    ['an hour 24', withField(oneDay(), 1, 0, '9/08/2016 24:00'), 'HOUSEHOLD_TIME_INVALID', 2],
    ['a day that does not exist', withField(oneDay(), 1, 0, '30/02/2016 0:00'), 'HOUSEHOLD_TIME_INVALID', 2],
    ['a quarter of an hour', withField(oneDay(), 1, 0, '9/08/2016 0:15'), 'HOUSEHOLD_TIME_INVALID', 2],
    ['half a day', oneDay().slice(0, 25), 'HOUSEHOLD_TIME_INVALID'],
    ['a day from noon', [oneDay()[0]!, ...oneDay().slice(25), ...oneDay().slice(1, 25)], 'HOUSEHOLD_TIME_INVALID', 26],
    ['an empty line', oneDay().map((r, i) => (i === 3 ? [''] : r)), 'HOUSEHOLD_ROW_INVALID', 4],
    ['two meters of one name', withField(oneDay(), 0, 2, 'B5'), 'HOUSEHOLD_HEADER_INVALID', 1],
    ['no meters', oneDay().map((r) => r.slice(0, 1)), 'HOUSEHOLD_HEADER_INVALID', 1],
    ['an empty file', [], 'HOUSEHOLD_TIME_INVALID'],
  ]);
});
