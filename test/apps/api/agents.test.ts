import { expect } from 'chai';
import { gateClosureMs, SLOTS_PER_DAY } from '#energy';
import { onBothDatabases, type TestDatabase } from './databases.js';
import { enrol, NOON, reading, startExchange, type TestExchange } from './exchange.js';

const HALF_HOUR_MS = 1_800_000;

onBothDatabases('agents', (make) => {
  let database: TestDatabase;
  let exchange: TestExchange;

  beforeEach(async () => {
    database = await make();
    exchange = await startExchange(database.url);
    await enrol(exchange, ['sato'], true);
    const readings = [1, 2, 3].map((days) => reading('sato', 1000, 0, NOON - days * SLOTS_PER_DAY));
    expect((await exchange.call('POST', '/readings', { readings })).status).to.equal(200);
  });

  afterEach(async () => {
    await exchange.app.close();
    await database.remove();
  });

  const sells = async () => (await exchange.call('GET', `/slots/${NOON}/book`)).body.sell;
  const operate = (type: string) => exchange.call('POST', `/slots/${NOON}/operations`, { type });

  it('keep their orders in a halt, and come back after it', async () => {
    await exchange.scheduler.tick();
    const before = await sells();
    expect(before, 'the agent offers what it expects').to.have.length(1);
    await operate('halt');
    await exchange.advanceTo(gateClosureMs(NOON) - HALF_HOUR_MS);
    expect(await sells(), 'its last price cannot be entered now').to.deep.equal(before);
    await operate('resume');
    await exchange.scheduler.tick();
    const [after] = await sells();
    expect(after).to.include({ priceSen: 850, energyWh: before[0].energyWh });
    expect(after.priceSen).to.be.lessThan(before[0].priceSen);
  });

  it('do nothing in a slot that is halted from the start', async () => {
    await exchange.market.open(NOON);
    await operate('halt');
    await exchange.scheduler.tick();
    expect(await sells()).to.deep.equal([]);
    await operate('resume');
    await exchange.scheduler.tick();
    expect(await sells()).to.have.length(1);
  });
});
