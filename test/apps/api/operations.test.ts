import { expect } from 'chai';
import { slotEndMs, slotStartMs } from '#energy';
import { onBothDatabases, type TestDatabase } from './databases.js';
import { enrol, NOON, reading, startExchange, type TestExchange } from './exchange.js';

const DAY = '2026-05-18';
const HOUR_MS = 3_600_000;
const PEOPLE = ['sato', 'suzuki'];

onBothDatabases('what staff look at', (make) => {
  let database: TestDatabase;
  let exchange: TestExchange;

  beforeEach(async () => {
    database = await make();
    exchange = await startExchange(database.url);
    await enrol(exchange, PEOPLE);
    await exchange.scheduler.tick();
  });

  afterEach(async () => {
    await exchange.app.close();
    await database.remove();
  });

  const get = async (path: string) => (await exchange.call('GET', path)).body;
  const noon = async () => (await get(`/operations/slots?day=${DAY}`)).slots.find((line: any) => line.slot === NOON);
  const order = (participantId: string, side: string, energyWh: number) =>
    exchange.place(`o-${participantId}`, participantId, side, 1500, energyWh);
  const trade = async () => {
    expect((await order('sato', 'sell', 600)).status).to.equal(200);
    expect((await order('suzuki', 'buy', 400)).status).to.equal(200);
  };
  const operate = (type: string) => exchange.call('POST', `/slots/${NOON}/operations`, { type });
  const read = (readings: object[]) => exchange.call('POST', '/readings', { readings });
  const settle = async () => {
    await trade();
    await exchange.advanceTo(slotEndMs(NOON));
    expect((await read([reading('sato', 900, 0), reading('suzuki', 0, 300)])).status).to.be.lessThan(300);
    await exchange.scheduler.tick();
  };
  const alertCodes = async () => (await get('/operations/overview')).alerts.map(({ code }: any) => code);

  it('a half hour from its opening to its settlement, in sums', async () => {
    expect(await noon()).to.include({ state: 'open', trades: 0, meanPriceSen: null, readings: 0, expectedReadings: 2 });
    await trade();
    expect(await noon()).to.include({ trades: 1, tradedWh: 400, meanPriceSen: 1500 });
    await operate('halt');
    expect((await noon()).state).to.equal('halted');
    await operate('resume');
    await exchange.advanceTo(slotStartMs(NOON));
    expect(await noon()).to.include({ state: 'closed', records: 1, confirmedRecords: 0 });
    await exchange.advanceTo(slotEndMs(NOON));
    await read([reading('sato', 900, 0), reading('suzuki', 0, 300)]);
    await exchange.scheduler.tick();
    const line = await noon();
    expect(line).to.include({ state: 'settled', readings: 2, records: 2 });
    expect(line.settlement).to.include({ version: 1, exportedWh: 900, importedWh: 300, allocatedWh: 300 });
    const { slots } = await get(`/operations/slots?day=${DAY}`);
    expect(slots).to.have.length(48);
    expect(slots.filter(({ state }: any) => state !== 'notYet')).to.have.length(1);
  });

  it('figures of few households are withheld from those outside', async () => {
    await settle();
    const seen = async (role: 'auditor' | 'gridOperator' | 'ward') => {
      const { body } = await exchange.callAs(await exchange.signIn(role), 'GET', `/operations/slots?day=${DAY}`);
      return body.slots.find((line: any) => line.slot === NOON).settlement.exportedWh;
    };
    expect(await seen('auditor')).to.equal(900);
    expect(await seen('gridOperator')).to.equal(null);
    expect(await seen('ward')).to.equal(null);
    const ward = await exchange.signIn('ward');
    const { body } = await exchange.callAs(ward, 'GET', '/operations/effect?month=2026-05');
    expect(body).to.include({ participants: 2, sellers: 1, buyers: 1 });
    expect(body.total).to.include({ exportedWh: null, gainMillisen: null, trades: 1 });
  });

  it('the overview: next closure, late readings, and what to do about a halt', async () => {
    const first = await get('/operations/overview');
    expect(first).to.include({ openSlots: 1, haltedSlots: 0, participants: 2, readings: null });
    expect(first.nextClosure).to.deep.equal({ slot: NOON, atMs: slotStartMs(NOON) - 75 * 60_000 });
    expect(first.alerts.map(({ code }: any) => code)).to.deep.equal(['CHAIN_NOT_CONFIGURED']);
    await operate('halt');
    const halted = (await get('/operations/overview')).alerts.find(({ code }: any) => code === 'BOOK_HALTED');
    expect(halted).to.include({ slot: NOON, sinceMs: exchange.clock.nowMs(), level: 'urgent' });
    await operate('resume');
    await exchange.advanceTo(slotEndMs(NOON) + 1.5 * HOUR_MS);
    await read([reading('sato', 900, 0)]);
    const late = await get('/operations/overview');
    expect(late.readings).to.deep.equal({ slot: NOON, arrived: 1, expected: 2 });
    expect(late.nextClosure).to.equal(null);
    expect(await alertCodes())
      .to.include('READINGS_LATE')
      .and.not.include('NO_OPEN_BOOK');
  });

  it('letters that wait are a task until they expire', async () => {
    await exchange.call('POST', '/accounts', { email: 'new@example.jp', displayName: 'New', role: 'auditor' });
    expect(await alertCodes()).to.include('LETTERS_WAIT');
    exchange.clock.advanceTo(exchange.clock.nowMs() + 8 * 24 * HOUR_MS);
    expect(await alertCodes()).to.not.include('LETTERS_WAIT');
  });

  it('one half hour: its records as they go to the chain, its halts, and no participant', async () => {
    await operate('halt');
    await operate('resume');
    await settle();
    const { status, body } = await exchange.call('GET', `/operations/slots/${NOON}`);
    expect(status).to.equal(200);
    expect(body.operations.map(({ type }: any) => type)).to.deep.equal(['halt', 'resume']);
    expect(body.records.map(({ phase, state }: any) => `${phase} ${state}`)).to.deep.equal([
      'closed pending',
      'settled pending',
    ]);
    expect(body.records[1].record).to.include({ exportedWh: 900, allocatedWh: 300 });
    expect(body.settlements).to.have.length(1);
    for (const id of PEOPLE) expect(JSON.stringify(body)).to.not.contain(id);
    expect((await exchange.call('GET', `/operations/slots/${NOON + 1}`)).body.code).to.equal('SLOT_UNKNOWN');
    expect((await exchange.call('GET', `/operations/slots/${NOON + 1}`)).status).to.equal(404);
    expect((await exchange.call('GET', '/operations/slots/noon')).status).to.equal(400);
  });

  it('exceptions of a day', async () => {
    await operate('halt');
    await operate('resume');
    await trade();
    await exchange.advanceTo(slotEndMs(NOON) + 3 * HOUR_MS);
    const codes = async () => (await get(`/operations/exceptions?day=${DAY}`)).map(({ code }: any) => code);
    expect(await codes()).to.deep.equal(['HALTED', 'SETTLED_WITHOUT_READINGS', 'MUCH_UNDELIVERED']);
    await read([reading('sato', 900, 0), reading('suzuki', 0, 400)]);
    await exchange.scheduler.tick();
    expect(await codes()).to.deep.equal(['HALTED', 'CORRECTED']);
  });

  it("the retailer's account balances the households', corrections included", async () => {
    await settle();
    await exchange.call('POST', '/readings/corrections', { readings: [reading('suzuki', 0, 350)] });
    await exchange.scheduler.tick();
    const { days } = await get('/operations/retail?month=2026-05');
    expect(days).to.have.length(1);
    const [day] = days;
    expect(day).to.include({ day: DAY, settledSlots: 1 });
    const { postings } = await get(`/slots/${NOON}/settlement`);
    const of = (starts: string) =>
      postings
        .filter(({ account }: any) => account.startsWith(starts))
        .reduce((sum: number, { amountMillisen }: any) => sum + amountMillisen, 0);
    expect(day.amountMillisen).to.equal(of('retailer'));
    expect(day.lines.tradedSupply).to.deep.equal({ energyWh: 350, amountMillisen: 350 * 1500 });
    // What households gain: everything they have now, less what the retailer alone would have meant.
    const { total } = await get('/operations/effect?month=2026-05');
    expect(total).to.include({ exportedWh: 900, importedWh: 350, localWh: 350, trades: 1 });
    expect(total.gainMillisen).to.equal(of('participant:') - 900 * 850 + 350 * 3640);
    expect((await get('/operations/retail?month=2026-04')).days).to.deep.equal([]);
  });

  it('files are CSV', async () => {
    await settle();
    for (const path of [`slots.csv?day=${DAY}`, 'retail.csv?month=2026-05', 'effect.csv?month=2026-05']) {
      const { accountId: _, headers } = await exchange.signIn('operator');
      const answer = await exchange.app.inject({ url: `/api/operations/${path}`, headers });
      expect(answer.headers['content-type'], path).to.equal('text/csv; charset=utf-8');
      expect(answer.headers['content-disposition'], path).to.match(/^attachment/);
      expect(answer.body, path).to.contain('2026-05-18');
    }
  });

  it('participants by part of an id or meter, in pages', async () => {
    await settle();
    const all = await get('/operations/participants');
    expect(all.total).to.equal(2);
    expect(all.participants[0]).to.include({
      participantId: 'sato',
      meterId: 'meter-sato',
      lastReadingMs: slotEndMs(NOON),
      isErased: false,
    });
    expect(JSON.stringify(all)).to.not.contain('householdKey');
    const page = await get('/operations/participants?limit=1&after=sato');
    expect(page.participants.map(({ participantId }: any) => participantId)).to.deep.equal(['suzuki']);
    expect((await get('/operations/participants?search=METER-SU')).total).to.equal(1);
    expect((await get('/operations/participants?search=%25')).total).to.equal(0);
  });

  it('rules with the days they hold for and their sources', async () => {
    const rules = await get('/operations/rules');
    expect(rules.rates.map(({ name }: any) => name)).to.include('wheelingPriceSen');
    for (const { values } of rules.rates) {
      expect(values.filter(({ isInForce }: any) => isInForce)).to.have.length(1);
      for (const { source } of values) expect(source).to.not.equal('');
    }
    expect(rules.times.gateClosureLeadMs).to.equal(75 * 60_000);
  });

  it('refuses what is no day, month or page', async () => {
    for (const path of [
      'slots',
      'slots?day=x',
      'slots.csv?day=',
      'exceptions?day=20260518',
      'retail?month=2026-13',
      'retail.csv',
      'effect?month=2026-5',
      'effect.csv?month=x',
      'participants?limit=0',
      'participants?limit=201',
      `participants?search=${'x'.repeat(65)}`,
    ]) {
      expect((await exchange.call('GET', `/operations/${path}`)).status, path).to.equal(400);
    }
    expect((await exchange.call('GET', '/operations/slots?day=2026-02-30')).body.code).to.equal('DAY_INVALID');
  });

  it('notices: told to everybody, taken back once, plain text only', async () => {
    const resident = await exchange.signIn('resident');
    const list = async () => (await exchange.callAs(resident, 'GET', '/announcements')).body;
    const { status, body } = await exchange.call('POST', '/announcements', {
      title: '停電のお知らせ',
      text: '一行目\n二行目',
    });
    expect(status).to.equal(201);
    expect((await list()).map(({ title, text }: any) => [title, text])).to.deep.equal([
      ['停電のお知らせ', '一行目\n二行目'],
    ]);
    for (const bad of [
      {},
      { title: 'x', text: '' },
      { title: 'a\nb', text: 'x' },
      { title: 'x', text: 'a\u202eb' },
      { title: 'x', text: 'a\u0000b' },
      { title: 'x', text: 'x'.repeat(2001) },
      { title: 'x', text: 'y', html: true },
    ]) {
      expect((await exchange.call('POST', '/announcements', bad)).status, JSON.stringify(bad)).to.equal(400);
    }
    expect((await exchange.call('DELETE', `/announcements/${body.announcementId}`)).status).to.equal(204);
    expect(await list()).to.deep.equal([]);
    expect((await exchange.call('DELETE', `/announcements/${body.announcementId}`)).status).to.equal(404);
    expect((await exchange.call('DELETE', '/announcements/x')).status).to.equal(400);
    for (let n = 0; n < 50; n++) await exchange.call('POST', '/announcements', { title: `n${n}`, text: 'x' });
    expect((await exchange.call('POST', '/announcements', { title: 'n', text: 'x' })).body.code).to.equal(
      'ANNOUNCEMENT_LIMIT_REACHED',
    );
  });
});
