import { expect } from 'chai';
import { SettlementService } from '#api/settlement/settlement.service.js';
import { sayAnchored } from '#backtest/settled-month.js';
import { formatSlot, slotAt, slotOf } from '#energy';
import { closeMonth, makeSettledJuly, startBilling, stopBilling } from './billed-month.js';
import { onBothDatabases, type TestDatabase } from './databases.js';
import { enrol, startExchange, type TestExchange } from './exchange.js';

const HOUR_MS = 3_600_000;

onBothDatabases('a month that the exchange has not wholly lived', (make) => {
  let database: TestDatabase;
  let billing: { exchange: TestExchange; folder: string } | undefined;

  before(async () => {
    database = await make();
  });

  after(async () => {
    if (billing !== undefined) await stopBilling(billing);
    await database.remove();
  });

  it('is billed from the exchange’s first half hour on', async function () {
    this.timeout(120_000);
    await makeSettledJuly(database, '2026-07-10');
    billing = await startBilling(database);
    const { call } = billing.exchange;
    expect((await call('GET', '/billing/months/2026-07/readiness')).body.unsettled.count).to.equal(0);
    const { problem, closes } = await closeMonth(billing.exchange, '2026-07');
    expect(problem).to.equal(null);
    expect(closes[0].report.isBalanced).to.equal(true);
    await sayAnchored(billing.exchange.app);
    expect((await closeMonth(billing.exchange, '2026-06')).problem.message).to.match(/1440 half hours are not settled/);
  });
});

onBothDatabases('an outage of three days', (make) => {
  let database: TestDatabase;
  let exchange: TestExchange;

  before(async () => {
    database = await make();
    exchange = await startExchange(database.url, { programme: { firstSlot: 0, lastSlot: slotOf('2026-12-31') } });
  });

  after(async () => {
    await exchange.app.close();
    await database.remove();
  });

  it('leaves no half hour without a book, so that each settles', async function () {
    this.timeout(120_000);
    const { clock, market, scheduler } = exchange;
    await enrol(exchange, ['sato']);
    await scheduler.tick();
    const [firstOpened] = market.openSlots();
    await exchange.advanceTo(clock.nowMs() + 72 * HOUR_MS);
    await scheduler.tick();
    const nowSlot = slotAt(clock.nowMs());
    for (let slot = firstOpened!; slot < nowSlot; slot++) {
      expect(await market.wasOpened(slot), formatSlot(slot)).to.equal(true);
    }
    const settlement = exchange.app.get(SettlementService);
    for (let tick = 0; tick < 40; tick++) await scheduler.tick();
    const { oldestSlot } = await settlement.backlog();
    // Those of the last three hours still wait for readings.
    expect(oldestSlot).to.be.within(nowSlot - 8, nowSlot);
  });
});
