import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { AccountsService } from '#api/accounts/accounts.service.js';
import { ParticipantsService } from '#api/participants/participants.service.js';
import { slotEndMs, slotOf } from '#energy';
import { CORRECTION_DAYS } from '#joining';
import { onBothDatabases, type TestDatabase } from './databases.js';
import { type Caller, NOON, startExchange, type TestExchange } from './exchange.js';

const DAY_MS = 86_400_000;
const POINT = '0300111234567890123456';
const APPLICATION = {
  side: 'seller',
  supplyPointId: POINT,
  postcode: '157-0066',
  address: '東京都世田谷区成城6-1-1',
  meterKind: 'smart',
  meterId: 'meter-hanako',
  pv: { ratedW: 4500, support: 'fit', fitEndDay: '2026-03-31' },
  startDay: '2026-05-01',
};
const LIMITS = { minSellPriceSen: 850, maxBuyPriceSen: 2596 };

onBothDatabases('joining', (make) => {
  let database: TestDatabase;
  let exchange: TestExchange;
  let hanako: Caller;
  let ward: Caller;

  beforeEach(async () => {
    database = await make();
    exchange = await startExchange(database.url);
    hanako = await exchange.signIn('resident');
    ward = await exchange.signIn('ward');
  });

  afterEach(async () => {
    await exchange.app.close();
    await database.remove();
  });

  const callAs: TestExchange['callAs'] = (...args) => exchange.callAs(...args);
  const apply = (change: object = {}, who = hanako) =>
    callAs(who, 'POST', '/joining/applications', { ...APPLICATION, ...change });
  const decide = (id: string, step: string, reason = '') =>
    callAs(ward, 'POST', `/joining/applications/${id}/decision`, { step, reason });
  const publish = (text: string) =>
    exchange.call('POST', '/joining/documents', { name: 'important-matters', title: '重要事項説明書', text });
  const enrol = (id: string, participantId = 'hanako') =>
    exchange.call('POST', `/joining/applications/${id}/enrolment`, { participantId, ...LIMITS });
  const selected = async () => {
    const { applicationId } = (await apply()).body;
    await decide(applicationId, 'findEligible');
    await decide(applicationId, 'select');
    return applicationId;
  };
  const agree = (id: string, documents: string[]) =>
    callAs(hanako, 'POST', `/joining/applications/${id}/agreement`, { documents });

  it('leads from the application to a participant of its applicant, each step with who and when', async () => {
    const { sha256 } = (await publish('第1条 ...')).body;
    expect(sha256).to.equal(createHash('sha256').update('第1条 ...').digest('hex'));
    const id = await selected();
    expect((await enrol(id)).body.code, 'not before it is agreed').to.equal('APPLICATION_STEP_INVALID');
    expect((await agree(id, [sha256])).body.state).to.equal('contracted');
    const { status, body } = await enrol(id);
    expect([status, body.state, body.participantId]).to.deep.equal([200, 'enrolled', 'hanako']);
    expect(body.events.map(({ state, byAccountId }: any) => [state, byAccountId === ward.accountId])).to.deep.equal([
      ['submitted', false],
      ['eligible', true],
      ['selected', true],
      ['contracted', false],
      ['enrolled', false],
    ]);
    expect(exchange.app.get(ParticipantsService).get('hanako')).to.include({
      meterId: 'meter-hanako',
      automatic: true,
    });
    expect((await callAs(hanako, 'GET', '/participants/hanako')).status, 'without signing in again').to.equal(200);
    const { consents } = (await callAs(hanako, 'GET', '/account/data')).body;
    expect(consents).to.have.length(1);
    expect(consents[0]).to.include({ subject: 'document', sha256, given: true, address: '127.0.0.1' });
  });

  it('is to the newest documents, all of them and no others', async () => {
    const first = (await publish('first')).body;
    const id = await selected();
    const second = (await publish('second')).body;
    expect(second.version).to.equal(2);
    expect((await publish('first')).body.code).to.equal('DOCUMENT_DUPLICATE');
    for (const documents of [[first.sha256], [first.sha256, second.sha256], ['0'.repeat(64)]]) {
      expect((await agree(id, documents)).body.code).to.equal('DOCUMENTS_DIFFER');
    }
    expect((await agree(id, [second.sha256])).status).to.equal(200);
  });

  it('says at once what the rules refuse, and the ward cannot find it eligible', async () => {
    const { body } = await apply({ pv: { ratedW: 4500, support: 'fit', fitEndDay: '2026-07-01' } });
    expect(body.ineligibility).to.deep.equal([{ reason: 'FIT_NOT_ENDED', lastDay: '2026-07-01' }]);
    expect((await decide(body.applicationId, 'findEligible')).body.code).to.equal('NOT_ELIGIBLE');
    expect((await decide(body.applicationId, 'findIneligible')).body.code).to.equal('REASON_MISSING');
    const { body: refused } = await decide(body.applicationId, 'findIneligible', 'FIT はまだ終わっていません');
    expect(refused.events.at(-1).reason).to.equal('FIT はまだ終わっていません');
    expect((await apply()).status, 'a refused one frees the supply point').to.equal(201);
  });

  it('is one application a supply point, and nobody else’s business', async () => {
    const { applicationId } = (await apply()).body;
    expect((await apply()).body.code).to.equal('APPLICATION_DUPLICATE');
    const stranger = await exchange.signIn('resident');
    for (const [method, path] of [
      ['GET', ''],
      ['POST', '/withdrawal'],
    ] as const) {
      const others = await callAs(stranger, method, `/joining/applications/${applicationId}${path}`);
      expect([others.status, others.body.code]).to.deep.equal([404, 'APPLICATION_UNKNOWN']);
    }
    expect((await callAs(stranger, 'GET', '/joining/applications')).body).to.deep.equal([]);
    expect((await callAs(ward, 'GET', '/joining/applications?state=submitted')).body).to.have.length(1);
    const both = await Promise.all(
      [1, 2].map(() => callAs(hanako, 'POST', `/joining/applications/${applicationId}/withdrawal`)),
    );
    expect(both.map(({ status }) => status).sort()).to.deep.equal([200, 409]);
    expect((await apply({ supplyPointId: '０３００-1112-3456-7890-1234-56' })).body.supplyPointId).to.equal(POINT);
  });

  it('is counted by the parts of the area, with those outside; who was erased is not', async () => {
    await apply();
    await apply({ supplyPointId: '0300111234567890123457', postcode: '1540001' });
    await apply({ supplyPointId: '0300111234567890123458', postcode: '1000001' });
    const counts = async () => {
      const { areas, elsewhere } = (await callAs(ward, 'GET', '/joining/areas')).body;
      const places = areas.map(({ prefix, applications }: any) => [prefix, applications]);
      return { places: places.filter(([, count]: any) => count > 0), elsewhere: elsewhere.applications };
    };
    const [kinuta, east] = [
      ['157', 1],
      ['154', 1],
    ];
    expect(await counts()).to.deep.equal({ places: [kinuta, east], elsewhere: 1 });
    await callAs(hanako, 'POST', '/account/erasure', { understood: 'destroy my key' });
    expect(await counts()).to.deep.equal({ places: [], elsewhere: 0 });
  });

  it('refuses what is not true to form, and keeps hostile text as text', async () => {
    const cases: [string, object][] = [
      ['digits', { supplyPointId: '03001112345678901234' }],
      ['grid area', { supplyPointId: `99${POINT.slice(2)}` }],
      ['postcode', { postcode: '157' }],
      ['day', { startDay: '2026-02-30' }],
      ['plant', { pv: { ratedW: 0, support: 'nonFit', fitEndDay: null } }],
      ['FIT without its end', { pv: { ratedW: 1, support: 'fit', fitEndDay: null } }],
      ['more than asked', { isAdmin: true }],
      ['control characters', { address: 'a\u0000b' }],
      ['text that turns round', { address: '\u202eevil' }],
      ['too long', { address: 'x'.repeat(101) }],
      ['prototype', JSON.parse('{"__proto__": {"x": 1}, "constructor": 1}')],
    ];
    for (const [what, change] of cases) {
      const { status, body } = await apply(change);
      expect([status, body.code], what).to.deep.equal([400, 'BODY_INVALID']);
    }
    const hostile = `<script>alert(1)</script>'; DROP TABLE application; -- =cmd|' /C calc'!A0 {{7*7}}`;
    const { body } = await apply({ address: hostile });
    expect((await callAs(hanako, 'GET', `/joining/applications/${body.applicationId}`)).body.address).to.equal(hostile);
  });

  it('asks for each purpose by itself, and takes a no at any time', async () => {
    const list = async () => (await callAs(hanako, 'GET', '/joining/consents')).body;
    const set = (purpose: string, given: unknown) => callAs(hanako, 'PUT', `/joining/consents/${purpose}`, { given });
    expect((await list()).map(({ given }: any) => given)).to.deep.equal([false, false, false, false]);
    await set('research', true);
    await set('effectReport', true);
    await set('research', false);
    const given = (await list()).filter((consent: any) => consent.given).map(({ purpose }: any) => purpose);
    expect(given).to.deep.equal(['effectReport']);
    expect((await set('everything', true)).status).to.equal(400);
    expect((await set('research', 'yes')).status).to.equal(400);
    expect((await callAs(hanako, 'GET', '/account/data')).body.consents).to.have.length(3);
  });

  it('records a consent when it changes, and applications and consents not without end', async () => {
    const set = (given: boolean) => callAs(hanako, 'PUT', '/joining/consents/research', { given });
    for (const given of [false, true, true, true]) expect((await set(given)).status).to.equal(204);
    expect((await callAs(hanako, 'GET', '/account/data')).body.consents).to.have.length(1);
    for (let change = 1; change < 197; change++) expect((await set(change % 2 === 0)).status).to.equal(204);
    const { applicationId } = (await apply()).body;
    await callAs(hanako, 'POST', `/joining/applications/${applicationId}/withdrawal`);
    expect((await apply()).body.code).to.equal('TOO_MANY_ATTEMPTS');
    expect((await set(false)).status, 'a no is taken at any time').to.equal(204);
    expect((await set(true)).body.code).to.equal('TOO_MANY_ATTEMPTS');
  });

  it('begins on the day that the application names, not when it is enrolled', async () => {
    const { sha256 } = (await publish('text')).body;
    const { applicationId } = (await apply({ startDay: '2026-07-01' })).body;
    await decide(applicationId, 'findEligible');
    await decide(applicationId, 'select');
    await agree(applicationId, [sha256]);
    expect((await enrol(applicationId)).status).to.equal(200);
    expect(exchange.app.get(ParticipantsService).get('hanako').fromSlot).to.equal(slotOf('2026-07-01'));
    await exchange.scheduler.tick();
    const order = { type: 'place', participantId: 'hanako', side: 'sell', priceSen: 1200, energyWh: 100 };
    expect((await callAs(hanako, 'POST', `/slots/${NOON}/commands`, order)).body.code).to.equal('MEMBERSHIP_OUTSIDE');
  });

  describe('an import', () => {
    const HEADER =
      'email,displayName,participantId,meterId,supplyPointId,side,postcode,address,startDay,minSellPriceSen,maxBuyPriceSen';
    const row = (n: number) =>
      `p${n}@example.jp,参加者${n},p${n},m${n},03001112345678901234${50 + n},buyer,1570066,"世田谷区, 成城",2026-07-01,850,2500`;
    const send = (...rows: string[]) =>
      exchange.call('POST', '/joining/imports', { csv: [HEADER, ...rows].join('\n') });

    it('makes participants, accounts and invitations', async () => {
      const { status, body } = await send(row(1), row(2), row(3).replace('p3@', 'p1@'));
      expect([status, body.imported]).to.deep.equal([200, 3]);
      const notices = (await exchange.call('GET', '/notices')).body.map(({ email }: any) => email);
      expect(notices.sort()).to.deep.equal(['p1@example.jp', 'p2@example.jp']);
      const accounts = (await exchange.call('GET', '/accounts')).body;
      expect(accounts.find(({ email }: any) => email === 'p1@example.jp').participants).to.have.length(2);
      expect((await exchange.call('GET', '/joining/applications?state=enrolled')).body).to.have.length(3);
    });

    it('is refused whole, with rows and columns', async () => {
      const bad = [
        row(1),
        row(2).replace('buyer', 'owner'),
        row(3).replace(',850,', ',8.5,'),
        row(1).replace('p1@', 'p9@'),
      ];
      const { status, body } = await send(...bad);
      expect([status, body.code, body.details.mistakes]).to.deep.equal([422, 'IMPORT_REFUSED', 5]);
      for (const place of ['row 3, side', 'row 4, minSellPriceSen', 'row 5, participantId', 'row 5, meterId']) {
        expect(body.message).to.include(place);
      }
      const again = [
        await send(row(1), `${row(2)},extra`),
        await send('"'),
        await send(),
        await exchange.call('POST', '/joining/imports', { csv: 'email\na@b.jp' }),
      ];
      for (const answer of again) expect(answer.body.code).to.equal('IMPORT_REFUSED');
      expect(exchange.app.get(ParticipantsService).all()).to.deep.equal([]);
    });

    it('takes who sells only with a plant that the rules admit, and nobody before the start day', async () => {
      const plants = (...rows: string[]) =>
        exchange.call('POST', '/joining/imports', {
          csv: [`${HEADER},pvRatedW,pvSupport,pvFitEndDay`, ...rows].join('\n'),
        });
      const seller = row(1).replace('buyer', 'seller');
      for (const [sent, why] of [
        [await send(seller), 'row 2: the rules refuse it, PV_MISSING'],
        [await plants(`${seller},4500,fit,2026-07-01`), 'row 2: the rules refuse it, FIT_NOT_ENDED'],
        [await plants(`${seller},4500,fit,`), 'row 2, pvFitEndDay'],
        [await send(row(1).replace('1570066', '1000001')), 'row 2: the rules refuse it, AREA_OUTSIDE'],
      ] as const) {
        expect(sent.body.code).to.equal('IMPORT_REFUSED');
        expect(sent.body.message).to.include(why);
      }
      expect((await plants(`${seller},4500,fit,2026-06-30`, `${row(2)},,,`)).body.imported).to.equal(2);
      expect(exchange.app.get(ParticipantsService).get('p1').fromSlot).to.equal(slotOf('2026-07-01'));
      const [application] = (await exchange.call('GET', '/joining/applications?state=enrolled')).body.filter(
        ({ participantId }: any) => participantId === 'p1',
      );
      expect(application.pv).to.deep.equal({ ratedW: 4500, support: 'fit', fitEndDay: '2026-06-30' });
    });

    it('can be checked first: every mistake by row and column, what is taken too, and nothing is changed', async () => {
      const check = async (...rows: string[]) =>
        (await exchange.call('POST', '/joining/imports/check', { csv: [HEADER, ...rows].join('\n') })).body;
      const placesOf = ({ mistakes }: any) =>
        mistakes.map(({ row: at, column, problem, reason }: any) => [at, column, problem, reason?.reason ?? null]);
      expect(await check(row(1), row(2))).to.deep.equal({ rows: 2, mistakeCount: 0, mistakes: [] });
      expect(exchange.app.get(ParticipantsService).all()).to.deep.equal([]);
      await apply({ supplyPointId: `03001112345678901234${54}` });
      await send(row(1));
      const bad = [
        row(1),
        '',
        row(2).replace('buyer', 'owner'),
        row(3).replace('buyer', 'seller'),
        row(4),
        row(5).replace(',m5,', ',m4,'),
      ];
      expect(placesOf(await check(...bad))).to.deep.equal([
        [2, 'participantId', 'taken', null],
        [2, 'meterId', 'taken', null],
        [2, 'supplyPointId', 'taken', null],
        [4, 'side', 'invalid', null],
        [5, null, 'refused', 'PV_MISSING'],
        [6, 'supplyPointId', 'taken', null],
        [7, 'meterId', 'repeated', null],
      ]);
      const heads = await exchange.call('POST', '/joining/imports/check', {
        csv: `${HEADER.replace('side', 'role')}\n`,
      });
      expect(placesOf(heads.body)).to.deep.equal([
        [1, 'side', 'absent', null],
        [1, 'role', 'unknown', null],
      ]);
      expect(placesOf(await check('"'))).to.deep.equal([[2, null, 'unreadable', null]]);
      expect(placesOf(await check())).to.deep.equal([[1, null, 'rowCount', null]]);
      const many = await check(...Array.from({ length: 60 }, (_, n) => row(n % 40).replace('buyer', 'owner')));
      expect([many.rows, many.mistakeCount, many.mistakes.length]).to.deep.equal([0, 60, 50]);
    });

    it('leaves nothing when the last row fails late', async () => {
      await apply({ supplyPointId: `03001112345678901234${52}` });
      expect((await send(row(1), row(2))).body.code).to.equal('APPLICATION_DUPLICATE');
      expect(exchange.app.get(ParticipantsService).all()).to.deep.equal([]);
      expect((await exchange.call('GET', '/notices')).body).to.deep.equal([]);
      expect((await send(row(1))).status, 'the id is free').to.equal(200);
    });
  });

  describe('leaving', () => {
    const setUp = async () => {
      const { sha256 } = (await publish('text')).body;
      const id = await selected();
      await agree(id, [sha256]);
      await enrol(id);
      await exchange.scheduler.tick();
      await callAs(hanako, 'POST', `/slots/${NOON}/commands`, {
        type: 'place',
        clientOrderId: 'o1',
        participantId: 'hanako',
        side: 'sell',
        priceSen: 1200,
        energyWh: 100,
      });
      exchange.clock.advanceTo(slotEndMs(NOON));
      await exchange.call('POST', '/readings', {
        readings: [{ meterId: 'meter-hanako', slot: NOON, exportWh: 300, importWh: 0 }],
      });
      await exchange.scheduler.tick();
    };

    it('shows everything held, and no secret of others', async () => {
      await setUp();
      const { body } = await callAs(hanako, 'GET', '/account/data');
      expect(body.account.accountId).to.equal(hanako.accountId);
      expect(body.participants[0].householdKey).to.match(/^[0-9a-f]{64}$/);
      expect(body.readings).to.have.length(1);
      expect(body.applications[0].supplyPointId).to.equal(POINT);
      expect(body.postings.length).to.be.greaterThan(0);
      expect(JSON.stringify(body)).not.to.match(/passwordHash|tokenHash|keyHash|argon2/);
    });

    it('erases an account that owns no supply point at once, with its applications and what it saw of family', async () => {
      await setUp();
      const family = await exchange.signIn('resident');
      await exchange.app.get(AccountsService).link(family.accountId, ['hanako'], 'family');
      const submitted = await apply({ supplyPointId: '0300111122223333444459', meterId: 'meter-family' }, family);
      expect(submitted.status).to.equal(201);
      expect((await callAs(family, 'POST', '/account/erasure', { understood: 'destroy my key' })).body).to.deep.equal(
        [],
      );
      expect((await callAs(family, 'GET', '/account/data')).body.code).to.equal('SIGN_IN_NEEDED');
      const applications = (await exchange.call('GET', '/joining/applications')).body;
      const accounts = (await exchange.call('GET', '/accounts')).body;
      const own = applications.find(({ applicationId }: any) => applicationId === submitted.body.applicationId);
      expect(own).to.include({ state: 'withdrawn', supplyPointId: '', address: '', postcode: '' });
      expect(accounts.some(({ accountId }: any) => accountId === family.accountId)).to.equal(false);
      const { body } = await callAs(hanako, 'GET', '/account/family');
      expect(JSON.stringify(body)).not.to.include(family.accountId);
    });

    it('ends trading at once, and destroys the key when no slot can be settled again', async () => {
      await setUp();
      const leave = (understood: string) => callAs(hanako, 'POST', '/account/erasure', { understood });
      expect((await leave('yes')).status).to.equal(400);
      const [erasure] = (await leave('destroy my key')).body;
      expect((await leave('destroy my key')).body.code).to.equal('ERASURE_REQUESTED');
      const participants = exchange.app.get(ParticipantsService);
      expect(participants.get('hanako').automatic).to.equal(false);
      const erase = (id = 'hanako') => exchange.call('POST', `/joining/erasures/${id}`);
      expect((await erase()).body.code).to.equal('ERASURE_NOT_DUE');
      expect((await erase('nobody')).body.code).to.equal('ERASURE_UNKNOWN');

      const alerts = async (): Promise<any[]> => (await exchange.call('GET', '/operations/overview')).body.alerts;
      const isDue = async () => (await alerts()).find(({ code }) => code === 'ERASURES_DUE')?.sinceMs;
      exchange.clock.advanceTo(erasure.dueAtMs);
      expect([(await erase()).body.code, await isDue()]).to.deep.equal(['ERASURE_NOT_DUE', undefined]);
      exchange.clock.advanceTo(erasure.dueAtMs + 1);
      expect(await isDue()).to.equal(erasure.dueAtMs);
      const late = { meterId: 'meter-hanako', slot: NOON, exportWh: 1, importWh: 0 };
      expect((await exchange.call('POST', '/readings/corrections', { readings: [late] })).body.code).to.equal(
        'READING_TOO_LATE',
      );
      const pseudonym = participants.pseudonymsOf(NOON).of('hanako');
      expect((await erase()).status).to.equal(204);
      expect((await exchange.call('GET', '/joining/erasures')).body).to.deep.equal([]);
      expect(await isDue()).to.equal(undefined);
      expect(participants.get('hanako').householdKey).to.equal('');
      expect(() => participants.pseudonymsOf(NOON).participantOf(pseudonym)).to.throw(/stands for no participant/);
      expect(() => participants.pseudonymsOf(NOON).of('hanako')).to.throw(/destroyed/);
      const account = (await exchange.call('GET', '/accounts')).body.find(
        (one: any) => one.accountId === hanako.accountId,
      );
      expect(account).to.equal(undefined);
      const stored = JSON.stringify((await exchange.call('GET', '/joining/applications')).body);
      expect(stored).not.to.match(/成城|0300111|1570066/);
      expect(CORRECTION_DAYS * DAY_MS).to.equal(erasure.dueAtMs - erasure.requestedAtMs);
    });
  });
});
