import { expect } from 'chai';
import type { DataSource } from 'typeorm';
import { AuditEntry } from '#api/audit/audit-entry.entity.js';
import { openDataSource } from '#api/database/data-source.js';
import { onBothDatabases, type TestDatabase } from './databases.js';
import { type Caller, enrol, NOON, startExchange, type TestExchange } from './exchange.js';

onBothDatabases('the audit log', (make) => {
  let database: TestDatabase;
  let exchange: TestExchange;
  let operator: Caller;

  beforeEach(async () => {
    database = await make();
    exchange = await startExchange(database.url);
    await enrol(exchange, ['sato']);
    await exchange.scheduler.tick();
    operator = await exchange.signIn('operator');
  });

  afterEach(async () => {
    await exchange.app.close();
    await database.remove();
  });

  const act = (type: string) => exchange.callAs(operator, 'POST', `/slots/${NOON}/operations`, { type });
  const log = async (): Promise<any[]> => (await exchange.callAs(operator, 'GET', '/audit')).body;
  const head = async () => (await exchange.callAs(operator, 'GET', '/audit/head')).body;

  it('holds who did what, when, on what, from where, and how it ended', async () => {
    expect((await act('halt')).status).to.equal(200);
    expect((await act('halt')).body.code).to.equal('BOOK_HALTED');
    expect((await act('explode')).status).to.equal(400);
    const entries = await log();
    expect(entries.map(({ sequence }) => sequence)).to.deep.equal([1, 2, 3, 4, 5, 6]);
    for (const entry of entries) {
      expect(entry).to.include({
        accountId: operator.accountId,
        role: 'operator',
        action: 'POST /api/slots/:slot/operations',
        address: '127.0.0.1',
        atMs: exchange.clock.nowMs(),
      });
    }
    const subjects = entries.map(({ subject }) => JSON.parse(subject));
    expect(subjects[0].params).to.deep.equal({ slot: String(NOON) });
    expect(subjects[0].bodySha256).to.match(/^[0-9a-f]{64}$/);
    expect(subjects[1]).to.deep.equal({ of: 1, outcome: 'done' });
    expect(subjects[3]).to.deep.equal({ of: 3, outcome: 'BOOK_HALTED' });
    expect(subjects[5].of).to.equal(5);
  });

  it('does not hold reading, but for what must not be read in secret; nor what residents do', async () => {
    await exchange.callAs(operator, 'GET', '/accounts');
    const resident = await exchange.signIn('resident');
    await exchange.callAs(resident, 'PUT', '/joining/consents/research', { given: true });
    expect(await log()).to.deep.equal([]);
    await exchange.callAs(operator, 'GET', '/notices');
    expect((await log()).map(({ action }) => action)).to.deep.equal(['GET /api/notices', 'GET /api/notices']);
  });

  it('goes on after a restart as one chain', async () => {
    await act('halt');
    const before = await head();
    const { clock } = exchange;
    await exchange.app.close();
    exchange = await startExchange(database.url);
    exchange.clock.advanceTo(clock.nowMs());
    await act('resume');
    expect(before.sequence).to.equal(2);
    expect(await head()).to.include({ sequence: 4, brokenAt: null });
    expect((await log())[1].hash).to.equal(before.hash);
  });

  it('does nothing that cannot be written down, and says that it failed if it cannot be written down how it ended', async () => {
    const store: DataSource = await openDataSource(database.url);
    const isPostgres = store.options.type === 'postgres';
    const refuse = (text: string) =>
      store.query(
        isPostgres
          ? `ALTER TABLE audit_entry ADD CONSTRAINT refuse_${text} CHECK (subject NOT LIKE '%${text}%') NOT VALID`
          : `CREATE TRIGGER refuse_${text} BEFORE INSERT ON audit_entry WHEN NEW.subject LIKE '%${text}%'
             BEGIN SELECT RAISE(ABORT, 'refused'); END`,
      );
    const phase = async () => (await exchange.callAs(operator, 'GET', `/slots/${NOON}/book`)).body.phase;
    await refuse('outcome');
    expect((await act('halt')).body.code).to.equal('INTERNAL');
    expect((await log()).length).to.equal(1);
    expect(await phase()).to.equal('halted');
    await refuse('params');
    expect((await act('resume')).body.code).to.equal('INTERNAL');
    expect(await phase()).to.equal('halted');
    await store.destroy();
  });

  it('is refused to be changed by the database, and shows it if that was got round', async () => {
    await act('halt');
    await act('resume');
    const store: DataSource = await openDataSource(database.url);
    const refused = async (work: () => Promise<unknown>) => {
      try {
        await work();
      } catch (error) {
        return String(error);
      }
      return 'done';
    };
    const rewrite = () => store.manager.update(AuditEntry, { sequence: 2 }, { address: '10.0.0.1' });
    expect(await refused(rewrite)).to.include('append-only');
    expect(await refused(() => store.manager.delete(AuditEntry, { sequence: 2 }))).to.include('append-only');
    expect((await head()).brokenAt).to.equal(null);
    const isPostgres = store.options.type === 'postgres';
    const triggers = isPostgres
      ? ['DROP TRIGGER audit_entry_append_only ON audit_entry']
      : ['DROP TRIGGER audit_entry_no_update', 'DROP TRIGGER audit_entry_no_delete'];
    for (const statement of triggers) await store.query(statement);
    await rewrite();
    await store.destroy();
    expect((await head()).brokenAt).to.equal(2);
  });
});
