import { expect } from 'chai';
import { StreamService } from '#api/stream/stream.service.js';
import { onBothDatabases, type TestDatabase } from './databases.js';
import { type Answer, type Caller, enrol, ORIGIN, startExchange, type TestExchange } from './exchange.js';
import { SoftwareAuthenticator } from './software-authenticator.js';

const PASSWORD = 'four calm words here';
const EMAIL = 'hanako@example.jp';
const REASON = '本人の申し出（端末の紛失）';

onBothDatabases('an account that an operator locks', (make) => {
  let database: TestDatabase;
  let exchange: TestExchange;
  let accountId: string;

  beforeEach(async () => {
    database = await make();
    exchange = await startExchange(database.url);
    await enrol(exchange, ['sato']);
    const person = { email: EMAIL, displayName: '佐藤 花子', role: 'resident', participantIds: ['sato'] };
    accountId = (await exchange.call('POST', '/accounts', person)).body.accountId;
    await choosePassword();
  });

  afterEach(async () => {
    await exchange.app.close();
    await database.remove();
  });

  const choosePassword = async () => {
    const [{ token }] = (await exchange.call('GET', '/notices')).body;
    await exchange.callAs(undefined, 'POST', '/password', { token, password: PASSWORD });
  };
  const signIn = (password = PASSWORD) => exchange.callAs(undefined, 'POST', '/session', { email: EMAIL, password });
  const browser = (answer: Answer): Caller => {
    const [cookie] = [answer.headers['set-cookie']].flat();
    return { accountId, headers: { cookie: cookie.split(';')[0], origin: ORIGIN } };
  };
  const lock = (id = accountId, body: object = { reason: REASON }) =>
    exchange.call('PUT', `/accounts/${id}/lock`, body);
  const unlock = (id = accountId) => exchange.call('DELETE', `/accounts/${id}/lock`);
  const shown = async () => {
    const accounts: any[] = (await exchange.call('GET', '/accounts')).body;
    return accounts.find((account) => account.accountId === accountId).locked;
  };

  it('is signed out at once, everywhere, and told plainly at the next sign-in; unlocked it signs in as before', async () => {
    const [phone, desk] = [browser(await signIn()), browser(await signIn())];
    expect((await exchange.callAs(phone, 'GET', '/resident/points')).status).to.equal(200);
    expect((await lock()).status).to.equal(204);
    for (const caller of [phone, desk]) {
      expect((await exchange.callAs(caller, 'GET', '/resident/points')).body.code).to.equal('SIGN_IN_NEEDED');
    }
    const refused = await signIn();
    expect(refused.status).to.equal(403);
    expect(refused.body.code).to.equal('ACCOUNT_LOCKED');
    expect(refused.headers).not.to.have.property('set-cookie');
    expect(JSON.stringify(refused.body), 'the reason is for operators').not.to.contain(REASON);
    expect(await shown()).to.deep.equal({ atMs: exchange.clock.nowMs(), reason: REASON });
    expect((await unlock()).status).to.equal(204);
    expect(await shown()).to.equal(null);
    expect((await exchange.callAs(phone, 'GET', '/resident/points')).status, 'ended stays ended').to.equal(401);
    expect((await exchange.callAs(browser(await signIn()), 'GET', '/resident/points')).status).to.equal(200);
  });

  it('is not told to who does not know the password', async () => {
    await lock();
    expect((await signIn('wrong')).body.code).to.equal('SIGN_IN_REFUSED');
  });

  it('does not come in by passkey nor by a reset of the password', async () => {
    const device = new SoftwareAuthenticator(ORIGIN);
    const caller = browser(await signIn());
    const asked = (await exchange.callAs(caller, 'POST', '/account/passkeys/options')).body;
    const passkey = { label: 'phone', response: device.create(asked) };
    expect((await exchange.callAs(caller, 'POST', '/account/passkeys', passkey)).status).to.equal(204);
    await lock();
    const options = (await exchange.callAs(undefined, 'POST', '/session/passkey/options')).body;
    const response = device.get(options);
    const byPasskey = await exchange.callAs(undefined, 'POST', '/session/passkey', { response });
    expect(byPasskey.body.code).to.equal('ACCOUNT_LOCKED');
    await exchange.callAs(undefined, 'POST', '/password/forgotten', { email: EMAIL });
    await choosePassword();
    expect((await signIn()).body.code).to.equal('ACCOUNT_LOCKED');
  });

  it('stays locked across a restart; its supply points go on trading, its meters go on sending', async () => {
    const { key } = (await exchange.call('POST', '/devices', { meterId: 'meter-sato', label: 'roof' })).body;
    await lock();
    await exchange.app.close();
    exchange = await startExchange(database.url);
    expect((await signIn()).body.code).to.equal('ACCOUNT_LOCKED');
    const device = { accountId: '', headers: { authorization: `Bearer ${key}` } };
    const answer = await exchange.callAs(device, 'POST', '/readings', { readings: [] });
    expect(answer.body?.code).not.to.equal('SIGN_IN_NEEDED');
    expect((await exchange.call('GET', '/participants/sato')).body.automatic).to.equal(false);
  });

  it('of an auditor: its programs’ keys answer no more, until it is unlocked; after it is closed never', async () => {
    const auditor = await exchange.signIn('auditor');
    const { key } = (await exchange.callAs(auditor, 'POST', '/account/keys', { label: 'cron' })).body;
    const program = { accountId: '', headers: { authorization: `Bearer ${key}` } };
    const status = async () => (await exchange.callAs(program, 'GET', '/audit/head')).status;
    expect(await status()).to.equal(200);
    await lock(auditor.accountId);
    expect(await status()).to.equal(401);
    await unlock(auditor.accountId);
    expect(await status()).to.equal(200);
    await exchange.call('DELETE', `/accounts/${auditor.accountId}`);
    expect(await status()).to.equal(401);
  });

  it('is in the audit log, with who did it', async () => {
    await lock();
    await unlock();
    const entries: any[] = (await exchange.call('GET', '/audit')).body;
    const actions = entries.map(({ action }) => action).filter((action) => action.endsWith('/lock'));
    expect(actions).to.deep.equal([
      'PUT /api/accounts/:accountId/lock',
      'PUT /api/accounts/:accountId/lock',
      'DELETE /api/accounts/:accountId/lock',
      'DELETE /api/accounts/:accountId/lock',
    ]);
  });

  it('is refused for nobody, without a reason, and for the last operator who may sign in', async () => {
    const nobody = '00000000-0000-4000-8000-000000000000';
    expect((await lock(nobody)).status).to.equal(404);
    expect((await unlock(nobody)).status).to.equal(404);
    for (const bad of [
      {},
      { reason: '' },
      { reason: 'a\nb' },
      { reason: 'x'.repeat(101) },
      { reason: 'x', until: 1 },
    ]) {
      expect((await lock(accountId, bad)).status, JSON.stringify(bad)).to.equal(400);
    }
    expect((await exchange.call('PUT', '/accounts/x/lock', { reason: 'x' })).status).to.equal(400);
    const second = await exchange.signIn('operator');
    const third = await exchange.signIn('operator');
    expect((await lock(second.accountId)).status).to.equal(204);
    const first = (await exchange.call('GET', '/accounts')).body.find(
      (account: any) => account.role === 'operator' && ![second.accountId, third.accountId].includes(account.accountId),
    );
    const asThird = (method: 'PUT' | 'DELETE', path: string, body?: object) =>
      exchange.callAs(third, method, path, body);
    expect((await asThird('PUT', `/accounts/${first.accountId}/lock`, { reason: 'x' })).status).to.equal(204);
    for (const [method, path, body] of [
      ['PUT', `/accounts/${third.accountId}/lock`, { reason: 'x' }],
      ['PUT', `/accounts/${third.accountId}/role`, { role: 'ward' }],
      ['DELETE', `/accounts/${third.accountId}`, undefined],
    ] as const) {
      expect((await asThird(method, path, body)).body.code, method + path).to.equal('ACCOUNT_LAST_OPERATOR');
    }
    // Who cannot sign in anyway may be closed.
    expect((await asThird('DELETE', `/accounts/${second.accountId}`)).status).to.equal(204);
  });

  it('hears nothing more on an open stream', async () => {
    const caller = browser(await signIn());
    const written: string[] = [];
    const response = {
      write: (text: string) => written.push(String(text)),
      end: (text: string) => written.push(String(text)),
      once: () => undefined,
      writableLength: 0,
    };
    const account = { accountId, role: 'resident', participantIds: ['sato'] };
    const token = caller.headers.cookie!.split('=')[1]!;
    const stream = exchange.app.get(StreamService);
    stream.open(account as never, token, undefined, response as never);
    await lock();
    await stream.beat();
    expect(written.at(-1)).to.contain('event: ended');
  });
});
