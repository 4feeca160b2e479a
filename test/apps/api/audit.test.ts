import { expect } from 'chai';
import type { DataSource } from 'typeorm';
import { SetupService } from '#api/accounts/setup.service.js';
import { AuditEntry } from '#api/audit/audit-entry.entity.js';
import { openDataSource } from '#api/database/data-source.js';
import { onBothDatabases, type TestDatabase } from './databases.js';
import { type Caller, enrol, NOON, ORIGIN, startExchange, type TestExchange } from './exchange.js';
import { SoftwareAuthenticator } from './software-authenticator.js';

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

  it('holds who of staff read what is about people, and no other reading; nor what residents do', async () => {
    await exchange.callAs(operator, 'GET', `/slots/${NOON}/book`);
    const resident = await exchange.signIn('resident', ['sato']);
    await exchange.callAs(resident, 'PUT', '/joining/consents/research', { given: true });
    await exchange.callAs(resident, 'GET', '/participants/sato');
    await exchange.callAs(resident, 'GET', '/participants/sato/statements');
    expect(await log()).to.deep.equal([]);
    const month = '/billing/months/2026-05';
    const personal = [
      '/notices',
      '/accounts',
      '/joining/applications',
      '/joining/erasures',
      '/operations/participants',
      '/participants/sato',
      '/participants/sato/statements',
      '/billing/accounts/sato',
      '/billing/accounts/sato/contracts',
      '/billing/payments',
      '/billing/payments/held',
      `${month}/statements`,
      '/billing/files/zengin-debit-202605.txt',
      '/meters/meter-sato/facts',
      '/meters/meter-sato/exchanges',
      `/readings/meters/meter-sato/slots/${NOON}`,
      '/ledger/accounts/participant:sato/entries',
      '/reports/months/2026-05/households/sato',
      '/billing/accounts',
      `/slots/${NOON}/settlement`,
      '/grants/rewards/2026-05',
    ];
    for (const path of personal) await exchange.callAs(operator, 'GET', path);
    const read = (await log()).filter(({ subject }) => JSON.parse(subject).of === undefined);
    const routeOf = (path: string) =>
      path
        .replace(/participant:sato/, ':account')
        .replace(/meter-sato/, ':meterId')
        .replace(/sato/, ':participantId')
        .replace(/2026-05/, ':month')
        .replace(/zengin.*/, ':file')
        .replace(String(NOON), ':slot');
    expect(read.map(({ action }) => action)).to.deep.equal(personal.map((path) => `GET /api${routeOf(path)}`));
  });

  describe('of signing in', () => {
    const PASSWORD = 'four calm words here';
    const entries = async () =>
      (await log())
        .map(({ role, accountId, action, subject }) => ({ role, accountId, action, ...JSON.parse(subject) }))
        .filter(({ action }) => /session|password|setup/.test(action));
    const join = async (role: string) => {
      const person = { email: `${role}@example.jp`, displayName: role, role };
      const { accountId } = (await exchange.callAs(operator, 'POST', '/accounts', person)).body;
      const [{ token }] = (await exchange.callAs(operator, 'GET', '/notices')).body;
      await exchange.callAs(undefined, 'POST', '/password', { token, password: PASSWORD });
      return accountId;
    };
    const signIn = (email: string, password = PASSWORD) =>
      exchange.callAs(undefined, 'POST', '/session', { email, password });

    it('holds what staff did, and what was refused under their name', async () => {
      const accountId = await join('auditor');
      await signIn('auditor@example.jp', 'wrong');
      await signIn('nobody@example.jp', 'wrong');
      await signIn('auditor@example.jp');
      await exchange.callAs(operator, 'PUT', `/accounts/${accountId}/lock`, { reason: 'x' });
      await signIn('auditor@example.jp');
      const told = (await entries()).map(({ outcome, ...entry }) => {
        expect(entry).to.include({ role: 'auditor', accountId });
        return `${entry.action} ${outcome}`;
      });
      expect(told).to.deep.equal([
        'POST /api/password undefined',
        'POST /api/password done',
        'POST /api/session SIGN_IN_REFUSED',
        'POST /api/session enrolSecondFactor',
        'POST /api/session ACCOUNT_LOCKED',
      ]);
    });

    it('holds passkeys, those that were refused too', async () => {
      const auditor = await exchange.signIn('auditor');
      const device = new SoftwareAuthenticator(ORIGIN);
      const made = device.create((await exchange.callAs(auditor, 'POST', '/account/passkeys/options')).body);
      await exchange.callAs(auditor, 'POST', '/account/passkeys', { label: 'key', response: made });
      const use = async () => {
        const options = (await exchange.callAs(undefined, 'POST', '/session/passkey/options')).body;
        await exchange.callAs(undefined, 'POST', '/session/passkey', { response: device.get(options) });
      };
      await use();
      device.counter = 0;
      await use();
      const told = (await entries()).filter(({ action }) => action === 'POST /api/session/passkey');
      expect(told.map(({ accountId, outcome }) => [accountId, outcome])).to.deep.equal([
        [auditor.accountId, 'done'],
        [auditor.accountId, 'PASSKEY_REFUSED'],
      ]);
    });

    it('holds nothing of residents, and nothing from which a password could be guessed', async () => {
      await join('resident');
      await signIn('resident@example.jp', 'wrong');
      await signIn('resident@example.jp');
      expect(await entries()).to.deep.equal([]);
      const change = { oldPassword: 'wrong', password: 'another four words' };
      await exchange.callAs(operator, 'PUT', '/account/password', change);
      const [asked] = await entries();
      expect(asked).to.include({ action: 'PUT /api/account/password', bodySha256: null });
    });

    it('begins with the first operator', async () => {
      const empty = await make();
      const fresh = await startExchange(empty.url);
      const person = { email: 'op@example.jp', displayName: 'Op', password: PASSWORD };
      await fresh.callAs(undefined, 'POST', '/setup', { token: 'wrong', ...person });
      const { token } = fresh.app.get(SetupService);
      expect((await fresh.callAs(undefined, 'POST', '/setup', { token, ...person })).status).to.equal(204);
      const first = (await fresh.call('GET', '/audit')).body.slice(0, 2);
      expect(first.map(({ action, subject }: any) => [action, JSON.parse(subject).outcome])).to.deep.equal([
        ['POST /api/setup', undefined],
        ['POST /api/setup', 'done'],
      ]);
      expect(first[1].accountId).to.match(/^[0-9a-f-]{36}$/);
      await fresh.app.close();
      await empty.remove();
    });
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
