import { expect } from 'chai';
import { Database } from '#api/database/database.js';
import { MeterExchangeRow } from '#api/metering/meter.entities.js';
import { SLOT_MS, slotEndMs, slotStartMs } from '#energy';
import { buildFrame, CONTROLLER, frameOfHex, LOW_VOLTAGE_METER, SERVICE } from '#formats';
import { onBothDatabases, type TestDatabase } from './databases.js';
import { type Caller, enrol, NOON, startExchange, type TestExchange } from './exchange.js';

const DAY_MS = 86_400_000;
const START_MS = slotStartMs(NOON);
/** Midnight of the day of {@link NOON}: where its history begins. */
const MIDNIGHT = NOON - 24;
/** E1 by what it stands for. */
const UNITS = { tenthKwh: 1, hundredthKwh: 2 };

interface Property {
  readonly code: number;
  readonly data: Uint8Array;
}

const bytesOf = (value: number, length: number) => frameOfHex(value.toString(16).padStart(length * 2, '0'));
const scaleOf = (unit: keyof typeof UNITS, coefficient = 1): Property[] => [
  { code: 0xe1, data: Uint8Array.of(UNITS[unit]) },
  { code: 0xd7, data: Uint8Array.of(6) },
  { code: 0xd3, data: bytesOf(coefficient, 4) },
];

onBothDatabases('gateways', (make) => {
  let database: TestDatabase;
  let exchange: TestExchange;
  let gateway: Caller;

  beforeEach(async () => {
    database = await make();
    exchange = await startExchange(database.url);
    await enrol(exchange, ['sato']);
    exchange.clock.advanceTo(slotEndMs(NOON) + 30 * DAY_MS);
    const device = { meterId: 'meter-sato', label: 'gateway' };
    const { key } = (await exchange.call('POST', '/devices', device)).body;
    gateway = { accountId: '', headers: { authorization: `Bearer ${key}` } };
  });

  afterEach(async () => {
    await exchange.app.close();
    await database.remove();
  });

  const send = (receivedAtMs: number, ...properties: Property[]) => {
    const head = { transaction: 1, source: LOW_VOLTAGE_METER, destination: CONTROLLER, service: SERVICE.notice };
    const hex = Buffer.from(buildFrame({ ...head, properties })).toString('hex');
    const body = { meterId: 'meter-sato', frames: [{ receivedAtMs, hex }] };
    return exchange.callAs(gateway, 'POST', '/readings/echonet', body);
  };
  /** The counts at noon and so many half hours later. */
  const notice = (slots: number, forward: number, reverse?: number, more: readonly Property[] = []) => {
    const [hour, minute] = [12 + Math.floor(slots / 2), (slots % 2) * 30];
    const count = (value: number) => Uint8Array.of(0x07, 0xea, 5, 18, hour, minute, 0, ...bytesOf(value, 4));
    const counts = [
      { code: 0xea, data: count(forward) },
      ...(reverse === undefined ? [] : [{ code: 0xeb, data: count(reverse) }]),
    ];
    return send(START_MS + slots * SLOT_MS, ...more, ...counts);
  };
  /** The history of the day of noon, as the meter shows it on the day after; it has counts from midnight on. */
  const history = (register: 'forward' | 'reverse', counts: readonly number[], more: readonly Property[] = []) => {
    const all = Array.from({ length: 48 }, (_, k) => counts[k] ?? 0xfffffffe);
    const data = Uint8Array.of(0, 1, ...all.flatMap((count) => [...bytesOf(count, 4)]));
    return send(START_MS + DAY_MS, ...more, { code: register === 'forward' ? 0xe2 : 0xe4, data });
  };
  const standing = async (slot = NOON) => {
    const { body } = await exchange.call('GET', `/readings/meters/meter-sato/slots/${slot}`);
    return body.versions?.at(-1);
  };
  const record = (change: object) =>
    exchange.call('POST', '/meters/meter-sato/exchanges', {
      ...{ newForwardCount: 0, newReverseCount: 0, unitMilliWh: 100_000, digits: 6, ...change },
    });

  it('makes half hours of a meter’s registers, narrows a gap when more comes, and follows an exchange', async () => {
    const scale = scaleOf('tenthKwh').slice(0, 2);
    expect((await notice(0, 100, 5)).body.code).to.equal('REGISTER_SCALE_UNKNOWN');
    expect((await notice(0, 100, 5, scale)).body).to.include({ stored: 0 });
    expect((await notice(1, 103, 5)).body).to.include({ stored: 1 });
    expect(await standing()).to.include({ importWh: 300, exportWh: 0, source: 'gateway', quality: 'measured' });
    expect((await notice(3, 107, 7)).body).to.include({ stored: 2 });
    expect(await standing(NOON + 1)).to.include({ importWh: 200, quality: 'estimated', method: 'interpolated' });
    expect((await notice(2, 104, 5)).body).to.include({ stored: 2 });
    const narrowed = { version: 2, importWh: 100, exportWh: 0, quality: 'measured' };
    expect(await standing(NOON + 1)).to.include(narrowed);
    expect(await standing(NOON + 2)).to.include({ importWh: 300, exportWh: 200, quality: 'measured' });
    expect((await notice(2, 105, 5)).body.code).to.equal('READING_DIFFERS');
    const exchanged = { atMs: START_MS + 3 * SLOT_MS + 60_000, oldForwardCount: 108, oldReverseCount: 7 };
    for (const _ of [1, 2]) {
      expect((await record(exchanged)).body).to.deep.equal({ version: 1, recounted: 0, stored: 0 });
    }
    const other = await record({ ...exchanged, oldForwardCount: 109 });
    expect(other.body.code).to.equal('EXCHANGE_DUPLICATE');
    await notice(4, 2, 1);
    expect(await standing(NOON + 3)).to.include({ importWh: 300, exportWh: 100 });
    // The same frames again change nothing.
    expect((await notice(4, 2, 1)).body).to.include({ repeated: true });
  });

  it('counts in the new meter’s unit from the exchange on, also long after it', async () => {
    await notice(0, 100, 5, scaleOf('tenthKwh'));
    const changed = { oldForwardCount: 101, oldReverseCount: 5, unitMilliWh: 10_000 };
    await record({ atMs: START_MS + 60_000, ...changed });
    await notice(1, 20, 0);
    expect(await standing()).to.include({ importWh: 300 });
    // No frame says the unit any more, and the exchange lies further back than any count beside these.
    for (const slots of [6, 7]) await notice(slots, 100 + slots, 0);
    expect(await standing(NOON + 6)).to.include({ importWh: 10, quality: 'measured' });
    // What the old meter counted before is in the old unit, however late it comes.
    const before = (count: number) => [...Array.from({ length: 23 }, () => 0xfffffffe), count];
    await history('forward', before(98));
    await history('reverse', before(4));
    expect(await standing(NOON - 1)).to.include({ importWh: 200, exportWh: 100 });
  });

  describe('with an exchange that was stated wrong', () => {
    const wrong = { atMs: START_MS + SLOT_MS + 60_000, oldForwardCount: 104, oldReverseCount: 5, unitMilliWh: 10_000 };
    const right = { ...wrong, oldForwardCount: 106 };
    const exchanges = async () => (await exchange.call('GET', '/meters/meter-sato/exchanges')).body;

    beforeEach(async () => {
      await notice(0, 100, 5, scaleOf('tenthKwh'));
      await notice(1, 103, 5);
      expect((await record(wrong)).status).to.equal(200);
      for (const slots of [2, 3, 4]) await notice(slots, 10 * slots, 0);
      expect(await standing(NOON + 1)).to.include({ version: 1, importWh: 100 + 200 });
      expect(await standing(NOON + 2)).to.include({ version: 1, importWh: 100 });
    });

    it('counts anew what followed from it, from the counts that are kept, and says so', async () => {
      expect((await record(right)).body).to.deep.include({ code: 'EXCHANGE_DUPLICATE' });
      expect((await record({ ...right, correctsVersion: 2 })).body).to.include({ code: 'EXCHANGE_DUPLICATE' });
      const done = (await record({ ...right, correctsVersion: 1 })).body;
      // Only the half hour of the exchange is another; those after it weigh more than what the wrong one may still bring.
      expect(done).to.deep.equal({ version: 2, recounted: 3, stored: 1 });
      expect(await standing(NOON + 1)).to.include({ version: 2, importWh: 300 + 200, source: 'gateway' });
      expect(await standing(NOON + 2)).to.include({ version: 1, importWh: 100 });
      expect(await standing(NOON), 'before it').to.include({ version: 1, importWh: 300 });
      expect((await record({ ...right, correctsVersion: 1 })).body, 'the same again').to.include({
        version: 2,
        stored: 0,
      });
      expect((await exchanges()).map(({ version, oldForwardCount }: any) => [version, oldForwardCount])).to.deep.equal([
        [1, 104],
        [2, 106],
      ]);
      expect((await exchanges())[1].accountId).to.be.a('string');
      expect((await notice(5, 50, 0)).body).to.include({ stored: 1 });
      expect(await standing(NOON + 4)).to.include({ importWh: 100 });
    });

    it('takes another unit for all that came since', async () => {
      const done = (await record({ ...right, unitMilliWh: 100_000, correctsVersion: 1 })).body;
      expect(done).to.deep.equal({ version: 2, recounted: 3, stored: 3 });
      expect(await standing(NOON + 1)).to.include({ version: 2, importWh: 300 + 2_000 });
      expect(await standing(NOON + 3)).to.include({ version: 2, importWh: 1_000 });
    });

    it('refuses a correction that the kept counts cannot be with, and leaves all as it was', async () => {
      const refused = await record({ ...right, oldForwardCount: 90, correctsVersion: 1 });
      expect([refused.status, refused.body.code]).to.deep.equal([422, 'REGISTER_BACKWARDS']);
      expect(await exchanges()).to.have.length(1);
      expect(await standing(NOON + 1)).to.include({ version: 1 });
    });

    it('takes one back that never was, and states it at its own time', async () => {
      await notice(4, 40, 0);
      expect((await record({ ...wrong, atMs: START_MS, isWithdrawn: true })).body.code).to.equal('EXCHANGE_DUPLICATE');
      const later = { ...wrong, atMs: START_MS + SLOT_MS + 120_000, oldForwardCount: 105 };
      const withdrawn = await record({ ...wrong, isWithdrawn: true, correctsVersion: 1 });
      // Without it the counts run backwards: the other is stated first.
      expect(withdrawn.body.code).to.equal('REGISTER_BACKWARDS');
      expect((await record({ ...later, newForwardCount: 0 })).status).to.equal(200);
      expect((await record({ ...wrong, isWithdrawn: true, correctsVersion: 1 })).body).to.include({ version: 2 });
      expect(await standing(NOON + 1)).to.include({ importWh: 200 + 200 });
    });

    it('leaves half hours that are final as they are', async () => {
      exchange.clock.advanceTo(START_MS + 800 * DAY_MS);
      expect((await record({ ...right, correctsVersion: 1 })).body).to.deep.equal({
        version: 2,
        recounted: 0,
        stored: 0,
      });
      expect(await standing(NOON + 1)).to.include({ version: 1, importWh: 300 });
    });

    it('is never changed in the database', async () => {
      const change = exchange.app
        .get(Database)
        .transaction((manager) => manager.update(MeterExchangeRow, { meterId: 'meter-sato' }, { oldForwardCount: 1 }));
      expect(await change.catch(({ message }: Error) => message)).to.include('append-only');
    });
  });

  for (const [what, more] of [
    ['unit', scaleOf('hundredthKwh')],
    ['coefficient', scaleOf('tenthKwh', 20)],
  ] as const) {
    it(`refuses another ${what} until the exchange is on record, then takes the same frames`, async () => {
      await notice(0, 100, 5, scaleOf('tenthKwh'));
      const refused = await notice(1, 102, 5, more);
      expect([refused.status, refused.body.code]).to.deep.equal([409, 'REGISTER_SCALE_CHANGED']);
      expect(await standing()).to.equal(undefined);
      const scale = what === 'unit' ? { unitMilliWh: 10_000 } : { coefficient: 20 };
      const change = { oldForwardCount: 100, oldReverseCount: 5, newForwardCount: 100, newReverseCount: 5 };
      await record({ atMs: START_MS + 60_000, ...change, ...scale });
      expect((await notice(1, 102, 5, more)).body).to.include({ stored: 1 });
      expect(await standing()).to.include({ importWh: what === 'unit' ? 20 : 4_000, exportWh: 0 });
    });
  }

  it('takes back the spike of an exchange that is recorded late', async () => {
    await notice(0, 100, 5, scaleOf('tenthKwh'));
    await notice(1, 400, 5);
    expect(await standing()).to.include({ version: 1, importWh: 30_000 });
    const late = { oldForwardCount: 101, oldReverseCount: 5, newForwardCount: 398, newReverseCount: 5 };
    const done = (await record({ atMs: START_MS + 60_000, ...late })).body;
    expect(done).to.deep.equal({ version: 1, recounted: 1, stored: 1 });
    expect(await standing()).to.include({ version: 2, importWh: 300 });
    expect((await notice(1, 400, 5)).body, 'the frames again').to.include({ repeated: true });
    expect(await standing()).to.include({ version: 2, importWh: 300 });
  });

  for (const order of [
    ['forward', 'reverse'],
    ['reverse', 'forward'],
  ] as const) {
    it(`takes the histories of both registers in frames of their own, ${order[0]} first`, async () => {
      const counts = { forward: [100, 103, 104], reverse: [5, 5, 7] };
      for (const register of order) {
        const { status } = await history(register, counts[register], scaleOf('tenthKwh'));
        expect(status).to.equal(200);
      }
      expect(await standing(MIDNIGHT)).to.include({ importWh: 300, exportWh: 0, quality: 'measured' });
      expect(await standing(MIDNIGHT + 1)).to.include({ importWh: 100, exportWh: 200, quality: 'measured' });
      expect((await history('forward', counts.forward)).body).to.include({ stored: 0, attested: 0 });
    });
  }

  it('exports nothing without reverse register', async () => {
    await history('forward', [100, 103], scaleOf('tenthKwh'));
    expect(await standing(MIDNIGHT)).to.include({ importWh: 300, exportWh: 0, quality: 'measured' });
  });
});
