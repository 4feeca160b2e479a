import { Controller, Get, Module } from '@nestjs/common';
import { DiscoveryModule, NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { expect } from 'chai';
import { RouteRegister } from '#api/accounts/route-register.js';
import { SessionsService } from '#api/accounts/sessions.service.js';
import { isIchienError } from '#energy';
import { ROLES } from '#joining';
import { makeSqlite, type TestDatabase } from './databases.js';
import { type Caller, enrol, type Method, NOON, startExchange, type TestExchange } from './exchange.js';

const EVERYBODY = ROLES.join(' ');

/** Every route and who may call it. A new route fails here until somebody has said who may. */
const TABLE: Readonly<Record<string, string>> = {
  'POST /setup': 'public',
  'POST /registration': 'public',
  'POST /password': 'public',
  'POST /password/forgotten': 'public',
  'POST /session': 'public',
  'DELETE /session': 'public',
  'POST /session/passkey': 'public',
  'POST /session/passkey/options': 'public',
  'GET /health/status': 'public',
  'GET /session': 'halfSignedIn',
  'POST /session/authenticator': 'halfSignedIn',
  'POST /session/code': 'halfSignedIn',
  'GET /account/passkeys': EVERYBODY,
  'POST /account/passkeys': EVERYBODY,
  'DELETE /account/passkeys/:credentialId': EVERYBODY,
  'POST /account/passkeys/options': EVERYBODY,
  'PUT /account/password': EVERYBODY,
  'GET /account/sessions': EVERYBODY,
  'DELETE /account/sessions': EVERYBODY,
  'DELETE /account/sessions/:sessionId': EVERYBODY,
  'GET /account/family': 'resident',
  'POST /account/family': 'resident',
  'DELETE /account/family/:accountId': 'resident',
  'GET /account/data': 'resident',
  'GET /account/orders/:day': 'resident',
  'POST /account/erasure': 'resident',
  'GET /account/keys': 'auditor',
  'POST /account/keys': 'auditor',
  'DELETE /account/keys/:keyId': 'auditor',
  'GET /accounts': 'operator',
  'POST /accounts': 'operator',
  'DELETE /accounts/:accountId': 'operator',
  'POST /accounts/:accountId/invitation': 'operator',
  'PUT /accounts/:accountId/participants/:participantId': 'operator',
  'DELETE /accounts/:accountId/participants/:participantId': 'operator',
  'PUT /accounts/:accountId/role': 'operator',
  'PUT /accounts/:accountId/lock': 'operator',
  'DELETE /accounts/:accountId/lock': 'operator',
  'DELETE /accounts/:accountId/second-factor': 'operator',
  'GET /notices': 'operator',
  'GET /devices': 'operator',
  'POST /devices': 'operator',
  'DELETE /devices/:keyId': 'operator',
  'GET /audit': 'operator auditor',
  'GET /audit/head': 'operator auditor',
  'GET /audit/anchors': 'operator auditor',
  'GET /health': 'operator auditor',
  'GET /anchors': 'operator auditor',
  'GET /slots': EVERYBODY,
  'GET /slots/:slot/book': EVERYBODY,
  'GET /slots/:slot/reasons': 'operator auditor resident retailer',
  'GET /slots/:slot/statistics': EVERYBODY,
  'GET /slots/:slot/trades': EVERYBODY,
  'GET /slots/:slot/certificates': EVERYBODY,
  'POST /slots/:slot/commands': 'resident retailer',
  'POST /slots/:slot/operations': 'operator',
  'GET /slots/:slot/journal': 'operator auditor',
  'GET /slots/:slot/settlement': 'operator retailer',
  'POST /slots/:slot/grants': 'operator retailer',
  'GET /grants/rewards/:month': 'operator retailer',
  'GET /grants/fund/:month': 'operator retailer ward',
  'GET /slots/:slot/receipts/:sequence': 'operator auditor resident retailer',
  'GET /stream': EVERYBODY,
  'POST /readings': 'operator device',
  'POST /readings/corrections': 'operator',
  'POST /readings/files/:format': 'operator gridOperator',
  'POST /readings/echonet': 'device',
  'GET /readings/deliveries': 'operator gridOperator auditor',
  'GET /readings/completeness/slots/:slot': 'operator gridOperator auditor',
  'GET /readings/completeness/days/:day': 'operator gridOperator auditor',
  'GET /readings/findings/slots/:slot': 'operator gridOperator auditor',
  'GET /readings/confirmed-totals/:month': 'operator gridOperator auditor',
  'GET /readings/meters/:meterId/slots/:slot': 'operator gridOperator auditor',
  'GET /readings/meters/:meterId/oddities/:day': 'operator gridOperator auditor',
  'GET /meters/:meterId/facts': 'operator',
  'POST /meters/:meterId/facts': 'operator',
  'GET /meters/:meterId/exchanges': 'operator',
  'POST /meters/:meterId/exchanges': 'operator',
  'POST /imbalance-prices': 'operator retailer',
  'POST /rule-sets': 'operator',
  'POST /co2-factors': 'operator',
  'POST /rates': 'operator retailer',
  'GET /tariffs': 'operator retailer',
  'POST /tariffs/:tariffId/terms': 'operator retailer',
  'POST /imbalance-prices/files': 'operator retailer',
  'POST /billing/fuel-adjustments': 'operator retailer',
  'POST /billing/spot-prices': 'operator retailer',
  'GET /billing/prices/:month': 'operator retailer',
  'GET /billing/prices/:month/versions': 'operator retailer',
  'GET /billing/accounts': 'operator retailer',
  'POST /billing/accounts': 'operator retailer',
  'GET /billing/accounts/:participantId': 'operator retailer',
  'GET /billing/accounts/:participantId/contracts': 'operator retailer',
  'POST /billing/months/:month/close': 'operator retailer',
  'GET /billing/months/:month': 'operator retailer',
  'GET /billing/months/:month/readiness': 'operator retailer',
  'GET /billing/months/:month/statements': 'operator retailer',
  'GET /billing/months/:month/files': 'operator retailer',
  'GET /billing/files/:file': 'operator retailer',
  'GET /billing/statements/:number/versions/:version/pdf': 'operator retailer',
  'POST /billing/months/:month/debit-results': 'operator retailer',
  'GET /billing/plans/:day': 'operator retailer',
  'POST /billing/plans/:day': 'operator retailer',
  'GET /billing/payments': 'operator retailer',
  'GET /billing/payments/held': 'operator retailer',
  'POST /billing/payments/results': 'operator retailer',
  'POST /billing/payments/decisions': 'operator retailer',
  'POST /billing/months/:month/transfers-executed': 'operator retailer',
  'GET /participants/:participantId/statements': 'operator retailer resident',
  'GET /participants/:participantId/statements/:number/versions/:version/pdf': 'operator retailer resident',
  'GET /reports/months/:month': 'operator retailer ward auditor',
  'GET /reports/months/:month/households/:participantId': 'operator retailer resident',
  'GET /ledger/trial-balance': 'operator retailer auditor',
  'GET /ledger/accounts/:account': 'operator retailer auditor',
  'GET /ledger/accounts/:account/entries': 'operator retailer auditor',
  'POST /participants': 'operator',
  'GET /participants/:participantId': 'operator retailer resident',
  'POST /participants/:participantId/end': 'operator retailer',
  'GET /evidence/:slot': 'operator auditor',
  'GET /evidence/bundle.json': 'operator auditor',
  'GET /evidence/manifest.json': 'operator auditor',
  'GET /evidence/:slot/trades/:sequence': 'operator auditor resident retailer',
  'GET /chain/place': EVERYBODY,
  'POST /chain/node': EVERYBODY,
  'GET /announcements': EVERYBODY,
  'POST /announcements': 'operator ward',
  'DELETE /announcements/:announcementId': 'operator ward',
  'GET /operations/overview': 'operator',
  'GET /operations/slots': 'operator retailer auditor ward gridOperator wholesaler researcher',
  'GET /operations/slots.csv': 'operator retailer',
  'GET /operations/slots/:slot': 'operator auditor',
  'GET /operations/exceptions': 'operator auditor',
  'GET /operations/participants': 'operator',
  'GET /operations/rules': 'operator retailer auditor ward gridOperator wholesaler researcher',
  'GET /operations/retail': 'operator retailer',
  'GET /operations/retail.csv': 'operator retailer',
  'GET /operations/effect': 'operator ward researcher',
  'GET /operations/effect.csv': 'operator ward researcher',
  'POST /joining/applications': 'resident',
  'GET /joining/applications': 'resident ward operator',
  'GET /joining/areas': 'ward operator',
  'GET /joining/applications/:applicationId': 'resident ward operator',
  'POST /joining/applications/:applicationId/decision': 'ward',
  'POST /joining/applications/:applicationId/withdrawal': 'resident',
  'POST /joining/applications/:applicationId/agreement': 'resident',
  'POST /joining/applications/:applicationId/enrolment': 'operator',
  'GET /joining/documents': EVERYBODY,
  'POST /joining/documents': 'operator',
  'GET /joining/documents/versions': 'operator',
  'GET /joining/documents/:sha256': EVERYBODY,
  'GET /joining/agreements': 'resident',
  'POST /joining/agreements': 'resident',
  'GET /joining/consents': 'resident',
  'PUT /joining/consents/:purpose': 'resident',
  'POST /joining/imports': 'operator',
  'POST /joining/imports/check': 'operator',
  'GET /joining/erasures': 'operator auditor',
  'POST /joining/erasures/:participantId': 'operator',
  'GET /resident/points': 'resident',
  'GET /resident/points/:point/home': 'resident',
  'GET /resident/points/:point/label': 'resident',
  'GET /resident/points/:point/market': 'resident',
  'GET /resident/points/:point/notices': 'resident',
  'GET /resident/points/:point/series': 'resident',
  'GET /resident/points/:point/series.csv': 'resident',
  'GET /resident/points/:point/settings': 'resident',
  'PUT /resident/points/:point/name': 'resident',
  'PUT /resident/points/:point/settings': 'resident',
  'GET /resident/points/:point/trades': 'resident',
  'GET /resident/points/:point/trades/:slot/:sequence': 'resident',
  'GET /resident/points/:point/trades/:slot/:sequence/evidence': 'resident',
};

/** Refusals that say "not you", whatever was asked. */
const NOT_YOU = ['SIGN_IN_NEEDED', 'ROLE_NOT_ALLOWED', 'SECOND_FACTOR_NEEDED'];
/** Ends the very session that asks, or never ends its answer. */
const NOT_TRIED = ['DELETE /session', 'DELETE /account/sessions', 'GET /stream'];

/** Routes that take no body, with what they answer about what is not there. */
const WITHOUT_BODY: readonly string[] = [
  'POST /account/passkeys/options 200',
  'POST /accounts/:accountId/invitation 404',
  'POST /joining/applications/:applicationId/withdrawal 404',
  'POST /joining/erasures/:participantId 404',
  'POST /session/authenticator 200',
  'POST /session/passkey/options 200',
  'PUT /accounts/:accountId/participants/:participantId 404',
];
/** Routes that answer for any place of the right form: with nothing in it, or with what stands beforehand. */
const FOUND: readonly string[] = [
  'GET /readings/completeness/slots/:slot 200',
  'GET /readings/findings/slots/:slot 200',
];

describe('every route and who may call it', function () {
  this.timeout(120_000);

  let database: TestDatabase;
  let exchange: TestExchange;
  const callers = new Map<string, Caller | undefined>();

  before(async () => {
    database = await makeSqlite();
    exchange = await startExchange(database.url);
    await enrol(exchange, ['sato']);
    await exchange.scheduler.tick();
    for (const role of ROLES) callers.set(role, await exchange.signIn(role));
    const { key } = (await exchange.call('POST', '/devices', { meterId: 'meter-sato', label: 'roof' })).body;
    callers.set('device', { accountId: '', headers: { authorization: `Bearer ${key}` } });
    callers.set('nobody', undefined);
  });

  after(async () => {
    await exchange.app.close();
    await database.remove();
  });

  const filled = (path: string) =>
    path
      .replace(':slot', String(NOON))
      .replace(':sequence', '1')
      .replace(':purpose', 'research')
      .replace(/:(point|participantId|credentialId)/, 'stranger')
      .replace(/:\w+/g, '00000000-0000-4000-8000-000000000000');
  const refusalOf = async (caller: string, route: string) => {
    const [method, path] = route.split(' ') as [Method, string];
    const body = method === 'POST' || method === 'PUT' ? { unexpected: true } : undefined;
    const { status, body: answer } = await exchange.callAs(callers.get(caller), method, filled(path), body);
    // "Allowed" is not "fails": what we did not foresee is no answer.
    expect(status, `${caller}: ${route}`).to.be.below(500);
    return NOT_YOU.includes(answer?.code) ? answer.code : 'none';
  };

  it('the table is the description', async () => {
    const { paths } = (await exchange.call('GET', '/docs-json')).body;
    const described: Record<string, string> = {};
    for (const [path, operations] of Object.entries<Record<string, any>>(paths)) {
      for (const [method, operation] of Object.entries(operations)) {
        const route = `${method.toUpperCase()} ${path.slice('/api'.length).replace(/\{(\w+)\}/g, ':$1')}`;
        described[route] = operation['x-access'].join(' ');
      }
    }
    expect(described).to.deep.equal(TABLE);
  });

  it('no route of the server is missing from the description, but the description itself', async () => {
    const tree: string = exchange.app.getHttpAdapter().getInstance().printRoutes({ commonPrefix: false });
    const parents: string[] = [];
    const served: string[] = [];
    for (const line of tree.trimEnd().split('\n')) {
      const [, indent, part, methods] = /^([│ ]*)[├└]── (\S+)(?: \(([^)]*)\))?$/.exec(line)!;
      const depth = indent!.length / 4;
      parents[depth] = (parents[depth - 1] ?? '') + part!;
      for (const method of methods?.split(', ') ?? [])
        if (method !== 'HEAD') served.push(`${method} ${parents[depth]}`);
    }
    const own = served.filter((route) => !route.includes(' /api/docs')).map((route) => route.replace(' /api', ' '));
    expect(own.sort()).to.deep.equal(Object.keys(TABLE).sort());
  });

  it('nobody is answered where somebody is asked for', async () => {
    for (const [route, access] of Object.entries(TABLE)) {
      expect(await refusalOf('nobody', route), route).to.equal(access === 'public' ? 'none' : 'SIGN_IN_NEEDED');
    }
  });

  for (const role of [...ROLES, 'device']) {
    it(`${role}: what the table says and nothing else`, async () => {
      for (const [route, access] of Object.entries(TABLE)) {
        const isAllowed = ['public', 'halfSignedIn'].includes(access) || access.split(' ').includes(role);
        if (isAllowed && NOT_TRIED.includes(route)) continue;
        expect(await refusalOf(role, route), route).to.equal(isAllowed ? 'none' : 'ROLE_NOT_ALLOWED');
      }
    });
  }

  /** Calls a route as the first role that may, and says what was answered. */
  const outcomeOf = async (route: string, path: string, body?: object) => {
    const access = TABLE[route]!;
    const caller = ['public', 'halfSignedIn'].includes(access) ? 'resident' : access.split(' ')[0]!;
    const answer = await exchange.callAs(callers.get(caller), route.split(' ')[0] as Method, path, body);
    return { status: answer.status, code: answer.body?.code };
  };
  const routes = Object.keys(TABLE)
    .filter((route) => !NOT_TRIED.includes(route))
    .map((route) => [route, route.split(' ')[1]!] as const);

  it('refuses a body in another shape, wherever it takes one', async () => {
    const accepted: string[] = [];
    for (const [route, path] of routes) {
      if (!/^(POST|PUT) /.test(route)) continue;
      const { status } = await outcomeOf(route, filled(path), { unexpected: true });
      if (status !== 400) accepted.push(`${route} ${status}`);
    }
    expect(accepted.sort()).to.deep.equal(WITHOUT_BODY);
  });

  it('refuses a place that is not true to form, and does not find what is not there', async () => {
    const found: string[] = [];
    for (const [route, path] of routes) {
      if (!path.includes(':')) continue;
      const bad = await outcomeOf(route, path.replace(/:\w+/g, '%20%27--'), {});
      if (bad.status < 400 || bad.status >= 500) found.push(`${route} bad ${bad.status}`);
      if (!route.startsWith('GET ')) continue;
      const absent = await outcomeOf(route, filled(path.replace(':slot', '1')));
      if (![404, 422, 400].includes(absent.status)) found.push(`${route} ${absent.status}`);
    }
    expect(found.sort()).to.deep.equal(FOUND);
  });

  it('between password and second factor only those routes answer that lead on', async () => {
    const { accountId } = callers.get('auditor')!;
    const place = { address: '127.0.0.1', userAgent: 'test' };
    const { token } = await exchange.app.get(SessionsService).begin({ accountId, role: 'auditor' }, false, place);
    callers.set('half', { accountId, headers: { cookie: `ichien=${token}`, origin: 'http://localhost' } });
    for (const [route, access] of Object.entries(TABLE)) {
      if (route === 'DELETE /session') continue;
      const leadsOn = access === 'public' || access === 'halfSignedIn';
      expect(await refusalOf('half', route), route).to.equal(leadsOn ? 'none' : 'SECOND_FACTOR_NEEDED');
    }
  });

  it('a route that states no role does not start', async () => {
    @Controller('open')
    class OpenController {
      @Get()
      get(): string {
        return 'open';
      }
    }
    @Module({ imports: [DiscoveryModule], controllers: [OpenController], providers: [RouteRegister] })
    class OpenModule {}
    const app = await NestFactory.create(OpenModule, new FastifyAdapter(), { logger: false });
    let code = 'started';
    try {
      await app.init();
    } catch (error) {
      code = isIchienError(error) ? error.code : String(error);
    }
    await app.close();
    expect(code).to.equal('ROUTE_WITHOUT_ROLE');
  });
});
