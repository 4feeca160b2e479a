import { expect } from 'chai';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { IchienError, slotOf } from '#energy';
import { formatReadingsCsv, type PointReading, readReadingsCsv, readReadingsJson } from '#formats';
import { expectCode } from '../../error-code.js';

const HEADER = '供給地点特定番号,年月日,コマ,順方向kWh,逆方向kWh,版,欠測';
const POINT = '0300000000000000000001';
const NOON = slotOf('2026-05-18', 25);
const GOOD = `${POINT},20260518,25,0.42,1.5,2,0`;
const READING: PointReading = { pointId: POINT, slot: NOON, importWh: 420, exportWh: 1_500, revision: 2 };
const utf8 = (...lines: string[]) => new TextEncoder().encode(lines.join('\r\n'));
const csv = (...rows: string[]) => readReadingsCsv(utf8(HEADER, ...rows), 'r.csv');
const json = (value: unknown) => readReadingsJson(utf8(JSON.stringify(value)), 'r.json');
const item = { pointId: POINT, slot: NOON, importWh: 420, exportWh: 1_500, revision: 2 };

describe('readReadingsCsv', () => {
  it('reads UTF-8 with and without byte order mark, and Shift_JIS', () => {
    const text = `${HEADER}\r\n${GOOD}\r\n`;
    for (const bytes of [utf8(text), utf8(`\uFEFF${text}`), Uint8Array.from(iconv.encode(text, 'Shift_JIS'))]) {
      expect(readReadingsCsv(bytes, 'r.csv')).to.deep.equal([READING]);
    }
  });

  it('finds columns by name; version and missing mark may be left out; days are written three ways', () => {
    const header = 'コマ,年月日,供給地点特定番号,備考,逆方向kWh,順方向kWh';
    for (const day of ['20260518', '2026/05/18', '2026-05-18']) {
      const bytes = utf8(header, `25,${day},${POINT},x,1.5,0.42`);
      expect(readReadingsCsv(bytes, 'r.csv')).to.deep.equal([{ ...READING, revision: 1 }]);
    }
  });

  it('reads a missing reading as missing', () => {
    expect(csv(`${POINT},20260518,25,,,1,1`)).to.deep.equal([
      { ...READING, importWh: undefined, exportWh: undefined, revision: 1 },
    ]);
  });

  it('refuses a file whole, naming row and column', () => {
    for (const [row, column] of [
      [GOOD.replace(POINT, 'あ'), '供給地点特定番号'],
      [GOOD.replace('20260518', '20260231'), '年月日'],
      [GOOD.replace('20260518', '18.5.2026'), '年月日'],
      [GOOD.replace(',25,', ',0,'), 'コマ'],
      [GOOD.replace(',25,', ',49,'), 'コマ'],
      [GOOD.replace('0.42', '-1'), '順方向kWh'],
      [GOOD.replace('0.42', ''), '順方向kWh'],
      [GOOD.replace('1.5', '0.0001'), '逆方向kWh'],
      [GOOD.replace('1.5', '100.001'), '逆方向kWh'],
      [GOOD.replace(',2,0', ',0,0'), '版'],
      [GOOD.replace(',2,0', ',1000,0'), '版'],
      [GOOD.replace(',2,0', ',2,x'), '欠測'],
      [GOOD.replace(',2,0', ',2,1'), '順方向kWh'],
      [GOOD, 'コマ'],
    ] as const) {
      const { details } = expectCode('READINGS_VALUE_INVALID', () =>
        csv(row === GOOD ? GOOD : GOOD.replace(',25,', ',24,'), row),
      );
      expect(details).to.deep.equal({ file: 'r.csv', row: 3, column });
    }
    expectCode('READINGS_ROW_INVALID', () => csv(GOOD, '1,2,3'));
  });

  it('refuses files of another kind', () => {
    expectCode('READINGS_HEADER_INVALID', () => readReadingsCsv(new Uint8Array(), 'r.csv'));
    expectCode('READINGS_HEADER_INVALID', () => csv());
    expectCode('READINGS_HEADER_INVALID', () => readReadingsCsv(utf8(HEADER.replace('コマ', 'koma'), GOOD), 'r.csv'));
    expectCode('READINGS_HEADER_INVALID', () => readReadingsCsv(utf8(`${HEADER},コマ`, `${GOOD},1`), 'r.csv'));
    expectCode('READINGS_CSV_INVALID', () => csv('"x'));
    expectCode('READINGS_ENCODING_UNKNOWN', () => readReadingsCsv(Uint8Array.of(0xff, 0xff), 'r.csv'));
    expectCode('READINGS_FILE_TOO_LARGE', () => readReadingsCsv(new Uint8Array(16 * 1024 * 1024 + 1), 'r.csv'));
  });
});

describe('readReadingsJson', () => {
  it('reads readings, missing ones as null, version 1 by default', () => {
    const { revision: _, ...first } = item;
    const missing = { ...first, slot: NOON + 1, importWh: null, exportWh: null };
    expect(json({ readings: [item, missing] })).to.deep.equal([
      READING,
      { ...READING, slot: NOON + 1, importWh: undefined, exportWh: undefined, revision: 1 },
    ]);
  });

  it('refuses a file whole, naming row and field', () => {
    for (const [change, column] of [
      [{ pointId: '' }, 'pointId'],
      [{ pointId: 1 }, 'pointId'],
      [{ slot: 0.5 }, 'slot'],
      [{ slot: '1' }, 'slot'],
      [{}, 'slot'],
      [{ slot: 1, importWh: -1 }, 'importWh'],
      [{ slot: 1, importWh: null }, 'importWh'],
      [{ slot: 1, exportWh: 0.5 }, 'exportWh'],
      [{ slot: 1, exportWh: 100_001 }, 'exportWh'],
      [{ slot: 1, revision: 0 }, 'revision'],
      [{ slot: 1, state: 'confirmed' }, 'state'],
    ] as const) {
      const { details } = expectCode('READINGS_VALUE_INVALID', () =>
        json({ readings: [item, { ...item, ...change }] }),
      );
      expect(details, JSON.stringify(change)).to.deep.equal({ file: 'r.json', row: 2, column });
    }
    expectCode('READINGS_ROW_INVALID', () => json({ readings: [item, 5] }));
  });

  it('refuses what is no list of readings', () => {
    for (const bad of [{}, [], null, 5, { readings: {} }, { readings: [] }])
      expectCode('READINGS_JSON_INVALID', () => json(bad));
    expectCode('READINGS_JSON_INVALID', () => readReadingsJson(utf8('{'), 'r.json'));
    expectCode('READINGS_JSON_INVALID', () => readReadingsJson(Uint8Array.of(0xff), 'r.json'));
    expectCode('READINGS_FILE_TOO_LARGE', () => readReadingsJson(new Uint8Array(16 * 1024 * 1024 + 1), 'r.json'));
  });
});

describe('files of readings', () => {
  const wh = fc.option(fc.nat(100_000), { nil: undefined });
  const rows = fc.uniqueArray(
    fc.record({
      slot: fc.integer({ min: 900_000, max: 1_200_000 }),
      importWh: wh,
      exportWh: fc.nat(100_000),
      revision: fc.integer({ min: 1, max: 999 }),
    }),
    { selector: ({ slot }) => slot, minLength: 1, maxLength: 20 },
  );

  it('are read back as they were written', () => {
    fc.assert(
      fc.property(rows, (list) => {
        const readings = list.map((row): PointReading => {
          return { ...row, pointId: POINT, exportWh: row.importWh === undefined ? undefined : row.exportWh };
        });
        expect(readReadingsCsv(utf8(formatReadingsCsv(readings)), 'r.csv')).to.deep.equal(readings);
        const asJson = readings.map(({ importWh = null, exportWh = null, ...rest }) => ({
          ...rest,
          importWh,
          exportWh,
        }));
        expect(json({ readings: asJson })).to.deep.equal(readings);
      }),
      { seed: 20260518, numRuns: 100 },
    );
  });

  it('never throw anything but an IchienError, however they are bent', () => {
    const good = utf8(HEADER, GOOD, `${POINT},20260518,26,,,1,1`);
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc
        .tuple(fc.nat(good.length - 1), fc.nat(255))
        .map(([at, byte]) => good.map((each, i) => (i === at ? byte : each))),
      fc.json().map((text) => utf8(`{"readings":[${text}]}`)),
    );
    fc.assert(
      fc.property(bytes, (input) => {
        for (const read of [readReadingsCsv, readReadingsJson]) {
          try {
            read(input, 'x');
          } catch (error) {
            if (!(error instanceof IchienError)) throw error;
          }
        }
      }),
      { seed: 20260518, numRuns: 1_000 },
    );
  });
});
