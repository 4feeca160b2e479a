import { expect } from 'chai';
import fc from 'fast-check';
import { IchienError, slotOf } from '#energy';
import { parseGridFileName, readConfirmedUse, readHalfHours, unzipOne } from '#formats';
import { expectCode } from '../../error-code.js';
import {
  bytesOf,
  CONFIRMED_NAME,
  confirmedXml,
  OTHER_POINT,
  PAST_NAME,
  POINT,
  pastXml,
  TODAY_NAME,
  todayXml,
  type Use,
  type Value,
  zipped,
} from './samples.js';

const NOON = slotOf('2026-05-18', 25);
const readToday = (values: readonly Value[], day?: string, koma?: string) =>
  readHalfHours(bytesOf(todayXml(values, day, koma)), parseGridFileName(TODAY_NAME));
const readPast = (byKoma: Record<string, readonly Value[]>, day?: string) =>
  readHalfHours(bytesOf(pastXml(byKoma, day)), parseGridFileName(PAST_NAME));
const readConfirmed = (uses: readonly Use[], month?: string) =>
  readConfirmedUse(bytesOf(confirmedXml(uses, month)), parseGridFileName(CONFIRMED_NAME));

describe('parseGridFileName', () => {
  it('reads low-voltage names of all three kinds, with and without extension', () => {
    const day = '2026-05-18';
    expect(parseGridFileName(TODAY_NAME)).to.include({ kind: 'today', day, koma: 25, revision: 1, section: 1 });
    expect(parseGridFileName(PAST_NAME)).to.include({ kind: 'past', day, koma: undefined, revision: 2, section: 1 });
    const confirmed = { kind: 'confirmed', day: '2026-06-01', revision: 1, section: 1 };
    expect(parseGridFileName('W512202026060101' + '00001')).to.include(confirmed);
    expect(parseGridFileName(`W512202026060101${'00001'}.ZIP`)).to.include(confirmed);
  });

  it('refuses high voltage, exchanges and extra files by what they are', () => {
    for (const [name, what] of [
      ['W401102026051812000101', 'high voltage'],
      ['W5121020260601' + '0100001', 'high voltage'],
      ['W5132020260601' + '0100001', 'meter exchange'],
      ['W5142020260601' + '0100001', 'extra'],
    ] as const) {
      expect(expectCode('GRID_FILE_UNSUPPORTED', () => parseGridFileName(name)).message).to.include(what);
    }
  });

  it('refuses other names', () => {
    for (const name of [
      '',
      'W6_0250_20260518_00_99999_1.xml',
      'W411102026051812000100',
      'W411102026023012000100' + '01',
      'W411102026051812150100' + '01',
      'W411102026051824000100' + '01',
      'W411302026051812000100' + '01',
      'W421102026051812000100' + '01',
      'W515202026060101' + '00001',
      `W4${'1'.repeat(80)}`,
    ]) {
      expectCode('GRID_FILE_NAME_INVALID', () => parseGridFileName(name));
    }
  });
});

describe('readHalfHours', () => {
  it('reads a slot of today: valid values, missing ones, and the meters of a point together', () => {
    expect(
      readToday([{ kwh: '0.5' }, { meter: 'M2', kwh: '1.25' }, { point: OTHER_POINT, valid: '1', kwh: '' }]),
    ).to.deep.equal([
      { pointId: POINT, slot: NOON, energyWh: 1_750 },
      { pointId: OTHER_POINT, slot: NOON, energyWh: undefined },
    ]);
    expect(readToday([{ kwh: '0.5' }, { meter: 'M2', valid: '9' }])[0]!.energyWh).to.equal(undefined);
    expect(readToday([{ kwh: '0012.3000' }])[0]!.energyWh).to.equal(12_300);
  });

  it('reads a past day, slot by slot', () => {
    expect(
      readPast({ '07': [{ kwh: '0.1' }], '08': [{ kwh: '0.2' }, { point: OTHER_POINT, kwh: '0' }] }),
    ).to.deep.equal([
      { pointId: POINT, slot: slotOf('2026-05-18', 7), energyWh: 100 },
      { pointId: POINT, slot: slotOf('2026-05-18', 8), energyWh: 200 },
      { pointId: OTHER_POINT, slot: slotOf('2026-05-18', 8), energyWh: 0 },
    ]);
  });

  it('takes HHMM of the name for the start of the slot or its end, and refuses another time', () => {
    expect(readToday([{}], '20260518', '24')[0]!.slot).to.equal(NOON - 1);
    expectCode('GRID_CONTENT_DIFFERS', () => readToday([{}], '20260518', '26'));
    expectCode('GRID_CONTENT_DIFFERS', () => readToday([{}], '20260517'));
    expectCode('GRID_CONTENT_DIFFERS', () => readPast({ '01': [{}] }, '20260519'));
  });

  it('names the place of what is wrong', () => {
    for (const [bad, element] of [
      [{ point: '123' }, 'JP06400'],
      [{ kwh: '-0.5' }, 'JP06125'],
      [{ kwh: '0.0005' }, 'JP06125'],
      [{ kwh: '1e3' }, 'JP06125'],
      [{ kwh: '101' }, 'JP06125'],
      [{ meter: 'M1' }, 'JP06121'],
    ] as const) {
      const { details } = expectCode('GRID_VALUE_INVALID', () => readToday([{}, { meter: 'M2', ...bad }]));
      expect(details).to.deep.equal({ file: TODAY_NAME, element: `JPM00010/JPMR00010[2]/${element}` });
    }
    const { details } = expectCode('GRID_VALUE_INVALID', () =>
      readPast({ '01': [{}], '02': [{}, { meter: 'M2', kwh: 'x' }] }),
    );
    expect(details.element).to.equal('JPM00010/JPMR00010[2]/JPM00011/JPMR00011[2]/JP06125');
    expectCode('GRID_ELEMENT_MISSING', () => readToday([{ kwh: '' }]));
    expectCode('GRID_VALUE_INVALID', () => readToday([{}], '20260518', '49'));
    expectCode('GRID_VALUE_INVALID', () => readToday([{}], '20260230'));
    expectCode('GRID_ELEMENT_MISSING', () => readToday([]));
  });

  it('expands no entity and reads no DOCTYPE', () => {
    const name = parseGridFileName(TODAY_NAME);
    const bomb = todayXml([{}]).replace('<SBD-MSG>', '<!DOCTYPE a [<!ENTITY b "1">]><SBD-MSG>');
    expectCode('GRID_XML_INVALID', () => readHalfHours(bytesOf(bomb), name));
    expectCode('GRID_VALUE_INVALID', () => readToday([{ kwh: '&#48;.5' }]));
  });

  it('refuses what is no such message', () => {
    const name = parseGridFileName(TODAY_NAME);
    const deep = '<a>'.repeat(40) + '</a>'.repeat(40);
    for (const text of ['', 'hello', '<SBD-MSG>', '<a/><b/>', deep, todayXml([{}]).slice(0, -3)]) {
      expect(() => readHalfHours(bytesOf(text), name)).to.throw(IchienError);
    }
    expectCode('GRID_XML_INVALID', () => readHalfHours(Uint8Array.of(0xff, 0xff), name));
    expectCode('GRID_FILE_TOO_LARGE', () => readHalfHours(new Uint8Array(16 * 1024 * 1024 + 1), name));
    const texts = todayXml([{}]).replace(/<JPM00010>.*<\/JPM00010>/, '<JPM00010>text</JPM00010>');
    expectCode('GRID_XML_INVALID', () => readHalfHours(bytesOf(texts), name));
  });

  it('reads Shift_JIS as well', () => {
    // The only Japanese text is a name, which is not read: any bytes of Shift_JIS do.
    const [before, after] = todayXml([{}]).split('名前');
    const bytes = Buffer.concat([bytesOf(before!), Buffer.from([0x96, 0xbc, 0x91, 0x4f]), bytesOf(after!)]);
    const inShiftJis = Buffer.from(
      bytes.toString('latin1').replace(Buffer.from(' 様').toString('latin1').slice(1), ''),
      'latin1',
    );
    expect(readHalfHours(inShiftJis, parseGridFileName(TODAY_NAME))).to.have.length(1);
  });
});

describe('readConfirmedUse', () => {
  it('reads totals and half hours, absent ones as missing', () => {
    expect(readConfirmed([{ total: '2.000', kwh: { '02': '', '01': '1.5' } }])).to.deep.equal([
      {
        ...{ pointId: POINT, month: '2026-05', provided: true, totalWh: 2_000, nextReadingDay: '2026-06-18' },
        halfHours: [
          { pointId: POINT, slot: slotOf('2026-05-18', 1), energyWh: 1_500 },
          { pointId: POINT, slot: slotOf('2026-05-18', 2), energyWh: undefined },
        ],
      },
    ]);
  });

  it('takes the retailer’s share of a partial supply', () => {
    const [use] = readConfirmed([{ kind: '2' }]);
    expect([use!.totalWh, use!.halfHours[0]!.energyWh]).to.deep.equal([100, 100]);
  });

  it('hands on that nothing is provided yet', () => {
    expect(readConfirmed([{ provided: '1' }])[0]).to.include({ provided: false, totalWh: undefined });
  });

  it('refuses what does not belong together', () => {
    expectCode('GRID_VALUE_INVALID', () => readConfirmed([{}, {}]));
    expectCode('GRID_VALUE_INVALID', () => readConfirmed([{}], '202613'));
    expectCode('GRID_VALUE_INVALID', () => readConfirmed([{}], '202601'));
    expectCode('GRID_VALUE_INVALID', () => readConfirmed([{ total: '-1' }]));
    expectCode('GRID_ELEMENT_MISSING', () => readConfirmed([]));
  });
});

describe('unzipOne', () => {
  const plain = bytesOf(todayXml([{}]));

  it('unpacks the one file, and hands on what is no ZIP', () => {
    expect(Buffer.compare(unzipOne(zipped(plain), 'a.zip'), plain)).to.equal(0);
    expect(unzipOne(plain, 'a.xml')).to.equal(plain);
  });

  it('refuses what is damaged, encrypted, or not what it says', () => {
    const whole = zipped(plain);
    for (const bytes of [
      whole.subarray(0, -1),
      whole.subarray(0, 40),
      zipped(plain, 'a.xml', { crc: 1 }),
      zipped(plain, 'a.xml', { size: plain.length - 1 }),
      zipped(plain, 'a.xml', { size: plain.length + 1 }),
      zipped(plain, 'a.xml', { flags: 1 }),
      whole.map((byte, i) => (i === whole.length - 12 ? 2 : byte)),
    ]) {
      expectCode('GRID_ZIP_INVALID', () => unzipOne(bytes, 'a.zip'));
    }
    expectCode('GRID_FILE_TOO_LARGE', () => unzipOne(zipped(plain, 'a.xml', { size: 0xffffffff }), 'a.zip'));
  });
});

describe('bytes of the grid company', () => {
  it('never throw anything but an IchienError, however they are bent', () => {
    const whole = [zipped(bytesOf(todayXml([{}, { point: OTHER_POINT }]))), bytesOf(pastXml({ '01': [{}] }))];
    const bent = fc.tuple(
      fc.constantFrom(...whole),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }),
      fc.nat(),
    );
    fc.assert(
      fc.property(fc.oneof(bent, fc.uint8Array({ maxLength: 300 })), (input) => {
        const bytes = input instanceof Uint8Array ? input : bend(...input);
        for (const name of [TODAY_NAME, PAST_NAME])
          only(() => readHalfHours(unzipOne(bytes, name), parseGridFileName(name)));
        only(() => readConfirmedUse(unzipOne(bytes, CONFIRMED_NAME), parseGridFileName(CONFIRMED_NAME)));
      }),
      { seed: 20260518, numRuns: 400 },
    );
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), (name) => only(() => parseGridFileName(name))),
      { seed: 20260518, numRuns: 300 },
    );
  });
});

function bend(bytes: Uint8Array, changes: readonly (readonly [number, number])[], cut: number): Uint8Array {
  const bent = Uint8Array.from(bytes);
  for (const [at, byte] of changes) bent[at % bent.length] = byte;
  return bent.subarray(0, bent.length - (cut % 3 === 0 ? cut % bent.length : 0));
}

function only(call: () => unknown): void {
  try {
    call();
  } catch (error) {
    if (!(error instanceof IchienError)) throw error;
  }
}
