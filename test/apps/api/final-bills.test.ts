import { expect } from 'chai';
import { MonthCloseService } from '#api/billing/month-close.service.js';
import { fillSettledMonth } from '#backtest/settled-month.js';
import { BUYERS, closeMonth, makeSettledJuly, noonOf, SELLERS, startBilling, stopBilling } from './billed-month.js';
import { onBothDatabases, type TestDatabase } from './databases.js';
import type { TestExchange } from './exchange.js';

onBothDatabases('the last month of a household that left', (make) => {
  let database: TestDatabase;
  let billing: { exchange: TestExchange; folder: string };
  const call: TestExchange['call'] = (...args) => billing.exchange.call(...args);
  /** Nobody owes as much in a month: all of it waits, but at the end. */
  const settings = { minimumYen: 100_000 };

  before(async function () {
    this.timeout(120_000);
    database = await make();
    await makeSettledJuly(database);
    billing = await startBilling(database, settings);
  });

  after(async () => {
    await stopBilling(billing);
    await database.remove();
  });

  const billsOf = async (id: string) =>
    (await call('GET', `/participants/${id}/statements`)).body.filter(({ kind }: any) => kind === 'bill');

  it('carries nothing on: all that waited is billed, for its days', async function () {
    this.timeout(120_000);
    expect((await closeMonth(billing.exchange, '2026-07')).problem).to.equal(null);
    expect((await billsOf('doi'))[0]).to.include({ payableYen: 0 });
    const resident = await billing.exchange.signIn('resident', ['doi']);
    const asked = { understood: 'destroy my key' };
    expect((await billing.exchange.callAs(resident, 'POST', '/account/erasure', asked)).status).to.be.lessThan(300);
    await stopBilling(billing);
    billing = await startBilling(database, settings);
    const buyerIds = BUYERS.filter((id) => id !== 'doi');
    const august = { firstDay: '2026-08-01', days: 31, sellerIds: SELLERS, buyerIds, seed: 8 };
    await fillSettledMonth(billing.exchange.app, { ...august, continues: true });
    billing.exchange.clock.advanceTo(noonOf('2026-09-05'));
    const { problem, closes } = await closeMonth(billing.exchange, '2026-08');
    expect(problem).to.equal(null);
    expect(closes[0].report.isBalanced).to.equal(true);

    const [august1, july1] = await billsOf('doi');
    expect(august1.statement.period).to.deep.equal({ fromDay: '2026-08-01', toDay: '2026-08-05' });
    expect(august1.payableYen).to.equal(august1.amountYen + july1.amountYen);
    expect(july1.carriedInto).to.equal(august1.number);
    expect((await billsOf('baba'))[0]).to.include({ payableYen: 0 });
    const payments = (await call('GET', '/billing/payments?state=asked')).body;
    expect(payments.map(({ participantId, way, amountYen }: any) => ({ participantId, way, amountYen }))).to.deep.equal(
      [{ participantId: 'doi', way: 'invoice', amountYen: august1.payableYen }],
    );
  });

  it('gets no bill for the months after', async () => {
    billing.exchange.clock.advanceTo(noonOf('2026-10-05'));
    const request = { month: '2026-09', folder: billing.folder, provisional: true };
    const { report } = await billing.exchange.app.get(MonthCloseService).close(request);
    expect(report.statements.bills).to.equal(SELLERS.length + BUYERS.length - 1);
  });
});
