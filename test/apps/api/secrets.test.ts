import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { generate } from 'otplib';
import type { DataSource } from 'typeorm';
import { Account } from '#api/accounts/account.entities.js';
import { openDataSource } from '#api/database/data-source.js';
import { Database } from '#api/database/database.js';
import { Participant } from '#api/participants/participant.entity.js';
import { ParticipantsService } from '#api/participants/participants.service.js';
import { SecretsKeyRow } from '#api/secrets.js';
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
  const start = async (file = secretsKeyFile): Promise<string> => {
    await stop();
    try {
      exchange = await startExchange(database.url, { secretsKeyFile: file });
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
