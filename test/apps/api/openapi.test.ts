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
