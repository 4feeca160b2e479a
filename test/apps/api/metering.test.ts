import { expect } from 'chai';
import fc from 'fast-check';
import { Database } from '#api/database/database.js';
import { latestReadings } from '#api/metering/latest-readings.js';
import { MeteringService } from '#api/metering/metering.service.js';
import { gateClosureMs, SLOTS_PER_DAY, slotEndMs, slotStartMs } from '#energy';
import { formatReadingsCsv } from '#formats';
import { READING_STATES, type ReadingSource, type ReadingState } from '#metering';
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
  zipped,
} from '../../libs/formats/grid-meter/samples.js';
import { onBothDatabases, type TestDatabase } from './databases.js';
import { type Caller, enrol, NOON, reading, startExchange, type TestExchange } from './exchange.js';

const HOUR_MS = 3_600_000;
const MONTH_LATER_MS = slotEndMs(NOON) + 30 * 24 * HOUR_MS;

onBothDatabases('metering', (make) => {
  let database: TestDatabase;
  let exchange: TestExchange;

  beforeEach(async () => {
    database = await make();
    exchange = await startExchange(database.url);
    await enrol(exchange, ['sato', 'suzuki', 'tanaka']);
  });

  afterEach(async () => {
    await exchange.app.close();
    await database.remove();
  });

  const post = (path: string, body: object) => exchange.call('POST', path, body);
  const get = async (path: string) => (await exchange.call('GET', path)).body;
  const upload = async (format: string, query: string, bytes: Uint8Array) =>
    uploadAs(await exchange.signIn('gridOperator'), format, query, bytes);
  const uploadAs = async ({ headers }: Caller, format: string, query: string, bytes: Uint8Array) => {
    const answer = await exchange.app.inject({
      ...{ method: 'POST', url: `/api/readings/files/${format}?${query}`, payload: Buffer.from(bytes) },
      headers: { ...headers, 'content-type': 'application/octet-stream' },
    });
    return { status: answer.statusCode, body: JSON.parse(answer.body) };
  };
  const facts = (id: string, change: object) => post(`/meters/meter-${id}/facts`, { fromDay: '2026-04-01', ...change });
  const standing = async (id: string, slot = NOON) =>
    (await get(`/readings/meters/meter-${id}/slots/${slot}`)).versions.at(-1);
  const atEnd = () => exchange.clock.advanceTo(slotEndMs(NOON));

  it('takes a delivery once however often it is sent, and keeps who sent what', async () => {
    atEnd();
    const readings = [reading('sato', 500, 0)];
    const first = await post('/readings', { readings });
    expect(first.body).to.include({ deliveryId: 1, stored: 1, repeated: false });
    expect((await post('/readings', { readings })).body).to.deep.equal({ ...first.body, repeated: true });
    // The same reading from somebody else is no new version, but weighs more from now on.
    const csv = formatReadingsCsv([{ pointId: 'meter-sato', slot: NOON, exportWh: 500, importWh: 0, revision: 1 }]);
    const tepco = await exchange.signIn('gridOperator');
    const file = await uploadAs(tepco, 'csv', 'file=a.csv', bytesOf(csv));
    expect(file.body).to.include({ deliveryId: 2, stored: 0, attested: 1 });
    expect((await uploadAs(tepco, 'csv', 'file=a.csv', bytesOf('x'))).status).to.equal(422);
    // Whoever of the grid company sends it again: it is the same file.
    expect((await upload('csv', 'file=a.csv', bytesOf(csv))).body).to.deep.equal({ ...file.body, repeated: true });
    expect(await get(`/readings/meters/meter-sato/slots/${NOON}`)).to.have.nested.property(
      'attestations[0].source',
      'gridCompany',
    );
    const deliveries = await get('/readings/deliveries');
    expect(
      deliveries.map((each: any) => [each.id, each.source, each.format, each.outcome, each.errorCode]),
    ).to.deep.equal([
      [1, 'operator', 'readings', 'taken', null],
      [2, 'gridCompany', 'csv', 'taken', null],
      [3, 'gridCompany', 'csv', 'refused', 'READINGS_HEADER_INVALID'],
    ]);
    expect(deliveries[2].sender).to.equal(tepco.accountId);
    expect(deliveries[1]).to.include({ fileName: 'a.csv', receivedAtMs: exchange.clock.nowMs() });
    expect(deliveries[1].sha256).to.match(/^[0-9a-f]{64}$/);
    expect(await get('/readings/deliveries?after=2&limit=1')).to.have.length(1);
  });

  it('records who answers for readings by who is signed in: an operator never speaks as the grid company', async () => {
    await facts('sato', { supplyPointId: POINT });
    exchange.clock.advanceTo(MONTH_LATER_MS);
    const operator = await exchange.signIn('operator');
    const csv = (revision: number) =>
      bytesOf(formatReadingsCsv([{ pointId: POINT, slot: NOON, exportWh: 500, importWh: 0, revision }]));
    for (const claim of ['source=gridCompany', 'sender=tepco']) {
      const refused = await uploadAs(operator, 'csv', `file=a.csv&${claim}`, csv(1));
      expect(refused).to.have.nested.property('body.code', 'BODY_INVALID');
    }
    expect((await uploadAs(operator, 'csv', 'file=a.csv', csv(1))).body).to.include({ stored: 1 });
    expect(await standing('sato')).to.include({ source: 'operator' });
    // A grid company's file in the operator's hands is the operator's word: it could have written it.
    const past = bytesOf(pastXml({ '25': [{ kwh: '0.6' }] }));
    expect((await uploadAs(operator, 'grid-meter', `file=${PAST_NAME}`, past)).body).to.include({ stored: 1 });
    expect(await standing('sato')).to.include({ state: 'daily', source: 'operator' });
    expect((await upload('grid-meter', `file=${PAST_NAME}`, past)).body).to.include({ stored: 0, attested: 1 });
    const deliveries = await get('/readings/deliveries');
    expect(deliveries[0]).to.include({ source: 'operator', sender: operator.accountId });
    const frames = [{ receivedAtMs: slotStartMs(NOON), hex: '1081' }];
    expect((await post('/readings/echonet', { meterId: 'meter-sato', frames })).status).to.equal(403);
  });

  it('lets the weightier state stand, and refuses another value of the same weight', async () => {
    exchange.clock.advanceTo(MONTH_LATER_MS);
    const send = (state: string, exportWh: number, revision = 1) => {
      const csv = formatReadingsCsv([{ pointId: 'meter-sato', slot: NOON, exportWh, importWh: 0, revision }]);
      return upload('csv', `file=a.csv&state=${state}`, bytesOf(csv));
    };
    await send('daily', 500);
    expect((await send('provisional', 510)).body).to.include({ stored: 0, outranked: 1 });
    const refused = await send('daily', 510);
    expect(refused).to.have.nested.property('body.code', 'READING_DIFFERS');
    expect(refused.body.message).to.include('send a correction');
    expect((await send('daily', 510, 2)).body).to.include({ stored: 1 });
    expect((await send('confirmed', 490)).body).to.include({ stored: 1 });
    expect(await standing('sato')).to.include({ version: 3, exportWh: 490, state: 'confirmed', quality: 'measured' });
    const byOperator = await post('/readings/corrections', { readings: [reading('sato', 480, 0)] });
    expect(byOperator.body, 'the grid company has confirmed it').to.include({ stored: 0, outranked: 1 });
    await send('corrected', 480);
    await send('corrected', 470, 2);
    expect(await standing('sato')).to.include({ version: 5, exportWh: 470, state: 'corrected', source: 'gridCompany' });
  });

  it('lets the operator correct its own word again and again', async () => {
    exchange.clock.advanceTo(MONTH_LATER_MS);
    await post('/readings', { readings: [reading('sato', 500, 0)] });
    await post('/readings/corrections', { readings: [reading('sato', 480, 0)] });
    await post('/readings/corrections', { readings: [reading('sato', 470, 0)] });
    expect(await standing('sato')).to.include({ version: 3, exportWh: 470, state: 'corrected', revision: 2 });
    // The earlier correction again is a repetition; on purpose it states a higher revision.
    const back = await post('/readings/corrections', { readings: [reading('sato', 480, 0)] });
    expect(back.body).to.include({ repeated: true });
    expect(await standing('sato')).to.include({ version: 3 });
    await post('/readings/corrections', { readings: [{ ...reading('sato', 480, 0), revision: 3 }] });
    expect(await standing('sato')).to.include({ version: 4, exportWh: 480 });
  });

  it('reads the grid company’s files: today, past and confirmed, zipped, with others’ points in them', async () => {
    await facts('sato', { supplyPointId: POINT });
    exchange.clock.advanceTo(MONTH_LATER_MS);
    const query = (name: string) => `file=${name}`;
    const values = [{ kwh: '0.5' }, { point: OTHER_POINT, kwh: '9' }];
    const today = await upload('grid-meter', query(TODAY_NAME), zipped(bytesOf(todayXml(values))));
    expect(today.body).to.include({ stored: 1, foreign: 1 });
    expect(await standing('sato')).to.include({
      importWh: 500,
      exportWh: 0,
      state: 'provisional',
      source: 'gridCompany',
    });
    await upload(
      'grid-meter',
      query(PAST_NAME),
      bytesOf(pastXml({ '25': [{ kwh: '0.6' }], '26': [{ valid: '1', kwh: '' }] })),
    );
    expect(await standing('sato')).to.include({ version: 2, importWh: 600, state: 'daily', revision: 2 });
    const month = confirmedXml([
      { total: '1.200', kwh: { '25': '0.7', '26': '0.4', '27': '' } },
      { point: OTHER_POINT },
    ]);
    const confirmed = await upload('grid-meter', query(CONFIRMED_NAME), bytesOf(month));
    expect(confirmed.body).to.include({ stored: 2, missing: 1, foreign: 1 });
    expect(await standing('sato')).to.include({ version: 3, importWh: 700, state: 'confirmed' });
    // 1.2 kWh were stated and 1.1 came by half hour: shown, and spread nowhere.
    expect(await get('/readings/confirmed-totals/2026-05')).to.deep.equal([
      {
        ...{ meterId: 'meter-sato', register: 'importWh', month: '2026-05', deliveryId: 3 },
        ...{ totalWh: 1_200, sumWh: 1_100, missingSlots: 1, differenceWh: 100 },
      },
    ]);
    const high = await upload('grid-meter', query('W401102026051812000101'), bytesOf('x'));
    expect(high.body.code).to.equal('GRID_FILE_UNSUPPORTED');
  });

  it('takes of a file sent again what could not be taken before, and nothing twice', async () => {
    exchange.clock.advanceTo(MONTH_LATER_MS);
    const send = (name: string, xml: string) => upload('grid-meter', `file=${name}`, bytesOf(xml));
    const past = pastXml({ '25': [{ kwh: '0.6' }, { point: OTHER_POINT, kwh: '0.2' }] });
    const month = confirmedXml([{ total: '0.600', kwh: { '25': '0.6' } }, { point: OTHER_POINT }]);
    await facts('sato', { supplyPointId: POINT });
    expect((await send(PAST_NAME, past)).body).to.include({ stored: 1, foreign: 1 });
    expect((await send(PAST_NAME, past)).body).to.include({ deliveryId: 1, repeated: true });
    expect((await send(CONFIRMED_NAME, month)).body).to.include({ attested: 1, foreign: 1 });
    await facts('suzuki', { supplyPointId: OTHER_POINT });
    const again = (await send(PAST_NAME, past)).body;
    expect(again).to.include({ deliveryId: 3, stored: 1, foreign: 0, repeated: false });
    expect(await standing('suzuki')).to.include({ importWh: 200, version: 1 });
    expect(await standing('sato')).to.include({ version: 1 });
    expect((await send(PAST_NAME, past)).body).to.deep.equal({ ...again, repeated: true });
    await send(CONFIRMED_NAME, month);
    await send(CONFIRMED_NAME, month);
    expect((await get('/readings/confirmed-totals/2026-05')).map(({ meterId }: any) => meterId)).to.deep.equal([
      'meter-sato',
      'meter-suzuki',
    ]);
    // A refused one is taken whole once its meter is registered.
    const csv = bytesOf(
      formatReadingsCsv([{ pointId: 'meter-doi', slot: NOON, exportWh: 1, importWh: 0, revision: 1 }]),
    );
    expect((await upload('csv', 'file=a.csv', csv)).body.code).to.equal('METER_UNKNOWN');
    await enrol(exchange, ['doi']);
    expect((await upload('csv', 'file=a.csv', csv)).body).to.include({ stored: 1, repeated: false });
  });

  it('corrects a meter’s facts of a day by a further version, and takes what the wrong ones held back', async () => {
    atEnd();
    await facts('sato', { contractW: 600, supplyPointId: OTHER_POINT });
    const readings = [reading('sato', 0, 900), reading('suzuki', 0, 900)];
    expect((await post('/readings', { readings })).body).to.include({ stored: 1, held: 1 });
    expect((await post('/readings', { readings })).body).to.include({ deliveryId: 1, repeated: true });
    const right = { contractW: 6_000, supplyPointId: POINT };
    const refused = await facts('sato', right);
    expect(refused.body.code).to.equal('FACTS_DUPLICATE');
    expect(refused.body.message).to.include('version 1');
    expect((await facts('sato', { ...right, correctsVersion: 2 })).body.code).to.equal('FACTS_DUPLICATE');
    expect((await facts('tanaka', { correctsVersion: 1 })).body.code).to.equal('FACTS_DUPLICATE');
    for (const _ of [1, 2]) expect((await facts('sato', { ...right, correctsVersion: 1 })).status).to.equal(204);
    const stated = await get('/meters/meter-sato/facts');
    expect(stated.map(({ version, contractW }: any) => [version, contractW])).to.deep.equal([
      [1, 600],
      [2, 6_000],
    ]);
    expect(stated[1].statedAtMs).to.equal(exchange.clock.nowMs());
    expect(stated[1].accountId).to.match(/^[0-9a-f-]{36}$/);
    expect((await post('/readings', { readings })).body).to.include({ deliveryId: 2, stored: 1, known: 1, held: 0 });
    expect((await post('/readings', { readings })).body).to.include({ deliveryId: 2, repeated: true });
    // The point that was named by mistake is free for whose it is, also after a restart.
    await exchange.app.close();
    exchange = await startExchange(database.url, {}, slotEndMs(NOON));
    expect((await facts('suzuki', { supplyPointId: OTHER_POINT })).status).to.equal(204);
    expect((await facts('tanaka', { supplyPointId: POINT })).body.code).to.equal('POINT_DUPLICATE');
    const csv = formatReadingsCsv([{ pointId: POINT, slot: NOON - 1, exportWh: 0, importWh: 7, revision: 1 }]);
    expect((await upload('csv', 'file=a.csv', bytesOf(csv))).body).to.include({ stored: 1 });
    expect(await standing('sato', NOON - 1)).to.include({ importWh: 7 });
  });

  it('joins the two points of a meter, whichever comes first', async () => {
    await facts('sato', { supplyPointId: POINT, receivingPointId: OTHER_POINT });
    exchange.clock.advanceTo(MONTH_LATER_MS);
    const send = (koma: string, point: string, kwh: string) =>
      upload('grid-meter', `file=${PAST_NAME}`, bytesOf(pastXml({ [koma]: [{ point, kwh }] })));
    expect((await send('25', POINT, '0.1')).body).to.include({ stored: 0, waiting: 1 });
    expect((await send('25', OTHER_POINT, '0.9')).body).to.include({ stored: 1, waiting: 0 });
    await send('26', OTHER_POINT, '0.9');
    await send('26', POINT, '0.1');
    for (const slot of [NOON, NOON + 1]) {
      expect(await standing('sato', slot)).to.include({ importWh: 100, exportWh: 900, state: 'daily' });
    }
    expect((await send('25', POINT, '0.2')).body.code).to.equal('READING_DIFFERS');
  });

  it('holds back what the meter’s connection cannot do, unless it is confirmed', async () => {
    await facts('sato', { contractW: 6_000, plantW: 4_000, solarOnly: true });
    atEnd();
    const { body } = await post('/readings', { readings: [reading('sato', 2_201, 0), reading('suzuki', 0, 9_000)] });
    expect(body).to.include({ stored: 1, held: 1 });
    expect(await get(`/readings/findings/slots/${NOON}`)).to.have.nested.property('[0].kind', 'abovePlant');
    expect(await get(`/readings/completeness/slots/${NOON}`)).to.deep.equal({
      ...{ slot: NOON, expected: 3, missing: 2, byQuality: { measured: 1 }, byState: { provisional: 1 } },
      missingMeterIds: ['meter-sato', 'meter-tanaka'],
    });
    const csv = formatReadingsCsv([{ pointId: 'meter-sato', slot: NOON, exportWh: 2_201, importWh: 0, revision: 1 }]);
    const confirmed = await upload('csv', 'file=a.csv&state=confirmed', bytesOf(csv));
    expect(confirmed.body).to.include({ stored: 1, held: 0 });
    expect((await get(`/readings/findings/slots/${NOON}`)).map(({ held }: any) => Boolean(held))).to.deep.equal([
      true,
      false,
    ]);
  });

  it('substitutes after the deadline by the stated rule, flagged, and what is measured later supersedes', async () => {
    // 2026-05-18 is a Monday: Thursday and Friday before it are similar days.
    const past = [3, 4].flatMap((back) => {
      const slot = NOON - back * SLOTS_PER_DAY;
      return [reading('sato', 100 * back, 0, slot), reading('suzuki', 0, 50 * back, slot)];
    });
    await post('/readings', { readings: past });
    await exchange.scheduler.tick();
    await exchange.place('s1', 'sato', 'sell', 1200, 300);
    await exchange.place('b1', 'suzuki', 'buy', 1200, 300);
    await exchange.advanceTo(gateClosureMs(NOON));
    atEnd();
    await post('/readings', { readings: [reading('suzuki', 0, 300)] });
    await exchange.advanceTo(slotEndMs(NOON) + 3 * HOUR_MS);
    expect(exchange.scheduler.problems()).to.deep.equal([]);
    expect(await standing('sato')).to.include({
      exportWh: 350,
      quality: 'substituted',
      method: 'similarDays',
      source: 'ichien',
    });
    // Tanaka has no past: still missing, and counted as nothing.
    const settled = await get(`/slots/${NOON}/settlement`);
    expect(settled).to.include({ version: 1, exportedWh: 350, allocatedWh: 300, missingReadings: 1 });
    expect(await get(`/readings/completeness/slots/${NOON}`)).to.deep.include({
      ...{ missing: 1, byQuality: { measured: 1, substituted: 1 } },
    });

    await post('/readings', { readings: [reading('sato', 200, 0)] });
    await exchange.scheduler.tick();
    expect(await standing('sato')).to.include({ version: 2, exportWh: 200, quality: 'measured' });
    expect(await get(`/slots/${NOON}/settlement`)).to.include({ version: 2, exportedWh: 200, allocatedWh: 200 });
    // A restart finds nothing to settle or to substitute again.
    await exchange.app.close();
    exchange = await startExchange(database.url);
    await exchange.advanceTo(slotEndMs(NOON) + 4 * HOUR_MS);
    expect(await get(`/slots/${NOON}/settlement`)).to.include({ version: 2 });
  });

  it('settles nothing again when a reading is only confirmed', async () => {
    await exchange.scheduler.tick();
    await exchange.advanceTo(gateClosureMs(NOON));
    atEnd();
    const readings = ['sato', 'suzuki', 'tanaka'].map((id) => reading(id, 1, 2));
    await post('/readings', { readings });
    await exchange.scheduler.tick();
    const confirmed = readings.map(({ meterId, ...rest }) => ({ pointId: meterId, ...rest }));
    const { body } = await upload(
      'json',
      'file=a.json&state=confirmed',
      bytesOf(JSON.stringify({ readings: confirmed })),
    );
    expect(body).to.include({ stored: 0, attested: 3 });
    await exchange.scheduler.tick();
    expect(await get(`/slots/${NOON}/settlement`)).to.include({ version: 1 });
    expect(await get(`/readings/completeness/slots/${NOON}`)).to.deep.include({
      byState: { confirmed: 3 },
      missing: 0,
    });
    const day = await get('/readings/completeness/days/2026-05-18');
    // The slots after this one have not ended.
    expect(day.map(({ expected }: any) => expected)).to.deep.equal(Array(25).fill(3));
    expect(day.map(({ missing }: any) => missing)).to.deep.equal([...Array(24).fill(3), 0]);
  });

  it('refuses facts, points and uploads that cannot be', async () => {
    await facts('sato', { supplyPointId: POINT });
    expect((await facts('sato', { supplyPointId: POINT })).status).to.equal(204);
    for (const [code, id, change] of [
      ['FACTS_DUPLICATE', 'sato', { contractW: 5_000 }],
      ['POINT_DUPLICATE', 'suzuki', { supplyPointId: POINT }],
      ['METER_UNKNOWN', 'nobody', {}],
      ['DAY_INVALID', 'sato', { fromDay: '2026-02-30' }],
      ['BODY_INVALID', 'sato', { supplyPointId: '123' }],
      ['BODY_INVALID', 'sato', { plantW: 50_001 }],
    ] as const) {
      expect((await facts(id, change)).body.code).to.equal(code);
    }
    expect(await get('/meters/meter-sato/facts')).to.have.length(1);
    for (const [format, query, status] of [
      ['csv', 'file=a.csv', 400],
      ['xls', 'file=a.csv', 400],
      ['csv', 'file=../a', 400],
      ['csv', 'file=a.csv&state=final', 400],
      ['csv', 'file=a.csv&source=ichien', 400],
    ] as const) {
      expect((await upload(format, query, new Uint8Array())).status).to.equal(status);
    }
    expect((await exchange.call('POST', '/readings/files/csv?file=a.csv', {})).body.code).to.equal('BODY_INVALID');
    expect((await get(`/readings/meters/meter-sato/slots/${NOON}`)).code).to.equal('READING_UNKNOWN');
  });

  it('shows spikes of a meter beside its own past', async () => {
    exchange.clock.advanceTo(slotEndMs(NOON + 1));
    const past = Array.from({ length: 48 }, (_, i) => reading('sato', 100, 10, NOON - 1 - i));
    await post('/readings', { readings: [...past, reading('sato', 1_200, 10)] });
    expect(await get('/readings/meters/meter-sato/oddities/2026-05-18')).to.deep.equal([
      { meterId: 'meter-sato', slot: NOON, kind: 'spike', register: 'exportWh', valueWh: 1_200, limitWh: 1_000 },
    ]);
  });

  it('lets the same readings stand, in whatever order and however often deliveries come', async () => {
    exchange.clock.advanceTo(MONTH_LATER_MS);
    const metering = exchange.app.get(MeteringService);
    // Values follow from the weight, so that nobody contradicts; each run has a slot of its own.
    const deliveries = fc.uniqueArray(
      fc.record({
        state: fc.constantFrom<ReadingState>(...READING_STATES),
        source: fc.constantFrom<ReadingSource>('gateway', 'operator', 'gridCompany'),
        revision: fc.integer({ min: 1, max: 3 }),
      }),
      { selector: (each) => JSON.stringify(each), minLength: 1, maxLength: 6 },
    );
    const orders = deliveries.chain((list) => {
      const order = fc.shuffledSubarray([...list, ...list], { minLength: list.length });
      return fc.tuple(
        fc.constant(list),
        order.map((some) => [...some, ...list]),
        order.map((some) => [...some, ...list]),
      );
    });
    let slot = NOON - 1_000;
    await fc.assert(
      fc.asyncProperty(orders, async ([, one, other]) => {
        const stands: object[] = [];
        for (const order of [one, other]) {
          slot++;
          for (const { state, source, revision } of order) {
            const exportWh = (READING_STATES.indexOf(state) * 7 + source.length + revision) % 5;
            const readings = [{ ...reading('sato', exportWh, 0, slot), revision }];
            await metering.deliver({ source, sender: source, format: 'readings', state, readings });
          }
          const [standing] = await exchange.app.get(Database).read((manager) => latestReadings(manager, slot, 1e9));
          stands.push({ exportWh: standing!.exportWh, importWh: standing!.importWh });
        }
        expect(stands[1]).to.deep.equal(stands[0]);
      }),
      { seed: 20260518, numRuns: 15 },
    );
  });
});
