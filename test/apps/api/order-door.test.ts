import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import fastify from 'fastify';
import { AccessGuard } from '#api/accounts/access.guard.js';
import { MarketController } from '#api/market/market.controller.js';
import { MarketStore } from '#api/market/market-store.js';
import { openOrderDoor } from '#api/market/order-door.js';
import { expectCode } from '../../libs/error-code.js';
import { makeSqlite, type TestDatabase } from './databases.js';
import { type Answer, type Caller, enrol, NOON, ORIGIN, startExchange, type TestExchange } from './exchange.js';

const SELL = { type: 'place', participantId: 'sato', side: 'sell', priceSen: 1200, energyWh: 500 };
const BUY = { type: 'place', participantId: 'suzuki', side: 'buy', priceSen: 1300, energyWh: 200 };
/** Said of the connection, not of the answer. */
const OF_CONNECTION = new Set(['date', 'connection', 'keep-alive']);

interface Call {
  readonly title: string;
  readonly path?: string;
  /** Undefined: the owner of both. */
  readonly caller?: 'nobody' | 'operator' | 'stranger';
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: object | string;
  readonly status: number;
  /** Answered by Nest's pipeline also at the server. */
  readonly byNest?: true;
}

const path = (slot: number | string) => `/api/slots/${slot}/commands`;

const CALLS: readonly Call[] = [
  { title: 'an order', body: SELL, status: 200 },
  { title: 'an order that trades', body: { ...BUY, clientOrderId: 'one' }, status: 200 },
  { title: 'the same once more', body: { ...BUY, clientOrderId: 'one' }, status: 409 },
  { title: 'a cancel', body: { type: 'cancel', participantId: 'sato', orderId: 0 }, status: 200 },
  { title: 'an order that the book refuses', body: { ...SELL, priceSen: 999_999 }, status: 422 },
  { title: 'a client id with a space', body: { ...SELL, clientOrderId: 'a b' }, status: 422 },
  { title: 'a field too many', body: { ...SELL, more: 1 }, status: 400 },
  { title: 'a list', body: '[]', status: 400 },
  { title: 'no JSON', body: '{"type":', status: 400 },
  { title: 'no JSON, from nobody', caller: 'nobody', body: '{"type":', status: 400 },
  { title: 'a poisoned prototype', body: '{"type":"place","__proto__":{"x":1}}', status: 400 },
  { title: 'Japanese in what is wrong', body: { ...SELL, side: '売り' }, status: 422 },
  { title: 'nobody', caller: 'nobody', body: SELL, status: 401 },
  { title: 'a cookie of nobody', caller: 'nobody', headers: { cookie: 'ichien=x' }, body: SELL, status: 401 },
  { title: 'a key of nobody', caller: 'nobody', headers: { authorization: 'Bearer x' }, body: SELL, status: 401 },
  { title: 'an operator', caller: 'operator', body: SELL, status: 403 },
  { title: "somebody else's home", caller: 'stranger', body: SELL, status: 404 },
  { title: 'another origin', headers: { origin: 'https://evil.example' }, body: SELL, status: 403 },
  { title: 'no origin', headers: { origin: undefined }, body: SELL, status: 403 },
  { title: 'another site', headers: { 'sec-fetch-site': 'cross-site' }, body: SELL, status: 403 },
  { title: 'another host', headers: { host: 'rebound.example' }, body: SELL, status: 403 },
  { title: 'a slot that was never opened', path: path(NOON + 1), body: SELL, status: 404 },
  { title: 'no slot', path: path('noon'), body: SELL, status: 400, byNest: true },
  { title: 'a query', path: `${path(NOON)}?x=1`, body: SELL, status: 200, byNest: true },
  { title: 'no body', status: 400, byNest: true },
  { title: 'text', headers: { 'content-type': 'text/plain' }, body: 'sell', status: 400, byNest: true },
  { title: 'a body too large', body: { ...SELL, participantId: 'x'.repeat(70_000) }, status: 413, byNest: true },
];

describe('the door of orders at the server', () => {
  let databases: TestDatabase[];
  /** The same exchange twice: one is called at its server, the other in Nest's pipeline alone. */
  let atServer: TestExchange;
  let inNest: TestExchange;
  let port: number;

  before(async () => {
    databases = [await makeSqlite(), await makeSqlite()];
    [atServer, inNest] = (await Promise.all(databases.map(({ url }) => startExchange(url)))) as [
      TestExchange,
      TestExchange,
    ];
    for (const exchange of [atServer, inNest]) {
      await enrol(exchange, ['sato', 'suzuki']);
      await exchange.scheduler.tick();
    }
    await atServer.app.listen(0, '127.0.0.1');
    port = (atServer.app.getHttpServer().address() as AddressInfo).port;
  });

  after(async () => {
    for (const exchange of [atServer, inNest]) await exchange.app.close();
    for (const database of databases) await database.remove();
  });

  const callersOf = async (exchange: TestExchange) => ({
    owner: await exchange.signIn('resident', ['sato', 'suzuki']),
    operator: await exchange.signIn('operator'),
    stranger: await exchange.signIn('resident'),
    nobody: { accountId: '', headers: { origin: ORIGIN } },
  });

  const headersOf = ({ headers }: Call, caller: Caller) =>
    Object.fromEntries(
      Object.entries({
        host: 'localhost',
        'content-type': 'application/json',
        ...caller.headers,
        ...headers,
      }).filter((header): header is [string, string] => header[1] !== undefined),
    );

  const textOf = ({ body }: Call) => (typeof body === 'object' ? JSON.stringify(body) : (body ?? ''));

  const callServer = (call: Call, caller: Caller): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const text = textOf(call);
      const headers = { ...headersOf(call, caller), 'content-length': Buffer.byteLength(text) };
      httpRequest({ host: '127.0.0.1', port, method: 'POST', path: call.path ?? path(NOON), headers }, (response) => {
        let body = '';
        response
          .setEncoding('utf8')
          .on('data', (chunk: string) => {
            body += chunk;
          })
          .on('end', () =>
            resolve({ status: response.statusCode!, headers: response.headers, body: JSON.parse(body) }),
          );
      })
        .on('error', reject)
        .end(text);
    });

  const callNest = async (call: Call, caller: Caller): Promise<Answer> => {
    const answer = await inNest.app.inject({
      method: 'POST',
      url: call.path ?? path(NOON),
      headers: headersOf(call, caller),
      payload: textOf(call),
    });
    return { status: answer.statusCode, headers: answer.headers, body: answer.json() };
  };

  const plain = ({ headers, ...answer }: Answer) => ({
    ...answer,
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !OF_CONNECTION.has(name))),
  });

  it("answers to the letter what Nest's pipeline answers, and without it", async () => {
    const [ofServer, ofNest] = [await callersOf(atServer), await callersOf(inNest)];
    let handled = 0;
    const count = () => {
      handled += 1;
    };
    subscribe('tracing:fastify.request.handler:start', count);
    try {
      for (const call of CALLS) {
        const who = call.caller ?? 'owner';
        handled = 0;
        const answer = await callServer(call, ofServer[who]);
        if (call.byNest !== true) expect(handled, `${call.title} in Nest`).to.equal(0);
        expect(answer.status, `${call.title}: ${JSON.stringify(answer.body)}`).to.equal(call.status);
        expect(plain(answer), call.title).to.deep.equal(plain(await callNest(call, ofNest[who])));
      }
      handled = 0;
      await callNest(CALLS[0]!, ofNest.owner);
      expect(handled, 'what Nest handles is seen').to.equal(1);
    } finally {
      unsubscribe('tracing:fastify.request.handler:start', count);
    }
    const books = await Promise.all([atServer, inNest].map(({ app }) => app.get(MarketStore).journal(NOON, 0, 1000)));
    expect(books[0]!.length).to.be.greaterThan(4);
    expect(books[0]).to.deep.equal(books[1]!.slice(0, books[0]!.length));
  });

  it('does not open where Nest has no such route', () => {
    const { app } = inNest;
    expectCode('CONFIG_INVALID', () =>
      openOrderDoor(fastify(), app.get(AccessGuard), {} as never, app.get(MarketController)),
    );
  });
});
