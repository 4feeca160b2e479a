import { expect } from 'chai';
import { DataSource } from 'typeorm';
import { makeSqlite, type TestDatabase } from './databases.js';
import { enrol, NOON, startExchange, type TestExchange } from './exchange.js';

describe('a database that fails', () => {
  let database: TestDatabase;
  let exchange: TestExchange;

  beforeEach(async () => {
    database = await makeSqlite();
    exchange = await startExchange(database.url);
    await enrol(exchange, ['sato', 'suzuki']);
    await exchange.scheduler.tick();
  });

  afterEach(async () => {
    await exchange.app.close();
    await database.remove();
  });

  const place = (
    clientOrderId: string,
    participantId: string,
    side: 'buy' | 'sell',
    priceSen: number,
    energyWh: number,
  ) => exchange.market.submit(NOON, { type: 'place', clientOrderId, participantId, side, priceSen, energyWh });

  /** A trigger makes the real database refuse the row, as a full disk would. */
  const breakTable = (table: string, when = '') =>
    exchange.app
      .get(DataSource)
      .query(`CREATE TRIGGER broken BEFORE INSERT ON ${table} ${when} BEGIN SELECT RAISE(ABORT, 'disk full'); END`);
  const mend = () => exchange.app.get(DataSource).query('DROP TRIGGER broken');

  it('acknowledges nothing, forgets what it applied, and goes on when the database is back', async () => {
    await place('s1', 'sato', 'sell', 1200, 500);
    const before = await exchange.market.bookView(NOON, 10);

    await breakTable('journal_entry', `WHEN NEW."clientOrderId" = 'b1'`);
    // One batch: the first order alone could be stored, but its neighbour cannot.
    const results = await Promise.allSettled([
      place('s2', 'sato', 'sell', 1300, 100),
      place('b1', 'suzuki', 'buy', 1500, 200),
    ]);
    expect(results.map((result) => (result.status === 'rejected' ? result.reason.code : 'stored'))).to.deep.equal([
      'STORE_FAILED',
      'STORE_FAILED',
    ]);
    await mend();

    await place('b2', 'suzuki', 'buy', 1000, 50);
    const after = await exchange.market.bookView(NOON, 10);
    expect(after.sell).to.deep.equal(before.sell);
    expect(after.buy).to.deep.equal([{ priceSen: 1000, energyWh: 50, orders: 1 }]);
    // An enrolment and an order.
    expect(after.sequence).to.equal(before.sequence + 4);
    await place('b1', 'suzuki', 'buy', 1500, 200);
    expect(exchange.market.position(NOON, 'suzuki')!.boughtWh).to.equal(200);
  });

  it('takes orders whose trades it cannot write yet, seals nothing without them, and loses none', async () => {
    const trades = async () => (await exchange.call('GET', `/slots/${NOON}/trades`)).body;
    const closed = () =>
      exchange.market.close(NOON).then(
        () => true,
        () => false,
      );
    await place('s1', 'sato', 'sell', 1200, 500);
    await breakTable('trade');
    await place('b1', 'suzuki', 'buy', 1500, 200);
    expect(await trades(), 'reads go on').to.deep.equal([]);
    expect(exchange.market.position(NOON, 'suzuki')!.boughtWh).to.equal(200);
    expect(await closed()).to.equal(false);
    await mend();
    expect(await closed()).to.equal(true);
    expect((await trades()).map(({ energyWh }: { energyWh: number }) => energyWh)).to.deep.equal([200]);
  });

  it('a step of the scheduler that fails shows in the health page, and the next tick mends it', async () => {
    await breakTable('outbox_record');
    await exchange.advanceTo(exchange.clock.nowMs() + 3_600_000);
    const ill = await exchange.call('GET', '/health');
    expect(ill.body.status).to.equal('degraded');
    expect(ill.body.problems[0]).to.include({ step: 'close' });
    await mend();
    await exchange.scheduler.tick();
    const well = await exchange.call('GET', '/health');
    expect(well.body).to.include({ status: 'ok', openSlots: 0 });
    expect(well.body.anchor).to.deep.equal({ pending: 1, sent: 0, confirmed: 0, connected: false });
  });
});
