import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { generate } from 'otplib';
import type { DataSource } from 'typeorm';
import { Account, Notice } from '#api/accounts/account.entities.js';
import { BillingAccountRow, PaymentOrderRow, StatementRow } from '#api/billing/billing.entities.js';
import { payeeOf } from '#api/billing/billing-account.js';
import { BillingAccountsService } from '#api/billing/billing-accounts.service.js';
import type { ApiConfig } from '#api/config.js';
import { openDataSource } from '#api/database/data-source.js';
import { Database } from '#api/database/database.js';
import { Participant } from '#api/participants/participant.entity.js';
import { ParticipantsService } from '#api/participants/participants.service.js';
import { paymentPlace, Secrets, SecretsKeyRow } from '#api/secrets.js';
import { openSecrets } from '#api/secrets-key.js';
import { billingAccounts } from '#backtest/bill-community.js';
import { isIchienError } from '#energy';
import { onBothDatabases, type TestDatabase } from './databases.js';
import { type Caller, enrol, NOON, ORIGIN, startExchange, type TestExchange } from './exchange.js';

const PASSWORD = 'four calm words here';
const EMAIL = 'ward@example.jp';
const KEY_OF_SATO = '1'.padStart(64, '0');

onBothDatabases('secrets at rest', (make) => {
  let database: TestDatabase;
  let exchange: TestExchange | undefined;
  let folder: string;
  let secretsKeyFile: string;

  beforeEach(async () => {
    database = await make();
    folder = mkdtempSync(join(tmpdir(), 'ichien-key-'));
    secretsKeyFile = join(folder, 'secrets.key');
    exchange = await startExchange(database.url, { secretsKeyFile });
    await enrol(exchange, ['sato', 'suzuki']);
  });

  afterEach(async () => {
    await exchange?.app.close();
    await database.remove();
    rmSync(folder, { recursive: true });
  });

  const stop = async () => {
    await exchange?.app.close();
    exchange = undefined;
  };
  /** @returns the code of the refusal, `started` if there is none */
  const start = async (file = secretsKeyFile, change: Partial<ApiConfig> = {}): Promise<string> => {
    await stop();
    try {
      exchange = await startExchange(database.url, { secretsKeyFile: file, ...change });
      return 'started';
    } catch (error) {
      return isIchienError(error) ? error.code : String(error);
    }
  };
  /** The tables as they lie in the database. */
  const raw = async <T>(work: (store: DataSource) => Promise<T>): Promise<T> => {
    const store = await openDataSource(database.url);
    try {
      return await work(store);
    } finally {
      await store.destroy();
    }
  };
  const storedKey = (participantId: string) =>
    raw(async (store) => (await store.manager.findOneByOrFail(Participant, { participantId })).householdKey);
  const pseudonym = () => exchange!.app.get(ParticipantsService).pseudonymsOf(NOON).of('sato');

  /** Somebody of the ward with a password and an authenticator. @returns its secret */
  const enrolAuthenticator = async (): Promise<string> => {
    const { app, call, callAs, clock } = exchange!;
    const { accountId } = (await call('POST', '/accounts', { email: EMAIL, displayName: '区', role: 'ward' })).body;
    const [{ token }] = (await call('GET', '/notices')).body;
    await callAs(undefined, 'POST', '/password', { token, password: PASSWORD });
    const { secret } = (await callAs(await half(), 'POST', '/session/authenticator')).body;
    const code = await generate({ secret, epoch: Math.floor(clock.nowMs() / 1000) });
    expect((await callAs(await half(), 'POST', '/session/code', { code })).status).to.equal(200);
    const stored = await app.get(Database).read((manager) => manager.findOneByOrFail(Account, { accountId }));
    expect(stored.totpSecret).not.to.contain(secret);
    return secret;
  };
  const half = async (): Promise<Caller> => {
    const answer = await exchange!.callAs(undefined, 'POST', '/session', { email: EMAIL, password: PASSWORD });
    const [cookie] = [answer.headers['set-cookie']].flat();
    return { accountId: '', headers: { cookie: cookie.split(';')[0], origin: ORIGIN } };
  };

  it('household keys and authenticators’ secrets are sealed, and work as before after a restart', async () => {
    const secret = await enrolAuthenticator();
    const before = pseudonym();
    expect(await start()).to.equal('started');
    expect(pseudonym()).to.equal(before);
    expect(exchange!.app.get(ParticipantsService).get('sato').householdKey).to.equal(KEY_OF_SATO);
    exchange!.clock.advanceTo(exchange!.clock.nowMs() + 60_000);
    const code = await generate({ secret, epoch: Math.floor(exchange!.clock.nowMs() / 1000) });
    expect((await exchange!.callAs(await half(), 'POST', '/session/code', { code })).status).to.equal(200);
    const stored = await storedKey('sato');
    expect(stored).not.to.contain(KEY_OF_SATO);
    expect(Buffer.from(stored, 'base64url').toString('latin1')).not.to.contain(KEY_OF_SATO);
    expect(await storedKey('suzuki')).not.to.equal(stored);
  });

  it('the key is made once, for its owner’s eyes, and does not stand in the database', async () => {
    const key = readFileSync(secretsKeyFile, 'utf8').trim();
    expect(key).to.match(/^[0-9a-f]{64}$/);
    expect(statSync(secretsKeyFile).mode & 0o777).to.equal(0o600);
    await start();
    expect(readFileSync(secretsKeyFile, 'utf8').trim()).to.equal(key);
    expect(await raw((store) => store.manager.find(SecretsKeyRow))).to.have.length(1);
    expect(JSON.stringify(await raw((store) => store.manager.find(SecretsKeyRow)))).not.to.contain(key);
  });

  it('a missing, damaged or foreign key is refused at the start, and nothing is changed', async () => {
    const stored = await storedKey('sato');
    const key = readFileSync(secretsKeyFile, 'utf8');
    expect(await start(join(folder, 'elsewhere.key'))).to.equal('SECRETS_KEY_MISSING');
    writeFileSync(secretsKeyFile, 'ab'.repeat(32));
    expect(await start()).to.equal('SECRETS_KEY_WRONG');
    writeFileSync(secretsKeyFile, key.slice(0, 40));
    expect(await start()).to.equal('SECRETS_KEY_WRONG');
    expect(await storedKey('sato')).to.equal(stored);
    writeFileSync(secretsKeyFile, key);
    expect(await start()).to.equal('started');
  });

  it('a key that cannot be written is refused before anything is sealed', async () => {
    const fresh = await make();
    try {
      await startExchange(fresh.url, { secretsKeyFile: join(folder, 'no', 'such', 'folder.key') });
      expect.fail('started');
    } catch (error) {
      expect(isIchienError(error) && error.code).to.equal('CONFIG_INVALID');
    } finally {
      await fresh.remove();
    }
  });

  it('a sealed secret that was changed, or moved to another row, does not open', async () => {
    const stored = await storedKey('sato');
    await stop();
    await raw((store) => store.manager.update(Participant, { participantId: 'suzuki' }, { householdKey: stored }));
    expect(await start()).to.equal('SECRET_UNREADABLE');
    const changed = `${stored.slice(0, -2)}${stored.endsWith('AA') ? 'BB' : 'AA'}`;
    await raw((store) => store.manager.update(Participant, { participantId: 'suzuki' }, { householdKey: changed }));
    expect(await start()).to.equal('SECRET_UNREADABLE');
  });

  it('a database of an earlier release is sealed at its first start, and keeps no clear copy', async () => {
    const before = pseudonym();
    await stop();
    await raw(async (store) => {
      await store.manager.delete(SecretsKeyRow, { id: 1 });
      await store.manager.update(Participant, { participantId: 'sato' }, { householdKey: KEY_OF_SATO });
      await store.manager.update(Participant, { participantId: 'suzuki' }, { householdKey: '' });
    });
    expect(await start()).to.equal('started');
    expect(pseudonym()).to.equal(before);
    expect(await storedKey('suzuki'), 'a destroyed key stays destroyed').to.equal('');
    expect((await storedKey('sato')).length).to.be.greaterThan(100);
    await stop();
    if (database.url.endsWith('.sqlite')) {
      expect(readFileSync(database.url).includes(KEY_OF_SATO)).to.equal(false);
    }
  });

  /** A billing account by the door's service. @returns its account number */
  const enterAccount = async (participantId: string): Promise<string> => {
    const [entry] = billingAccounts({ households: [{ householdId: participantId }] }, 1);
    await exchange!.app.get(BillingAccountsService).store([entry!]);
    return entry!.account.bank.accountNumber;
  };
  const storedAccount = (participantId: string) =>
    raw(async (store) => (await store.manager.findOneByOrFail(BillingAccountRow, { participantId })).terms);

  it('bank accounts and letters’ tokens are sealed, and work as before', async () => {
    const accountNumber = await enterAccount('sato');
    expect(await storedAccount('sato')).not.to.contain(accountNumber);
    const accounts = () => exchange!.app.get(BillingAccountsService);
    expect((await accounts().get('sato')).bank.accountNumber).to.equal(accountNumber);
    await enrolAuthenticator();
    await exchange!.call('POST', '/accounts', { email: 'other@example.jp', displayName: '他', role: 'ward' });
    const [{ token, noticeId }] = (await exchange!.call('GET', '/notices')).body;
    const stored = await raw((store) => store.manager.findOneByOrFail(Notice, { noticeId }));
    expect(stored.token).not.to.contain(token);
    const accepted = await exchange!.callAs(undefined, 'POST', '/password', { token, password: PASSWORD });
    expect(accepted.status).to.be.lessThan(300);
  });

  it('what an earlier release left in clear is sealed once, and bank accounts go from the terms of statements', async () => {
    const accountNumber = await enterAccount('sato');
    const account = await exchange!.app.get(BillingAccountsService).get('sato');
    await stop();
    const statement = { areaId: 13112, month: '2026-04', kind: 'bill' as const, sequence: 1, version: 1 };
    const payment = { number: 'B-202604-000001', version: 1, attempt: 1 };
    await raw(async ({ manager }) => {
      await manager.update(SecretsKeyRow, { id: 1 }, { sealedSince: 1 });
      await manager.update(BillingAccountRow, { participantId: 'sato' }, { terms: JSON.stringify(account) });
      await manager.insert(StatementRow, {
        ...statement,
        number: payment.number,
        participantId: 'sato',
        run: 1,
        content: '{}',
        terms: JSON.stringify(account),
        facts: '{}',
        amountYen: 1,
        payableYen: 1,
        carriedOutYen: 0,
      });
      await manager.insert(PaymentOrderRow, {
        ...payment,
        areaId: 13112,
        month: '2026-04',
        run: 1,
        participantId: 'sato',
        way: 'debit',
        amountYen: 1,
        dueDay: '2026-05-27',
        account: JSON.stringify(payeeOf(account)),
        state: 'asked',
      });
    });
    expect(await start()).to.equal('started');
    const stored = await raw(async ({ manager }) => [
      (await manager.findOneByOrFail(BillingAccountRow, { participantId: 'sato' })).terms,
      (await manager.findOneByOrFail(StatementRow, statement)).terms,
      (await manager.findOneByOrFail(PaymentOrderRow, payment)).account!,
    ]);
    for (const text of stored) expect(text).not.to.contain(accountNumber);
    const { bank: _, ...rest } = account;
    expect(JSON.parse(stored[1]!)).to.deep.equal(rest);
    const { app } = exchange!;
    expect(await app.get(BillingAccountsService).get('sato')).to.deep.equal(account);
    expect(JSON.parse(app.get(Secrets).open(stored[2]!, paymentPlace(payment)))).to.deep.equal(payeeOf(account));
    expect(await start()).to.equal('started');
    expect(await storedAccount('sato'), 'once').to.equal(stored[0]);
  });

  describe('another key', () => {
    const NEXT = 'ab'.repeat(32);
    const changing = { takesNextSecretsKey: true };
    const putNext = (key = NEXT) => writeFileSync(`${secretsKeyFile}.next`, `${key}\n`);
    const keyOf = (file = secretsKeyFile) => readFileSync(file, 'utf8').trim();

    it('takes the place of the old one: all is sealed anew and works as before', async () => {
      const secret = await enrolAuthenticator();
      const accountNumber = await enterAccount('sato');
      const [before, old] = [pseudonym(), keyOf()];
      const sealed = [await storedKey('sato'), await storedAccount('sato')];
      putNext();
      expect(await start()).to.equal('started');
      expect(keyOf(), 'who does not ask for it leaves it').to.equal(old);
      expect(await start(secretsKeyFile, changing)).to.equal('started');
      expect(keyOf()).to.equal(NEXT);
      expect(existsSync(`${secretsKeyFile}.next`)).to.equal(false);
      expect([await storedKey('sato'), await storedAccount('sato')]).to.not.include.members(sealed);
      expect(pseudonym()).to.equal(before);
      const account = await exchange!.app.get(BillingAccountsService).get('sato');
      expect(account.bank.accountNumber).to.equal(accountNumber);
      exchange!.clock.advanceTo(exchange!.clock.nowMs() + 60_000);
      const code = await generate({ secret, epoch: Math.floor(exchange!.clock.nowMs() / 1000) });
      expect((await exchange!.callAs(await half(), 'POST', '/session/code', { code })).status).to.equal(200);
      expect(await start(secretsKeyFile, changing), 'and again').to.equal('started');
      writeFileSync(secretsKeyFile, old);
      expect(await start()).to.equal('SECRETS_KEY_WRONG');
    });

    it('is taken to the end at the next start, wherever it was broken off', async () => {
      const [before, old] = [pseudonym(), keyOf()];
      putNext();
      await start(secretsKeyFile, changing);
      // As if the process had ended before the rename.
      writeFileSync(secretsKeyFile, old);
      putNext();
      expect(await start()).to.equal('started');
      expect(keyOf()).to.equal(NEXT);
      expect(existsSync(`${secretsKeyFile}.next`)).to.equal(false);
      expect(pseudonym()).to.equal(before);
    });

    it('changes nothing if it is none, or if a secret does not open', async () => {
      const [stored, old] = [await storedKey('sato'), keyOf()];
      putNext('short');
      expect(await start(secretsKeyFile, changing)).to.equal('SECRETS_KEY_WRONG');
      putNext();
      const other = await storedKey('suzuki');
      await raw(({ manager }) => manager.update(Participant, { participantId: 'suzuki' }, { householdKey: stored }));
      expect(await start(secretsKeyFile, changing)).to.equal('SECRET_UNREADABLE');
      expect([await storedKey('sato'), keyOf()]).to.deep.equal([stored, old]);
      await raw(({ manager }) => manager.update(Participant, { participantId: 'suzuki' }, { householdKey: other }));
      expect(await start(secretsKeyFile, changing)).to.equal('started');
      expect(keyOf()).to.equal(NEXT);
    });
  });

  it('a key that is destroyed is gone for good, sealed as well', async () => {
    const sealed = await storedKey('sato');
    const participants = exchange!.app.get(ParticipantsService);
    const finish = await exchange!.app
      .get(Database)
      .transaction((manager) => participants.eraseWithin(manager, 'sato'));
    finish();
    expect(await start()).to.equal('started');
    expect(() => exchange!.app.get(ParticipantsService).pseudonymsOf(NOON).of('sato')).to.throw(/destroyed/);
    expect(await storedKey('sato')).to.equal('');
    await stop();
    if (database.url.endsWith('.sqlite')) expect(readFileSync(database.url).includes(sealed)).to.equal(false);
  });
});

describe('secrets of a database in memory', () => {
  it('have their key there too: nothing is written to the working folder', async () => {
    const file = join(process.cwd(), 'secrets.key');
    expect(existsSync(file), 'remove what an earlier release left').to.equal(false);
    const dataSource = await openDataSource(':memory:');
    const secrets = await openSecrets(dataSource, {});
    expect(secrets.open(secrets.seal('text', 'here'), 'here')).to.equal('text');
    await dataSource.destroy();
    expect(existsSync(file)).to.equal(false);
  });
});
