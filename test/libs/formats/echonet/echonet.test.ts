import { expect } from 'chai';
import fc from 'fast-check';
import { IchienError, slotOf, slotStartMs } from '#energy';
import { buildFrame, CONTROLLER, frameOfHex, LOW_VOLTAGE_METER, parseFrame, readMeterValues, SERVICE } from '#formats';
import { expectCode } from '../../error-code.js';

const read = (hex: string) => readMeterValues(parseFrame(frameOfHex(hex)));
const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex').toUpperCase();
/** An answer of a meter with one property. */
const answer = (code: number, data: string) =>
  read(
    hexOf(
      buildFrame({
        ...{ transaction: 1, source: LOW_VOLTAGE_METER, destination: CONTROLLER, service: SERVICE.getAnswer },
        properties: [{ code, data: Uint8Array.from(Buffer.from(data, 'hex')) }],
      }),
    ),
  );
const NOON_MS = slotStartMs(slotOf('2026-05-18', 25));
/** 2026-05-18 12:00. */
const NOON = '07EA05120C00';

describe('ECHONET Lite frames of a smart meter', () => {
  // Frames of public programs' own tests (formats.md 5c).
  it('reads the frames that others test with', () => {
    expect(read('1081000102880105FF017203E70400000034E00400002EF1E304000059B6')).to.deep.equal({
      ...{ fixedTimes: [], powerW: 52, forwardCount: 12_017, reverseCount: 22_966 },
    });
    expect(read('1081000102880105FF017201E704FFFFFCB8').powerW).to.equal(-840);
    expect(read('1081000102880105FF017201E80400140064').currentDeciA).to.deep.equal({ r: 20, t: 100 });
    expect(read('1081000102880105FF017203E7040000055EE80400000082E00400052155')).to.include({ powerW: 1_374 });
  });

  it('asks as others do', () => {
    const request = (...codes: number[]) =>
      hexOf(
        buildFrame({
          ...{ transaction: 1, source: CONTROLLER, destination: LOW_VOLTAGE_METER, service: SERVICE.get },
          properties: codes.map((code) => ({ code, data: new Uint8Array() })),
        }),
      );
    expect(request(0xe7)).to.equal('1081000105FF010288016201E700');
    expect(request(0xe7, 0xe0, 0xe3)).to.equal('1081000105FF010288016203E700E000E300');
  });

  it('reads coefficient, digits and every unit', () => {
    expect(answer(0xd3, '00000014').coefficient).to.equal(20);
    expect(answer(0xd7, '06').digits).to.equal(6);
    const units = {
      '00': 1e6,
      '01': 1e5,
      '02': 1e4,
      '03': 1e3,
      '04': 100,
      '0A': 1e7,
      '0B': 1e8,
      '0C': 1e9,
      '0D': 1e10,
    };
    for (const [code, unitMilliWh] of Object.entries(units)) {
      expect(answer(0xe1, code).unitMilliWh).to.equal(unitMilliWh);
    }
    for (const [code, data] of [
      [0xd3, '00000000'],
      [0xd3, '000F4240'],
      [0xd7, '00'],
      [0xd7, '09'],
      [0xe1, '05'],
    ] as const) {
      expectCode('ECHONET_PROPERTY_INVALID', () => answer(code, data));
    }
  });

  it('reads what the meter has no data for as unknown', () => {
    expect(answer(0xe0, 'FFFFFFFE')).to.deep.equal({ fixedTimes: [], forwardCount: undefined });
    expect(answer(0xe7, '7FFFFFFE').powerW).to.equal(undefined);
    expect(answer(0xe8, '00147FFE').currentDeciA).to.deep.equal({ r: 20, t: undefined });
    expect(answer(0xea, 'FFFFFFFFFFFFFF00000001').fixedTimes).to.deep.equal([]);
    expect(answer(0xe2, `FFFF${'FFFFFFFE'.repeat(48)}`).forwardHistory).to.deep.equal({
      ...{ daysAgo: undefined, counts: Array.from({ length: 48 }, () => undefined) },
    });
    expectCode('ECHONET_PROPERTY_INVALID', () => answer(0xe0, '05F5E100'));
  });

  it('reads a day of history of either direction', () => {
    const counts = Array.from({ length: 48 }, (_, i) => (i === 3 ? undefined : i * 10));
    const data = counts.map((count) => (count ?? 0xfffffffe).toString(16).padStart(8, '0')).join('');
    expect(answer(0xe2, `0001${data}`).forwardHistory).to.deep.equal({ daysAgo: 1, counts });
    expect(answer(0xe4, `0063${data}`).reverseHistory).to.deep.equal({ daysAgo: 99, counts });
    expect(answer(0xe5, '02').historyDaysAgo).to.equal(2);
    expectCode('ECHONET_PROPERTY_INVALID', () => answer(0xe2, `0064${data}`));
    expectCode('ECHONET_PROPERTY_INVALID', () => answer(0xe2, data));
  });

  it('puts both directions of a fixed time together', () => {
    const frame = buildFrame({
      ...{ transaction: 9, source: LOW_VOLTAGE_METER, destination: CONTROLLER, service: SERVICE.notice },
      properties: [
        { code: 0xea, data: frameOfHex(`${NOON}0000002EF1`) },
        { code: 0xeb, data: frameOfHex(`${NOON}0000000007`) },
      ],
    });
    expect(readMeterValues(parseFrame(frame)).fixedTimes).to.deep.equal([
      { atMs: NOON_MS, forwardCount: 12_017, reverseCount: 7 },
    ]);
  });

  it('reads counts going back by half hours, their request, and the last minute', () => {
    expect(answer(0xec, `${NOON}02${'0000000A00000001'}${'00000009FFFFFFFE'}`).fixedTimes).to.deep.equal([
      { atMs: NOON_MS, forwardCount: 10, reverseCount: 1 },
      { atMs: NOON_MS - 1_800_000, forwardCount: 9, reverseCount: undefined },
    ]);
    expect(answer(0xed, `${NOON}0C`).historyRequest).to.deep.equal({ fromMs: NOON_MS, count: 12 });
    expect(answer(0xd0, '07EA05120C01050000000A00000001').oneMinute).to.deep.equal({
      ...{ atMs: NOON_MS + 65_000, forwardCount: 10, reverseCount: 1 },
    });
    for (const [code, data] of [
      [0xec, `${NOON}020000000A00000001`],
      [0xec, `${NOON}0D`],
      [0xec, ''],
      [0xed, `${NOON}00`],
      [0xea, '07EA021E0C000000000001'],
      [0xea, '07EA0512180000' + '00000001'],
    ] as const) {
      expectCode('ECHONET_PROPERTY_INVALID', () => answer(code, data));
    }
  });

  it('refuses other objects, refusals and cut frames by name', () => {
    expectCode('ECHONET_OBJECT_UNKNOWN', () => read('1081000102990105FF017201E70400000034'));
    expectCode('ECHONET_REFUSED', () => read('1081000102880105FF015201E700'));
    const whole = '1081000102880105FF017201E70400000034';
    for (let length = 0; length < whole.length; length += 2) {
      expectCode('ECHONET_FRAME_INVALID', () => read(whole.slice(0, length)));
    }
    for (const bad of [`${whole}00`, whole.replace('1081', '1082'), 'zz', 'F']) {
      expectCode('ECHONET_FRAME_INVALID', () => read(bad));
    }
    expectCode('ECHONET_FRAME_INVALID', () => read('00'.repeat(1_501)));
  });

  it('reads back what it builds, and throws nothing but an IchienError on any bytes', () => {
    const frames = fc.record({
      transaction: fc.nat(0xffff),
      source: fc.nat(0xffffff),
      destination: fc.nat(0xffffff),
      service: fc.nat(255),
      properties: fc.array(fc.record({ code: fc.nat(255), data: fc.uint8Array({ maxLength: 20 }) }), { maxLength: 9 }),
    });
    fc.assert(
      fc.property(frames, (frame) => {
        expect(parseFrame(buildFrame(frame))).to.deep.equal(frame);
      }),
      { seed: 20260518, numRuns: 200 },
    );
    const meters = frames.map((frame) =>
      buildFrame({ ...frame, source: LOW_VOLTAGE_METER, service: SERVICE.getAnswer }),
    );
    const used = [0xd0, 0xd3, 0xd7, 0xe0, 0xe1, 0xe2, 0xe3, 0xe4, 0xe5, 0xe7, 0xe8, 0xea, 0xeb, 0xec, 0xed];
    const property = fc.record({ code: fc.constantFrom(...used), data: fc.uint8Array({ maxLength: 194 }) });
    const aimed = fc.array(property, { maxLength: 4 }).map((properties) =>
      buildFrame({
        transaction: 0,
        source: LOW_VOLTAGE_METER,
        destination: 0,
        service: SERVICE.getAnswer,
        properties,
      }),
    );
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 250 }), meters, aimed), (bytes) => {
        try {
          readMeterValues(parseFrame(bytes));
        } catch (error) {
          if (!(error instanceof IchienError)) throw error;
        }
      }),
      { seed: 20260518, numRuns: 2_000 },
    );
  });
});
