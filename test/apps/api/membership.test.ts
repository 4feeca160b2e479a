import { expect } from 'chai';
import { AccountsService } from '#api/accounts/accounts.service.js';
import { BillingAccountsService } from '#api/billing/billing-accounts.service.js';
import { ParticipantsService } from '#api/participants/participants.service.js';
import { billingAccounts } from '#backtest/bill-community.js';
import { NO_WISH } from '#bidding';
import { slotAt, slotEndMs, slotOf, slotStartMs } from '#energy';
import { CORRECTION_DAYS } from '#joining';
import { onBothDatabases, type TestDatabase } from './databases.js';
import { type Caller, enrol, NOON, reading, startExchange, type TestExchange } from './exchange.js';

const DAY_MS = 86_400_000;
/** Half hours of the programme: noon and the seven after it. */
const LAST = NOON + 7;
const SETTINGS = { mode: 'balanced', minSellPriceSen: 850, maxBuyPriceSen: 2596, ...NO_WISH };

onBothDatabases('membership', (make) => {
  let database: TestDatabase;
  let exchange: TestExchange;

  beforeEach(async () => {
    database = await make();
    exchange = await startExchange(database.url, { programme: { firstSlot: NOON, lastSlot: LAST } });
    await enrol(exchange, ['sato', 'baba']);
    await exchange.scheduler.tick();
  });

  afterEach(async () => {
    await exchange.app.close();
    await database.remove();
  });

  const call: TestExchange['call'] = (...args) => exchange.call(...args);
  const callAs: TestExchange['callAs'] = (...args) => exchange.callAs(...args);
  const send = (...readings: ReturnType<typeof reading>[]) => call('POST', '/readings', { readings });
  const settlementOf = async (slot: number) => (await call('GET', `/slots/${slot}/settlement`)).body;
  const order = (participantId: string, slot: number, side: 'buy' | 'sell', priceSen = 1500) =>
    call('POST', `/slots/${slot}/commands`, { type: 'place', participantId, side, priceSen, energyWh: 100 });
  const restingIn = async (slot: number) => {
    const { buy, sell } = (await call('GET', `/slots/${slot}/book`)).body;
    return buy.length + sell.length;
  };
  /** What the journal says of a slot, but for enrolments. */
  const commandsOf = async (slot: number) =>
    (await call('GET', `/slots/${slot}/journal`)).body.map(({ command }: any) => command.type).slice(1);
  const leave = (caller: Caller) => callAs(caller, 'POST', '/account/erasure', { understood: 'destroy my key' });
  const register = (participantId: string, meterId: string, startDay: string) =>
    exchange.app.get(ParticipantsService).register([
      {
        participantId,
        meterId,
        fromSlot: slotOf(startDay),
        householdKey: 'ab'.repeat(32),
        ...SETTINGS,
        mode: 'balanced',
        automatic: false,
        quoteWh: null,
      },
    ]);

  describe('its beginning', () => {
    beforeEach(() => register('doi', 'meter-doi', '2026-05-19'));

    it('comes before every order, and before every reading', async () => {
      expect((await order('doi', NOON, 'buy')).body.code).to.equal('MEMBERSHIP_OUTSIDE');
      exchange.clock.advanceTo(slotEndMs(NOON));
      const { status, body } = await send(reading('doi', 0, 100));
      expect([status, body.code]).to.deep.equal([422, 'MEMBERSHIP_OUTSIDE']);
      expect((await send(reading('sato', 500, 0), reading('baba', 0, 300))).status).to.equal(200);
      await exchange.scheduler.tick();
      const { missingReadings, postings } = await settlementOf(NOON);
      expect(missingReadings).to.equal(0);
      expect(JSON.stringify(postings)).not.to.include('doi');
    });

    it('is the midnight of its day', async () => {
      const midnight = slotOf('2026-05-19');
      exchange.clock.advanceTo(slotEndMs(midnight));
      expect((await send(reading('doi', 0, 100, midnight - 1))).body.code).to.equal('MEMBERSHIP_OUTSIDE');
      expect((await send(reading('doi', 0, 100, midnight))).status).to.equal(200);
    });

    it('is shown as missing by who is, not by how many', async () => {
      exchange.clock.advanceTo(slotEndMs(NOON));
      await send(reading('sato', 500, 0));
      await exchange.scheduler.tick();
      expect((await settlementOf(NOON)).code).to.equal('SETTLEMENT_UNKNOWN');
      const { expected, missingMeterIds } = (await call('GET', `/readings/completeness/slots/${NOON}`)).body;
      expect([expected, missingMeterIds]).to.deep.equal([2, ['meter-baba']]);
    });
  });

  describe('pausing', () => {
    let sato: Caller;
    const settings = (change: object, seen: object) =>
      callAs(sato, 'PUT', '/resident/points/sato/settings', { ...SETTINGS, ...change, seen: { ...SETTINGS, ...seen } });

    beforeEach(async () => {
      sato = await exchange.signIn('resident', ['sato']);
      expect((await settings({ automatic: true }, { automatic: false })).status).to.equal(200);
      await order('sato', NOON, 'sell', 1000);
      await order('sato', LAST, 'sell', 1400);
    });

    it('cancels what rests in every book, by commands of the journal, and nobody trades with it any more', async () => {
      expect(await restingIn(NOON)).to.equal(1);
      expect((await settings({ automatic: false }, { automatic: true })).status).to.equal(200);
      expect([await restingIn(NOON), await restingIn(LAST)]).to.deep.equal([0, 0]);
      expect(await commandsOf(NOON)).to.deep.equal(['place', 'cancel']);
      await order('baba', NOON, 'buy', 2000);
      expect((await call('GET', `/slots/${NOON}/trades`)).body).to.deep.equal([]);
    });

    it('a new limit cancels what rests beyond it, and nothing else', async () => {
      const wanted = { automatic: true, minSellPriceSen: 1200 };
      expect((await settings(wanted, { automatic: true })).status).to.equal(200);
      expect([await restingIn(NOON), await restingIn(LAST)]).to.deep.equal([0, 1]);
    });
  });

  describe('leaving', () => {
    let sato: Caller;

    beforeEach(async () => {
      sato = await exchange.signIn('resident', ['sato']);
    });

    it('cancels what rests and takes no order any more, nor おまかせ', async () => {
      await order('sato', NOON, 'sell');
      expect((await leave(sato)).status).to.equal(200);
      expect(await restingIn(NOON)).to.equal(0);
      expect(await commandsOf(NOON)).to.deep.equal(['place', 'cancel']);
      expect((await order('sato', NOON, 'sell')).body.code).to.equal('HOUSEHOLD_LEFT');
      const seen = { ...SETTINGS, automatic: false };
      const asked = await callAs(sato, 'PUT', '/resident/points/sato/settings', { ...SETTINGS, automatic: true, seen });
      expect([asked.status, asked.body.code]).to.deep.equal([409, 'HOUSEHOLD_LEFT']);
    });

    it('keeps what was traded: it is metered and settled, and the key waits for that slot', async () => {
      await order('sato', NOON + 2, 'sell');
      await order('baba', NOON + 2, 'buy');
      const [erasure] = (await leave(sato)).body;
      expect(erasure.dueAtMs).to.equal(slotEndMs(NOON + 2) + CORRECTION_DAYS * DAY_MS);
      exchange.clock.advanceTo(slotEndMs(NOON + 2));
      expect((await send(reading('sato', 100, 0, NOON + 2), reading('baba', 0, 100, NOON + 2))).status).to.equal(200);
      await exchange.scheduler.tick();
      expect((await settlementOf(NOON + 2)).allocatedWh).to.equal(100);
    });

    it('holds no slot up, and nothing is made up for its meter', async () => {
      // The days before would be enough for a substitute.
      for (const day of ['2026-05-14', '2026-05-15']) {
        const slot = slotOf(day, 25);
        exchange.clock.advanceTo(Math.max(exchange.clock.nowMs(), slotEndMs(slot)));
        expect((await send(reading('sato', 400, 0, slot), reading('baba', 0, 300, slot))).status).to.equal(200);
      }
      await leave(sato);
      await exchange.advanceTo(slotEndMs(NOON));
      const late = await send(reading('sato', 100, 0));
      expect(late.body.code).to.equal('MEMBERSHIP_OUTSIDE');
      await send(reading('baba', 0, 300));
      await exchange.scheduler.tick();
      const { missingReadings, exportedWh, postings } = await settlementOf(NOON);
      expect([missingReadings, exportedWh]).to.deep.equal([0, 0]);
      expect(JSON.stringify(postings)).not.to.include('sato');
    });

    it('after the key is destroyed everybody else is settled on, and nothing of its own is taken', async () => {
      const family = await exchange.signIn('resident');
      await exchange.app.get(AccountsService).link(family.accountId, ['sato'], 'family');
      const [{ account }] = billingAccounts({ households: [{ householdId: 'sato' }] }, 1) as [any];
      await exchange.app.get(BillingAccountsService).store([{ participantId: 'sato', account }]);
      const { key } = (await call('POST', '/devices', { meterId: 'meter-sato', label: 'gateway' })).body;
      const device = { accountId: '', headers: { authorization: `Bearer ${key}` } };
      const own = await callAs(sato, 'GET', '/account/data');
      const [{ contracts, ...held }] = own.body.billingAccounts;
      expect(held).to.deep.equal({ participantId: 'sato', account });
      expect(contracts.map(({ fromMonth }: any) => fromMonth)).to.deep.equal(['2026-03']);
      expect([own.body.statements, own.body.payments]).to.deep.equal([[], []]);

      const [{ dueAtMs }] = (await leave(sato)).body;
      exchange.clock.advanceTo(dueAtMs + 1);
      const seen = await exchange.signIn('resident', []);
      await exchange.app.get(AccountsService).link(seen.accountId, ['sato'], 'family');
      expect((await callAs(seen, 'GET', '/resident/points/sato/settings')).status).to.equal(200);
      expect((await call('POST', '/joining/erasures/sato')).status).to.equal(204);
      expect((await callAs(seen, 'GET', '/resident/points/sato/settings')).status).to.equal(404);
      const slot = slotAt(dueAtMs) - 2;
      const sent = await callAs(device, 'POST', '/readings', { readings: [reading('sato', 1, 0, slot)] });
      expect(sent.status).to.equal(401);
      expect((await send(reading('sato', 1, 0, slot))).body.code).to.equal('MEMBERSHIP_OUTSIDE');
      expect((await call('GET', '/billing/accounts/sato')).status).to.equal(404);
      const price = { slot: NOON - 10, shortagePriceSen: 3000, surplusPriceSen: 500, taxIncluded: true };
      const priced = await call('POST', '/imbalance-prices', { source: 'test', prices: [price] });
      expect(priced.body.code, 'nothing asks for its key any more').to.equal('SLOT_FINAL');

      // Everybody else is settled on, in a slot as new as can be.
      const next = slotAt(dueAtMs) + 4;
      await exchange.app.close();
      const programme = { firstSlot: next, lastSlot: next };
      exchange = await startExchange(database.url, { programme }, slotStartMs(next) - 3 * 3_600_000);
      await exchange.scheduler.tick();
      await exchange.advanceTo(slotStartMs(next));
      exchange.clock.advanceTo(slotEndMs(next));
      expect((await send(reading('baba', 0, 300, next))).status).to.equal(200);
      await exchange.scheduler.tick();
      const { missingReadings, importedWh } = await settlementOf(next);
      expect([missingReadings, importedWh]).to.deep.equal([0, 300]);
    });
  });

  describe('a contract that staff end', () => {
    const end = (participantId: string, body: object) => call('POST', `/participants/${participantId}/end`, body);
    const line = async (participantId: string) =>
      (await call('GET', `/operations/participants?search=${participantId}`)).body.participants[0];

    it('ends as if the household had left, with who and why', async () => {
      const sato = await exchange.signIn('resident', ['sato']);
      await order('sato', NOON, 'sell');
      await order('baba', NOON, 'buy');
      await order('sato', NOON + 1, 'sell');
      const retailer = await exchange.signIn('retailer');
      const { status, body } = await callAs(retailer, 'POST', '/participants/sato/end', { reason: '転居' });
      expect(status).to.equal(200);
      expect(body).to.include({ accountId: sato.accountId, endedByAccountId: retailer.accountId, reason: '転居' });
      expect(body.dueAtMs).to.equal(slotStartMs(NOON + 1) + CORRECTION_DAYS * DAY_MS);
      expect(await commandsOf(NOON + 1)).to.deep.equal(['place', 'cancel']);
      expect((await order('sato', NOON + 1, 'sell')).body.code).to.equal('HOUSEHOLD_LEFT');
      expect(await line('sato')).to.include({ endReason: '転居', untilMs: slotStartMs(NOON + 1), automatic: false });
      // The household reads it, and whoever looks at the list of keys does not.
      expect((await callAs(sato, 'GET', '/account/data')).body.erasures[0]).to.include({ reason: '転居' });
      expect((await call('GET', '/joining/erasures')).body[0]).not.to.have.property('reason');
      const auditor = await exchange.signIn('auditor');
      const entries = (await callAs(auditor, 'GET', '/audit?limit=1000')).body;
      const ending = entries.find(({ action }: any) => action === 'POST /api/participants/:participantId/end');
      expect(ending).to.include({ accountId: retailer.accountId });
      expect((await end('sato', { reason: '再び' })).body.code).to.equal('ERASURE_REQUESTED');
    });

    it('waits in a list that is read in pages, the next due first', async () => {
      const listed = async (query: string) => (await call('GET', `/joining/erasures?${query}`)).body;
      await enrol(exchange, ['e.1', 'e.2', 'e.3', 'early']);
      for (const household of ['e.3', 'e.1', 'e.2']) await end(household, { reason: '転居', lastDay: '2026-05-20' });
      await end('early', { reason: '転居', lastDay: '2026-05-19' });
      const pages: string[][] = [];
      for (let after = ''; ; ) {
        const page = await listed(`limit=2${after}`);
        if (page.length === 0) break;
        pages.push(page.map(({ participantId }: any) => participantId));
        after = `&after=${page.at(-1).dueAtMs}.${page.at(-1).participantId}`;
      }
      expect(pages).to.deep.equal([
        ['early', 'e.1'],
        ['e.2', 'e.3'],
      ]);
      expect((await call('GET', '/joining/erasures?after=e.1')).body.code).to.equal('BODY_INVALID');
    });

    it('refuses what cannot be, and changes nothing', async () => {
      const refusals = [
        ['PARTICIPANT_UNKNOWN', 'nobody', { reason: 'x' }],
        ['BODY_INVALID', 'sato', { reason: ' ' }],
        ['BODY_INVALID', 'sato', { reason: 'x', lastDay: 'today' }],
        ['DAY_INVALID', 'sato', { reason: 'x', lastDay: '2026-02-30' }],
        ['CONTRACT_END_INVALID', 'sato', { reason: 'x', lastDay: '2026-05-17' }],
        ['CONTRACT_END_INVALID', 'sato', { reason: 'x', lastDay: '2027-05-20' }],
      ] as const;
      for (const [code, id, body] of refusals) expect((await end(id, body)).body.code).to.equal(code);
      expect(await line('sato')).to.include({ endReason: null, untilMs: null });
      expect((await order('sato', NOON, 'sell')).status).to.equal(200);
    });

    it('ends behind its last day: it trades until then, and keeps what it has traded beyond', async () => {
      await exchange.app.close();
      const midnight = slotOf('2026-05-19');
      exchange = await startExchange(database.url, { programme: { firstSlot: NOON, lastSlot: midnight + 4 } });
      await exchange.scheduler.tick();
      await order('sato', midnight, 'sell');
      await order('sato', midnight + 1, 'sell');
      expect((await end('sato', { reason: '転居', lastDay: '2026-05-18' })).status).to.equal(200);
      expect(await restingIn(midnight)).to.equal(0);
      expect(await line('sato')).to.include({ untilMs: slotStartMs(midnight) });
      expect((await order('sato', NOON, 'sell')).status).to.equal(200);
      expect((await order('sato', midnight, 'sell')).body.code).to.equal('MEMBERSHIP_OUTSIDE');

      await order('baba', midnight + 1, 'buy');
      const { key } = (await call('POST', '/devices', { meterId: 'meter-baba', label: 'gateway' })).body;
      const device = { accountId: '', headers: { authorization: `Bearer ${key}` } };
      await register('doi', 'meter-doi', '2026-05-18');
      await order('doi', midnight + 1, 'sell');
      const ended = await end('baba', { reason: '逝去', lastDay: '2026-05-18' });
      expect(ended.body.accountId, 'nobody has an account for it').to.equal(null);
      expect(await line('baba')).to.include({ untilMs: slotStartMs(midnight + 2) });

      await exchange.advanceTo(slotEndMs(midnight + 1));
      const sent = { readings: [reading('baba', 0, 100, midnight + 1)] };
      expect((await callAs(device, 'POST', '/readings', sent)).status).to.equal(200);
      expect((await send(reading('sato', 0, 100, midnight))).body.code).to.equal('MEMBERSHIP_OUTSIDE');
      exchange.clock.advanceTo(ended.body.dueAtMs + 1);
      expect((await call('POST', '/joining/erasures/baba')).status).to.equal(204);
      expect(await line('baba')).to.include({ isErased: true });
    });
  });

  describe('a supply point that changes hands', () => {
    const POINT = '0300111234567890123456';
    const facts = (meterId: string, fromDay: string) =>
      call('POST', `/meters/${meterId}/facts`, { fromDay, supplyPointId: POINT });
    /** Reads a file in which the grid company knows the connection by its point. */
    const readFile = async (name: string, day: string) => {
      const { headers } = await exchange.signIn('gridOperator');
      const { statusCode } = await exchange.app.inject({
        ...{ method: 'POST', url: `/api/readings/files/csv?file=${name}.csv` },
        headers: { ...headers, 'content-type': 'application/octet-stream' },
        payload: Buffer.from(`供給地点特定番号,年月日,コマ,順方向kWh,逆方向kWh\n${POINT},${day},10,0.1,0\n`),
      });
      return statusCode;
    };
    const meterOf = async (slot: number, meterId: string) =>
      (await call('GET', `/readings/meters/${meterId}/slots/${slot}`)).status;

    it('is the old household’s until it leaves, and the new one’s from its first day', async () => {
      expect((await facts('meter-sato', '2026-03-01')).status).to.equal(204);
      expect((await facts('meter-baba', '2026-05-20')).body.code).to.equal('POINT_DUPLICATE');
      await leave(await exchange.signIn('resident', ['sato']));
      await register('tenant', 'meter-tenant', '2026-05-20');
      expect((await facts('meter-tenant', '2026-05-20')).status).to.equal(204);
      const [before, between, after] = ['2026-05-18', '2026-05-19', '2026-05-20'].map((day) => slotOf(day, 10));
      exchange.clock.advanceTo(slotEndMs(after!));
      expect(await readFile('before', '2026-05-18')).to.equal(200);
      expect(await readFile('between', '2026-05-19')).to.equal(404);
      expect(await readFile('after', '2026-05-20')).to.equal(200);
      expect([await meterOf(before!, 'meter-sato'), await meterOf(after!, 'meter-tenant')]).to.deep.equal([200, 200]);
      expect(await meterOf(between!, 'meter-sato')).to.equal(404);
      expect(await meterOf(after!, 'meter-sato')).to.equal(404);
    });

    it('with its meter: readings, and what residents see of them, are of who takes part then', async () => {
      await exchange.app
        .get(ParticipantsService)
        .register([
          {
            participantId: 'early',
            meterId: 'meter-sato',
            householdKey: 'cd'.repeat(32),
            ...SETTINGS,
            mode: 'balanced',
            automatic: false,
            quoteWh: null,
          },
        ])
        .then(
          () => expect.fail('the meter has a member'),
          ({ code }) => expect(code).to.equal('METER_DUPLICATE'),
        );
      const sato = await exchange.signIn('resident', ['sato']);
      const before = slotOf('2026-05-18', 10);
      expect((await send(reading('sato', 0, 111, before))).status).to.equal(200);
      await leave(sato);
      await register('tenant', 'meter-sato', '2026-05-20');
      const tenant = await exchange.signIn('resident', ['tenant']);
      const after = slotOf('2026-05-20', 10);
      exchange.clock.advanceTo(slotEndMs(after));
      expect((await send({ meterId: 'meter-sato', slot: after, exportWh: 0, importWh: 222 })).status).to.equal(200);
      const readingsOf = async (caller: Caller) =>
        (await callAs(caller, 'GET', '/account/data')).body.readings.map(({ importWh }: any) => importWh);
      expect(await readingsOf(tenant)).to.deep.equal([222]);
      const again = await exchange.signIn('resident', ['sato']);
      expect(await readingsOf(again)).to.deep.equal([111]);
    });
  });
});
