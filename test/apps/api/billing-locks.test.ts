import { expect } from 'chai';
import { Client } from 'pg';
import { TEPCO_JURYO_DENTO_B, TEPCO_JURYO_DENTO_C } from '#tariff';
import { BUYERS, closeMonth, makeSettledJuly, startBilling, stopBilling } from './billed-month.js';
import { onPostgres, type TestDatabase } from './databases.js';
import type { Answer, TestExchange } from './exchange.js';

const LAMP_B = { tariffId: TEPCO_JURYO_DENTO_B.id, capacity: { unit: 'A', amount: 30 } };
const LAMP_C = { tariffId: TEPCO_JURYO_DENTO_C.id, capacity: { unit: 'kVA', amount: 10 } };

onPostgres('a contract at the very instant of a close', (make) => {
  let database: TestDatabase;
  let billing: { exchange: TestExchange; folder: string };
  /** Somebody else's connection: holds others up in the midst of a transaction, and sees who waits. */
  let holder: Client;
  const call: TestExchange['call'] = (...args) => billing.exchange.call(...args);
  const accountOf = async (id: string) => (await call('GET', `/billing/accounts/${id}`)).body;
  const enter = async (participantId: string, contract: object, fromMonth: string) =>
    call('POST', '/billing/accounts', {
      accounts: [{ participantId, account: { ...(await accountOf(participantId)), ...contract }, fromMonth }],
    });
  const billOf = async (id: string) => {
    const statements = (await call('GET', `/participants/${id}/statements`)).body;
    return statements.find((row: any) => row.kind === 'bill' && row.month === '2026-07');
  };
  const basicOf = async (id: string) =>
    (await billOf(id)).statement.lines
      .find(({ code }: any) => code === 'retailCharge')
      .details.find(({ code }: any) => code === 'basic');

  /** Holds up who writes to a table; reading goes on. */
  const hold = async (table: string) => {
    await holder.query('BEGIN');
    await holder.query(`LOCK TABLE ${table} IN EXCLUSIVE MODE`);
  };
  const release = () => holder.query('ROLLBACK');

  /** Until so many transactions wait, or the work is done without having waited. */
  const untilWaiting = async (count: number, work: Promise<unknown>) => {
    let isDone = false;
    const done = () => {
      isDone = true;
    };
    work.then(done, done);
    while (!isDone) {
      const { rows } = await holder.query(
        `SELECT COUNT(DISTINCT pid) AS waiting FROM pg_locks
         WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
      );
      if (Number(rows[0].waiting) >= count) return;
      await new Promise((resolve) => setImmediate(resolve));
    }
  };

  beforeEach(async function () {
    this.timeout(120_000);
    database = await make();
    await makeSettledJuly(database, '2026-07-29');
    billing = await startBilling(database);
    const zero = { month: '2026-07', tariffId: TEPCO_JURYO_DENTO_C.id, sen: 0, source: '仮定' };
    await call('POST', '/billing/fuel-adjustments', { adjustments: [zero] });
    for (const id of BUYERS) expect((await enter(id, LAMP_B, '2026-07')).status).to.equal(200);
    holder = new Client(database.url);
    await holder.connect();
  });

  afterEach(async () => {
    await holder.end();
    await stopBilling(billing);
    await database.remove();
  });

  it('is refused by what the close has stated, if the close read first', async () => {
    await hold('statement');
    const closing = closeMonth(billing.exchange, '2026-07');
    await untilWaiting(1, closing);
    const entering: Promise<Answer> = enter('baba', LAMP_C, '2026-07');
    await untilWaiting(2, entering);
    await release();
    expect((await closing).problem).to.equal(null);
    const answer = await entering;
    expect(answer.body).to.include({ code: 'CONTRACT_MONTH_INVALID' });
    expect(await basicOf('baba')).to.include({ unit: 'A' });
    const { entries } = (await call('GET', '/billing/accounts/baba/contracts')).body;
    expect(entries.at(-1).contract.tariffId).to.equal(LAMP_B.tariffId);
  });

  it('is what the close prices by, if it was entered first', async () => {
    await hold('billing_account');
    const entering: Promise<Answer> = enter('baba', LAMP_C, '2026-07');
    await untilWaiting(1, entering);
    const closing = closeMonth(billing.exchange, '2026-07');
    await untilWaiting(2, closing);
    await release();
    expect((await entering).status).to.equal(200);
    expect((await closing).problem).to.equal(null);
    expect(await basicOf('baba')).to.include({ unit: 'kVA' });
  });
});
