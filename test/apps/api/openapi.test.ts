import { expect } from 'chai';
import { makeSqlite, type TestDatabase } from './databases.js';
import { NOON, startExchange, type TestExchange } from './exchange.js';

describe('the description at /api/docs', () => {
  let database: TestDatabase;
  let exchange: TestExchange;

  before(async () => {
    database = await makeSqlite();
    exchange = await startExchange(database.url);
  });

  after(async () => {
    await exchange.app.close();
    await database.remove();
  });

  it('lists every door', async () => {
    const { status, body } = await exchange.call('GET', '/docs-json');
    expect(status).to.equal(200);
    expect(Object.keys(body.paths).sort()).to.deep.equal([
      '/api/anchors',
      '/api/billing/accounts',
      '/api/billing/accounts/{participantId}',
      '/api/billing/files/{file}',
      '/api/billing/months/{month}',
      '/api/billing/months/{month}/close',
      '/api/billing/months/{month}/debit-results',
      '/api/billing/months/{month}/files',
      '/api/billing/months/{month}/statements',
      '/api/billing/payments',
      '/api/billing/statements/{number}/versions/{version}/pdf',
      '/api/evidence/bundle.json',
      '/api/evidence/manifest.json',
      '/api/evidence/{slot}',
      '/api/evidence/{slot}/trades/{sequence}',
      '/api/health',
      '/api/imbalance-prices',
      '/api/ledger/accounts/{account}',
      '/api/ledger/accounts/{account}/entries',
      '/api/ledger/trial-balance',
      '/api/meters/{meterId}/exchanges',
      '/api/meters/{meterId}/facts',
      '/api/participants',
      '/api/participants/{participantId}',
      '/api/participants/{participantId}/statements',
      '/api/readings',
      '/api/readings/completeness/days/{day}',
      '/api/readings/completeness/slots/{slot}',
      '/api/readings/confirmed-totals/{month}',
      '/api/readings/corrections',
      '/api/readings/deliveries',
      '/api/readings/echonet',
      '/api/readings/files/{format}',
      '/api/readings/findings/slots/{slot}',
      '/api/readings/meters/{meterId}/oddities/{day}',
      '/api/readings/meters/{meterId}/slots/{slot}',
      '/api/reports/months/{month}',
      '/api/reports/months/{month}/households/{participantId}',
      '/api/slots',
      '/api/slots/{slot}/book',
      '/api/slots/{slot}/certificates',
      '/api/slots/{slot}/commands',
      '/api/slots/{slot}/journal',
      '/api/slots/{slot}/operations',
      '/api/slots/{slot}/receipts/{sequence}',
      '/api/slots/{slot}/settlement',
      '/api/slots/{slot}/statistics',
      '/api/slots/{slot}/trades',
    ]);
  });

  it('describes bodies from the same schemas that check them', async () => {
    const { body } = await exchange.call('GET', '/docs-json');
    const schema = body.paths['/api/readings'].post.requestBody.content['application/json'].schema;
    expect(schema.properties.readings.items.required).to.deep.equal(['meterId', 'slot', 'exportWh', 'importWh']);
  });

  it('is a page for people', async () => {
    const answer = await exchange.app.inject({ method: 'GET', url: '/api/docs' });
    expect(answer.statusCode).to.equal(200);
    expect(answer.headers['content-type']).to.match(/html/);
  });

  it('an unknown door is answered as such', async () => {
    const { status, body } = await exchange.call('GET', '/nothing');
    expect([status, body.code]).to.deep.equal([404, 'ROUTE_UNKNOWN']);
  });

  it('a body beyond the limit is refused', async () => {
    const { status, body } = await exchange.call('POST', `/slots/${NOON}/commands`, `"${'x'.repeat(5_000_000)}"`);
    expect([status, body.code]).to.deep.equal([413, 'BODY_INVALID']);
  });

  it('registers a participant, shows its key once, and refuses the same again', async () => {
    const newcomer = { participantId: 'sato', meterId: 'm1', minSellPriceSen: 850, maxBuyPriceSen: 2500 };
    const { status, body } = await exchange.call('POST', '/participants', newcomer);
    expect(status).to.equal(201);
    expect(body.householdKey).to.match(/^[0-9a-f]{64}$/);
    const shown = await exchange.call('GET', '/participants/sato');
    expect(shown.body).to.include({ meterId: 'm1', mode: 'balanced' }).and.not.have.property('householdKey');
    expect((await exchange.call('POST', '/participants', newcomer)).body.code).to.equal('PARTICIPANT_DUPLICATE');
    const sameMeter = { ...newcomer, participantId: 'suzuki' };
    expect((await exchange.call('POST', '/participants', sameMeter)).body.code).to.equal('METER_DUPLICATE');
    expect((await exchange.call('POST', '/participants', { ...newcomer, maxBuyPriceSen: 0.5 })).body.code).to.equal(
      'BODY_INVALID',
    );
  });
});
