import { expect } from 'chai';
import { generate } from 'otplib';
import { SetupService } from '#api/accounts/setup.service.js';
import { onBothDatabases, type TestDatabase } from './databases.js';
import { type Answer, type Caller, enrol, ORIGIN, startExchange, type TestExchange } from './exchange.js';
import { SoftwareAuthenticator } from './software-authenticator.js';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const PASSWORD = 'four calm words here';

onBothDatabases('accounts', (make) => {
  let database: TestDatabase;
  let exchange: TestExchange;

  beforeEach(async () => {
    database = await make();
    exchange = await startExchange(database.url);
    await enrol(exchange, ['sato', 'suzuki']);
  });

  afterEach(async () => {
    await exchange.app.close();
    await database.remove();
  });

  const call = (...args: Parameters<TestExchange['callAs']>) => exchange.callAs(...args);
  const browser = (answer: Answer): Caller => {
    const [cookie] = [answer.headers['set-cookie']].flat();
    return { accountId: '', headers: { cookie: cookie.split(';')[0], origin: ORIGIN } };
  };
  const signIn = (email: string, password = PASSWORD) => call(undefined, 'POST', '/session', { email, password });
  const notices = async () => (await exchange.call('GET', '/notices')).body;
  const later = (ms: number) => exchange.clock.advanceTo(exchange.clock.nowMs() + ms);
  /** Invites a person and lets them choose {@link PASSWORD}. @returns the account's id */
  const join = async (email: string, role = 'resident', participantIds: string[] = []) => {
    const person = { email, displayName: '佐藤 花子', role, participantIds };
    const { body } = await exchange.call('POST', '/accounts', person);
    const { token } = (await notices()).find((notice: any) => notice.email === email);
    expect((await call(undefined, 'POST', '/password', { token, password: PASSWORD })).status).to.equal(204);
    return body.accountId;
  };
  const codes = async (answers: Promise<Answer>[]) => (await Promise.all(answers)).map(({ body }) => body?.code);

  describe('signing in', () => {
    it('answers who it is; the cookie is for this site alone and no script', async () => {
      await join('hanako@example.jp', 'resident', ['sato']);
      const answer = await signIn(' Hanako@Example.JP ');
      expect(answer.body.step).to.equal('signedIn');
      expect(answer.body.account).to.deep.include({ email: 'hanako@example.jp', role: 'resident' });
      expect(answer.body.account.participants).to.deep.equal([{ participantId: 'sato', access: 'owner' }]);
      expect([answer.headers['set-cookie']].flat()[0]).to.match(/^ichien=[\w-]{43}; .*HttpOnly; SameSite=Strict/);
      const { body } = await call(browser(answer), 'GET', '/session');
      expect(body.account.email).to.equal('hanako@example.jp');
      expect(JSON.stringify(body)).not.to.match(/argon2|passwordHash|totp/);
    });

    it('is refused in one way, whatever is wrong', async () => {
      await join('hanako@example.jp');
      await exchange.call('POST', '/accounts', { email: 'new@example.jp', displayName: 'New', role: 'resident' });
      const closed = await join('closed@example.jp');
      await exchange.call('DELETE', `/accounts/${closed}`);
      const answers = [
        await signIn('hanako@example.jp', 'wrong'),
        await signIn('nobody@example.jp'),
        await signIn('new@example.jp'),
        await signIn('closed@example.jp'),
      ];
      for (const { status, body, headers } of answers) {
        expect(status).to.equal(401);
        expect(body).to.deep.equal(answers[0]!.body);
        expect(headers).not.to.have.property('set-cookie');
      }
    });

    it('waits longer after each failure, for names that exist and names that do not, also across a restart', async () => {
      await join('hanako@example.jp');
      for (const email of ['hanako@example.jp', 'nobody@example.jp']) {
        for (let guess = 0; guess < 5; guess++) expect((await signIn(email, 'wrong')).status).to.equal(401);
        const { status, body } = await signIn(email);
        expect([status, body.code, body.details.seconds]).to.deep.equal([429, 'TOO_MANY_ATTEMPTS', 30]);
      }
      const atMs = exchange.clock.nowMs();
      await exchange.app.close();
      exchange = await startExchange(database.url);
      exchange.clock.advanceTo(atMs);
      expect((await signIn('hanako@example.jp')).status).to.equal(429);
      later(30_000);
      expect((await signIn('hanako@example.jp')).status).to.equal(200);
      expect((await signIn('hanako@example.jp', 'wrong')).status, 'success forgets the failures').to.equal(401);
    });

    it('counts guesses at once as guesses one by one', async () => {
      await join('hanako@example.jp');
      const answers = await Promise.all(Array.from({ length: 12 }, () => signIn('hanako@example.jp', 'wrong')));
      expect(answers.filter(({ status }) => status === 401)).to.have.length.at.most(6);
    });

    /** Tokens that do not exist are failures under the network, and cost no hashing. */
    const failFromHere = async (times: number) => {
      for (let guess = 0; guess < times; guess++) {
        const token = String(guess).padStart(43, 'x');
        await call(undefined, 'POST', '/password', { token, password: PASSWORD });
      }
    };

    it('slows a whole network down', async () => {
      await failFromHere(30);
      const { status, body } = await signIn('another@example.jp');
      expect([status, body.details.seconds]).to.deep.equal([429, 30]);
    });

    it('makes nobody wait for what a neighbour behind the same address did right', async () => {
      for (const email of ['hanako@example.jp', 'taro@example.jp', 'jiro@example.jp']) await join(email);
      await failFromHere(30);
      for (let more = 0; more < 5; more++) {
        later(15 * MINUTE_MS);
        await failFromHere(1);
      }
      later(15 * MINUTE_MS);
      for (const email of ['hanako@example.jp', 'taro@example.jp', 'jiro@example.jp', 'hanako@example.jp']) {
        expect((await signIn(email)).status, email).to.equal(200);
      }
      expect((await signIn('taro@example.jp', 'wrong')).status).to.equal(401);
      expect((await signIn('jiro@example.jp')).body.code, 'a failure does').to.equal('TOO_MANY_ATTEMPTS');
    });

    it('does not count for a name what the network refused to try', async () => {
      await join('hanako@example.jp');
      await failFromHere(30);
      for (let press = 0; press < 6; press++) {
        expect((await signIn('hanako@example.jp')).status).to.equal(429);
      }
      const elsewhere = await exchange.app.inject({
        method: 'POST',
        url: '/api/session',
        remoteAddress: '198.51.100.7',
        payload: { email: 'hanako@example.jp', password: PASSWORD },
      });
      expect(elsewhere.statusCode).to.equal(200);
    });

    it('lets a ward’s desk register many from one address, and not without end', async () => {
      const register = async (index: number) => {
        const person = { email: `person-${index}@example.jp`, displayName: 'A' };
        return (await call(undefined, 'POST', '/registration', person)).status;
      };
      for (let index = 0; index < 100; index++) expect(await register(index), String(index)).to.equal(202);
      expect(await register(100)).to.equal(429);
      await join('hanako@example.jp');
      expect((await signIn('hanako@example.jp')).status, 'asking is not guessing').to.equal(200);
      const forgotten = (email: string) => call(undefined, 'POST', '/password/forgotten', { email });
      later(MINUTE_MS);
      expect((await forgotten('hanako@example.jp')).status).to.equal(202);
    });

    it('refuses what is not a form of ours', async () => {
      const bodies = [
        {},
        { email: 'x', password: 'y' },
        { email: 'a@b.jp' },
        [],
        null,
        { email: 'a@b.jp', password: {} },
      ];
      for (const body of bodies) {
        const { status, body: answer } = await call(undefined, 'POST', '/session', body as object);
        expect([status, answer.code], JSON.stringify(body)).to.deep.equal([400, 'BODY_INVALID']);
      }
      const large = { email: 'a@b.jp', password: 'x'.repeat(70_000) };
      expect((await call(undefined, 'POST', '/session', large)).status).to.equal(413);
      const inject = { email: "a'; DROP TABLE account; --@example.jp", password: 'x' };
      expect((await call(undefined, 'POST', '/session', inject)).status).to.equal(400);
    });
  });

  describe('a session', () => {
    it('ends when it is not used, and in all; signing out ends it at once', async () => {
      await join('hanako@example.jp');
      const [idle, used, left] = [
        await signIn('hanako@example.jp'),
        await signIn('hanako@example.jp'),
        await signIn('hanako@example.jp'),
      ].map(browser);
      expect((await call(left, 'DELETE', '/session')).status).to.equal(204);
      expect((await call(left, 'GET', '/session')).body.code).to.equal('SIGN_IN_NEEDED');
      for (let day = 1; day < 30; day++) {
        later(DAY_MS);
        expect((await call(used, 'GET', '/session')).status, `day ${day}`).to.equal(200);
      }
      expect((await call(idle, 'GET', '/session')).status).to.equal(401);
      later(DAY_MS);
      expect((await call(used, 'GET', '/session')).status, 'day 30').to.equal(401);
    });

    it('of staff ends after half an hour', async () => {
      const auditor = await exchange.signIn('auditor');
      later(29 * MINUTE_MS);
      expect((await call(auditor, 'GET', '/session')).status).to.equal(200);
      later(30 * MINUTE_MS);
      expect((await call(auditor, 'GET', '/session')).status).to.equal(401);
    });

    it('is listed and ended by its owner and nobody else', async () => {
      await join('hanako@example.jp');
      await join('taro@example.jp');
      const [phone, desk, stranger] = [
        browser(await signIn('hanako@example.jp')),
        browser(await signIn('hanako@example.jp')),
        browser(await signIn('taro@example.jp')),
      ];
      const { body } = await call(phone, 'GET', '/account/sessions');
      expect(body.map(({ current }: any) => current).sort()).to.deep.equal([false, true]);
      const { sessionId } = body.find(({ current }: any) => !current);
      expect((await call(stranger, 'DELETE', `/account/sessions/${sessionId}`)).body.code).to.equal('SESSION_UNKNOWN');
      expect((await call(phone, 'DELETE', `/account/sessions/${sessionId}`)).status).to.equal(204);
      expect((await call(desk, 'GET', '/session')).status).to.equal(401);
      expect((await call(phone, 'GET', '/session')).status).to.equal(200);
    });

    it('is not taken from another site, nor from a request that does not say where it comes from', async () => {
      await join('hanako@example.jp');
      const { cookie } = browser(await signIn('hanako@example.jp')).headers;
      const ask = async (headers: Record<string, string>, method: 'GET' | 'DELETE' = 'DELETE') =>
        (await call({ accountId: '', headers }, method, method === 'GET' ? '/session' : '/account/sessions')).status;
      expect(await ask({ cookie: cookie! })).to.equal(403);
      expect(await ask({ cookie: cookie!, origin: 'https://evil.example' })).to.equal(403);
      expect(await ask({ cookie: cookie!, origin: 'null' })).to.equal(403);
      expect(await ask({ cookie: cookie!, origin: ORIGIN, 'sec-fetch-site': 'same-site' })).to.equal(403);
      expect(await ask({ cookie: cookie!, origin: 'http://evil.example', host: 'evil.example' })).to.equal(403);
      expect(await ask({ cookie: cookie!, 'sec-fetch-site': 'same-origin' })).to.equal(204);
      expect(await ask({ cookie: cookie! }, 'GET')).to.equal(200);
    });

    it('ends with the password, but for the one that changed it', async () => {
      await join('hanako@example.jp');
      const [phone, desk] = [browser(await signIn('hanako@example.jp')), browser(await signIn('hanako@example.jp'))];
      const change = (oldPassword: string, password: string) =>
        call(phone, 'PUT', '/account/password', { oldPassword, password });
      expect((await change('wrong', 'another four words')).body.code).to.equal('SIGN_IN_REFUSED');
      expect((await change(PASSWORD, 'short')).body.code).to.equal('BODY_INVALID');
      expect((await change(PASSWORD, 'another four words')).status).to.equal(204);
      expect(await codes([call(phone, 'GET', '/session'), call(desk, 'GET', '/session')])).to.deep.equal([
        undefined,
        'SIGN_IN_NEEDED',
      ]);
      expect((await signIn('hanako@example.jp')).status).to.equal(401);
    });

    it('follows a change of role: signed out everywhere; the last operator stays', async () => {
      const accountId = await join('hanako@example.jp');
      const phone = browser(await signIn('hanako@example.jp'));
      expect((await exchange.call('PUT', `/accounts/${accountId}/role`, { role: 'ward' })).status).to.equal(204);
      expect((await call(phone, 'GET', '/session')).status).to.equal(401);
      expect((await signIn('hanako@example.jp')).body.step).to.equal('enrolSecondFactor');
      const operator = (await exchange.call('GET', '/accounts')).body.find(({ role }: any) => role === 'operator');
      expect((await exchange.call('DELETE', `/accounts/${operator.accountId}`)).body.code).to.equal(
        'ACCOUNT_LAST_OPERATOR',
      );
    });
  });

  it('the last operator who can sign in is not the last because of somebody who was only invited', async () => {
    const invited = { email: 'mistyped@example.jp', displayName: 'Op', role: 'operator' };
    const { accountId } = (await exchange.call('POST', '/accounts', invited)).body;
    const operators: any[] = (await exchange.call('GET', '/accounts')).body.filter(
      (one: any) => one.role === 'operator',
    );
    const own = operators.find((one) => one.accountId !== accountId).accountId;
    expect((await exchange.call('DELETE', `/accounts/${own}`)).body.code).to.equal('ACCOUNT_LAST_OPERATOR');
    expect((await exchange.call('DELETE', `/accounts/${accountId}`)).status, 'the invited may go').to.equal(204);
    await join('colleague@example.jp', 'operator');
    expect((await exchange.call('DELETE', `/accounts/${own}`)).status).to.equal(204);
  });

  it('a closed account’s address is free again, its letters are gone, and it stays closed', async () => {
    const closed = await join('hanako@example.jp', 'resident', ['sato']);
    await call(undefined, 'POST', '/password/forgotten', { email: 'hanako@example.jp' });
    const [letter] = await notices();
    expect((await exchange.call('DELETE', `/accounts/${closed}`)).status).to.equal(204);
    expect(await notices()).to.deep.equal([]);
    const late = await call(undefined, 'POST', '/password', { token: letter.token, password: PASSWORD });
    expect(late.body.code).to.equal('TOKEN_REFUSED');
    const again = await join('hanako@example.jp', 'resident', ['sato']);
    expect(again).not.to.equal(closed);
    expect((await signIn('hanako@example.jp')).body.account.accountId).to.equal(again);
    const family = await call(await exchange.signIn('resident', ['sato']), 'GET', '/account/family');
    expect(
      family.body.map(({ accountId }: any) => accountId),
      'the closed one sees nothing',
    ).to.deep.equal([again]);
    await exchange.call('DELETE', `/accounts/${again}`);
    await call(undefined, 'POST', '/registration', { email: 'hanako@example.jp', displayName: '花子' });
    expect((await notices()).map(({ purpose }: any) => purpose)).to.deep.equal(['invitation']);
  });

  describe('invitation and reset', () => {
    it('a token works once, replaces the earlier one, and expires; the notice is gone with it', async () => {
      const { body } = await exchange.call('POST', '/accounts', {
        email: 'a@example.jp',
        displayName: 'A',
        role: 'resident',
      });
      const accept = (token: string) => call(undefined, 'POST', '/password', { token, password: PASSWORD });
      const [first] = await notices();
      await exchange.call('POST', `/accounts/${body.accountId}/invitation`);
      const [second] = await notices();
      expect((await accept(first.token)).body.code).to.equal('TOKEN_REFUSED');
      const both = await Promise.all([accept(second.token), accept(second.token)]);
      expect(both.map(({ status }) => status).sort()).to.deep.equal([204, 403]);
      expect(await notices()).to.deep.equal([]);
      await call(undefined, 'POST', '/password/forgotten', { email: 'a@example.jp' });
      const [reset] = await notices();
      expect(reset.purpose).to.equal('reset');
      later(60 * MINUTE_MS);
      expect((await accept(reset.token)).body.code).to.equal('TOKEN_REFUSED');
      expect(await notices()).to.deep.equal([]);
    });

    it('an account that nobody took up ends with its letter, as the log shows; an owner’s waits to be invited again', async () => {
      const invite = async (email: string, participantIds: string[] = []) => {
        const { body } = await exchange.call('POST', '/accounts', {
          ...guest(email),
          role: 'resident',
          participantIds,
        });
        expect(body.invited.untilMs).to.equal(exchange.clock.nowMs() + 7 * DAY_MS);
        return body.accountId;
      };
      const guest = (email: string) => ({ email, displayName: 'Guest' });
      const lapsing = await invite('lapsing@example.jp');
      const owning = await invite('owning@example.jp', ['sato']);
      const again = await invite('again@example.jp');
      await join('taken@example.jp');
      await call(undefined, 'POST', '/registration', guest('stranger@example.jp'));
      later(6 * DAY_MS);
      await exchange.call('POST', `/accounts/${again}/invitation`);
      await exchange.scheduler.tick();
      later(DAY_MS);
      await exchange.scheduler.tick();
      const people = (await exchange.call('GET', '/accounts')).body;
      const kept = people.filter(({ email }: any) => /^(lapsing|owning|again|taken|stranger)@/.test(email));
      expect(kept.map(({ email, invited }: any) => [email, invited]).sort()).to.deep.equal([
        ['again@example.jp', { untilMs: exchange.clock.nowMs() + 6 * DAY_MS }],
        ['owning@example.jp', { untilMs: null }],
        ['taken@example.jp', null],
      ]);
      const log = (await exchange.call('GET', '/audit?limit=1000')).body;
      const lapsed = log.filter(({ action }: any) => action === 'account.lapsed');
      expect(lapsed).to.have.length(2);
      expect(lapsed.map(({ accountId }: any) => accountId)).to.include(lapsing);
      expect((await call(undefined, 'POST', '/registration', guest('stranger@example.jp'))).status).to.equal(202);
      expect((await notices()).map(({ email }: any) => email)).to.include('stranger@example.jp');
      expect((await exchange.call('POST', `/accounts/${owning}/invitation`)).status).to.equal(204);
      expect((await exchange.call('POST', `/accounts/${lapsing}/invitation`)).body.code).to.equal('ACCOUNT_UNKNOWN');
    });

    it('asking tells nothing of who has an account', async () => {
      await join('a@example.jp');
      for (const path of ['/password/forgotten', '/registration']) {
        const more = path === '/registration' ? { displayName: 'A' } : {};
        const known = await call(undefined, 'POST', path, { email: 'a@example.jp', ...more });
        const unknown = await call(undefined, 'POST', path, { email: 'b@example.jp', ...more });
        expect([known.status, known.body]).to.deep.equal([unknown.status, unknown.body]);
        expect(known.status).to.equal(202);
      }
      const sent = (await notices()).map(({ email, purpose }: any) => `${purpose} ${email}`);
      expect(sent.sort()).to.deep.equal(['invitation b@example.jp', 'reset a@example.jp']);
    });

    it('a reset ends all sessions', async () => {
      await join('a@example.jp');
      const phone = browser(await signIn('a@example.jp'));
      await call(undefined, 'POST', '/password/forgotten', { email: 'a@example.jp' });
      const [{ token }] = await notices();
      await call(undefined, 'POST', '/password', { token, password: 'another four words' });
      expect((await call(phone, 'GET', '/session')).status).to.equal(401);
    });
  });

  describe('the second factor of staff', () => {
    const secondsNow = () => Math.floor(exchange.clock.nowMs() / 1000);
    const enrolFactor = async (half: Caller) => {
      const { secret, uri } = (await call(half, 'POST', '/session/authenticator')).body;
      expect(uri).to.match(/^otpauth:\/\/totp\//);
      const answer = await call(half, 'POST', '/session/code', {
        code: await generate({ secret, epoch: secondsNow() }),
      });
      return { secret, answer };
    };

    it('is enrolled at the first sign-in and asked for at each; a code works once', async () => {
      await join('eve@example.jp', 'auditor');
      const first = await signIn('eve@example.jp');
      expect(first.body).to.deep.equal({ step: 'enrolSecondFactor', account: null });
      const half = browser(first);
      expect((await call(half, 'GET', '/audit')).body.code).to.equal('SECOND_FACTOR_NEEDED');
      const { secret, answer } = await enrolFactor(half);
      expect(answer.body.recoveryCodes).to.have.length(10);
      expect((await call(half, 'GET', '/session')).status, 'the half session is gone').to.equal(401);
      expect((await call(browser(answer), 'GET', '/audit')).status).to.equal(200);

      const again = await signIn('eve@example.jp');
      expect(again.body.step).to.equal('secondFactor');
      const show = (code: string) => call(browser(again), 'POST', '/session/code', { code });
      const used = await generate({ secret, epoch: secondsNow() });
      expect((await show(used)).body.code, 'used once').to.equal('SECOND_FACTOR_REFUSED');
      expect((await call(browser(again), 'POST', '/session/authenticator')).body.code).to.equal('SECOND_FACTOR_EXISTS');
      later(MINUTE_MS);
      const next = await generate({ secret, epoch: secondsNow() });
      const both = await Promise.all([show(next), show(next)]);
      expect(both.map(({ status }) => status).sort()).to.deep.equal([200, 401]);
    });

    it('a recovery code works once; an operator takes a lost one away', async () => {
      const accountId = await join('eve@example.jp', 'auditor');
      const { answer } = await enrolFactor(browser(await signIn('eve@example.jp')));
      const [code] = answer.body.recoveryCodes;
      const recover = async () => call(browser(await signIn('eve@example.jp')), 'POST', '/session/code', { code });
      const recovered = await recover();
      expect(recovered.body).to.include({ step: 'signedIn' });
      expect((await recover()).status).to.equal(401);
      expect((await exchange.call('DELETE', `/accounts/${accountId}/second-factor`)).status).to.equal(204);
      expect((await call(browser(recovered), 'GET', '/session')).status).to.equal(401);
      expect((await signIn('eve@example.jp')).body.step).to.equal('enrolSecondFactor');
    });

    it('is not guessed: codes are throttled', async () => {
      await join('eve@example.jp', 'auditor');
      const half = browser(await signIn('eve@example.jp'));
      await call(half, 'POST', '/session/authenticator');
      for (let guess = 0; guess < 5; guess++) {
        expect((await call(half, 'POST', '/session/code', { code: '000000' })).status).to.equal(401);
      }
      expect((await call(half, 'POST', '/session/code', { code: '000000' })).status).to.equal(429);
    });
  });

  describe('passkeys', () => {
    const make = async (person: Caller, device: SoftwareAuthenticator) => {
      const options = (await call(person, 'POST', '/account/passkeys/options')).body;
      return call(person, 'POST', '/account/passkeys', { label: 'phone', response: device.create(options) });
    };
    const use = async (device: SoftwareAuthenticator) => {
      const options = (await call(undefined, 'POST', '/session/passkey/options')).body;
      return { options, answer: await call(undefined, 'POST', '/session/passkey', { response: device.get(options) }) };
    };

    it('are made, sign in by themselves, and are removed', async () => {
      await join('hanako@example.jp');
      const person = browser(await signIn('hanako@example.jp'));
      const device = new SoftwareAuthenticator(ORIGIN);
      expect((await make(person, device)).status).to.equal(204);
      expect((await make(person, device)).body.code, 'the same twice').to.equal('PASSKEY_REFUSED');
      const { answer } = await use(device);
      expect(answer.body).to.nested.include({ step: 'signedIn', 'account.email': 'hanako@example.jp' });
      expect((await call(browser(answer), 'GET', '/session')).status).to.equal(200);
      const [{ credentialId, label }] = (await call(person, 'GET', '/account/passkeys')).body;
      expect(label).to.equal('phone');
      const stranger = await exchange.signIn('resident');
      expect((await call(stranger, 'DELETE', `/account/passkeys/${credentialId}`)).body.code).to.equal(
        'PASSKEY_UNKNOWN',
      );
      expect((await call(person, 'DELETE', `/account/passkeys/${credentialId}`)).status).to.equal(204);
      expect((await use(device)).answer.body.code).to.equal('PASSKEY_REFUSED');
    });

    it('are added only soon after signing in: an unattended browser does not become a key', async () => {
      await join('hanako@example.jp');
      const person = browser(await signIn('hanako@example.jp'));
      later(16 * MINUTE_MS);
      for (const path of ['/account/passkeys/options', '/session/authenticator']) {
        const { status, body } = await call(person, 'POST', path);
        expect([status, body.code], path).to.deep.equal([403, 'SIGN_IN_AGAIN']);
      }
    });

    it('are refused from another site, with an old challenge, a cloned counter, an unknown key', async () => {
      await join('hanako@example.jp');
      const person = browser(await signIn('hanako@example.jp'));
      expect((await make(person, new SoftwareAuthenticator('https://evil.example'))).body.code).to.equal(
        'PASSKEY_REFUSED',
      );
      const device = new SoftwareAuthenticator(ORIGIN);
      await make(person, device);
      const { options } = await use(device);
      const replay = await call(undefined, 'POST', '/session/passkey', { response: device.get(options) });
      expect(replay.body.code).to.equal('PASSKEY_REFUSED');
      device.counter = 0;
      expect((await use(device)).answer.body.code, 'the counter went back').to.equal('PASSKEY_REFUSED');
      expect((await use(new SoftwareAuthenticator(ORIGIN))).answer.body.code).to.equal('PASSKEY_REFUSED');
      device.counter = 10;
      const late = (await call(undefined, 'POST', '/session/passkey/options')).body;
      later(5 * MINUTE_MS);
      expect((await call(undefined, 'POST', '/session/passkey', { response: device.get(late) })).status).to.equal(401);
      expect((await use(device)).answer.status, 'all that did no harm').to.equal(200);
    });
  });

  describe('supply points', () => {
    it('family sees them and does not act; strangers do not find them', async () => {
      await join('hanako@example.jp', 'resident', ['sato']);
      await join('taro@example.jp', 'resident', ['suzuki']);
      const [owner, other] = [browser(await signIn('hanako@example.jp')), browser(await signIn('taro@example.jp'))];
      const [others, unknown] = [
        await call(other, 'GET', '/participants/sato'),
        await call(other, 'GET', '/participants/nobody'),
      ];
      expect(JSON.stringify(others.body).replaceAll('sato', 'nobody')).to.equal(JSON.stringify(unknown.body));
      expect(others.status).to.equal(404);
      const share = (caller: Caller, participantIds: string[]) =>
        call(caller, 'POST', '/account/family', { email: 'taro@example.jp', displayName: 'Taro', participantIds });
      expect((await share(other, ['sato'])).body.code).to.equal('PARTICIPANT_UNKNOWN');
      expect((await share(owner, ['sato'])).status).to.equal(204);
      expect((await call(other, 'GET', '/participants/sato')).status).to.equal(200);
      expect((await share(other, ['sato'])).body.code, 'family does not share on').to.equal('PARTICIPANT_UNKNOWN');
      const [member] = (await call(owner, 'GET', '/account/family')).body;
      expect(member).to.include({ email: 'taro@example.jp', access: 'family' });
      const secret = { email: 'eve@example.jp', displayName: 'Eve', role: 'resident', participantIds: ['sato'] };
      await exchange.call('POST', '/accounts', secret);
      const seen = (await call(owner, 'GET', '/account/family')).body;
      expect(seen[0], 'what the operator gave is seen').to.include({ email: 'eve@example.jp', access: 'owner' });
      expect((await call(owner, 'DELETE', `/account/family/${member.accountId}`)).status).to.equal(204);
      expect((await call(other, 'GET', '/participants/sato')).status).to.equal(404);
      expect((await call(owner, 'DELETE', `/account/family/${member.accountId}`)).body.code).to.equal(
        'ACCOUNT_UNKNOWN',
      );
    });

    it('are shared with twenty others, however many they are, and not without end', async () => {
      const ids = Array.from({ length: 20 }, (_, index) => `flat-${index}`);
      await enrol(exchange, ids);
      const owner = await exchange.signIn('resident', ids);
      const share = (email: string, participantIds = ids) =>
        call(owner, 'POST', '/account/family', { email, displayName: 'A', participantIds });
      for (let other = 0; other < 20; other++) {
        expect((await share(`other-${other}@example.jp`)).status, String(other)).to.equal(204);
      }
      expect((await share('one-too-many@example.jp')).body.code).to.equal('TOO_MANY_ATTEMPTS');
      later(MINUTE_MS);
      expect((await share('one-too-many@example.jp')).body.code).to.equal('FAMILY_LIMIT_REACHED');
      later(MINUTE_MS);
      expect((await share('other-3@example.jp')).status, 'who sees them already').to.equal(204);
      const [{ accountId }] = (await call(owner, 'GET', '/account/family')).body;
      for (let loop = 0; loop < 3; loop++) {
        await call(owner, 'DELETE', `/account/family/${accountId}`);
        expect((await share(`new-${loop}@example.jp`)).body.code).to.equal('TOO_MANY_ATTEMPTS');
      }
    });

    it('nobody trades for another', async () => {
      await exchange.scheduler.tick();
      const [slot] = (await exchange.call('GET', '/slots')).body.openSlots;
      const owner = await exchange.signIn('resident', ['sato']);
      const place = (participantId: string) =>
        call(owner, 'POST', `/slots/${slot}/commands`, {
          type: 'place',
          clientOrderId: participantId,
          participantId,
          side: 'sell',
          priceSen: 1200,
          energyWh: 100,
        });
      expect((await place('sato')).status).to.equal(200);
      const [others, unknown] = [await place('suzuki'), await place('nobody')];
      expect([others.status, others.body.code, unknown.body.code]).to.deep.equal([
        404,
        'PARTICIPANT_UNKNOWN',
        'PARTICIPANT_UNKNOWN',
      ]);
    });
  });

  describe('devices', () => {
    it('send the readings of their own meter and of no other, until the key is revoked', async () => {
      const [slot] = await (async () => {
        await exchange.scheduler.tick();
        return (await exchange.call('GET', '/slots')).body.openSlots;
      })();
      const { keyId, key } = (await exchange.call('POST', '/devices', { meterId: 'meter-sato', label: 'roof' })).body;
      expect((await exchange.call('POST', '/devices', { meterId: 'none', label: 'x' })).body.code).to.equal(
        'METER_UNKNOWN',
      );
      const device: Caller = { accountId: '', headers: { authorization: `Bearer ${key}` } };
      exchange.clock.advanceTo((slot + 1) * 1_800_000);
      const send = (meterId: string, caller = device) =>
        call(caller, 'POST', '/readings', { readings: [{ meterId, slot, exportWh: 100, importWh: 0 }] });
      const [others, unknown] = [await send('meter-suzuki'), await send('meter-none')];
      expect([others.status, others.body.code]).to.deep.equal([404, 'METER_UNKNOWN']);
      expect(others.body.message).to.equal(unknown.body.message.replace('meter-none', 'meter-suzuki'));
      expect((await send('meter-sato')).status).to.equal(200);
      expect((await exchange.call('GET', '/devices')).body[0])
        .to.include({ keyId, meterId: 'meter-sato' })
        .and.not.have.property('keyHash');
      expect((await exchange.call('DELETE', `/devices/${keyId}`)).status).to.equal(204);
      expect((await send('meter-sato')).status).to.equal(401);
      expect((await exchange.call('DELETE', `/devices/${keyId}`)).body.code).to.equal('KEY_UNKNOWN');
    });

    it('an auditor’s key reads and changes nothing', async () => {
      const auditor = await exchange.signIn('auditor');
      const { key, keyId } = (await call(auditor, 'POST', '/account/keys', { label: 'watch' })).body;
      const program: Caller = { accountId: '', headers: { authorization: `Bearer ${key}` } };
      expect((await call(program, 'GET', '/audit')).status).to.equal(200);
      expect((await call(program, 'POST', '/account/keys', { label: 'more' })).status).to.equal(401);
      expect((await call(await exchange.signIn('auditor'), 'DELETE', `/account/keys/${keyId}`)).status).to.equal(404);
      expect((await call(auditor, 'DELETE', `/account/keys/${keyId}`)).status).to.equal(204);
      expect((await call(program, 'GET', '/audit')).status).to.equal(401);
    });
  });

  describe('the first operator', () => {
    it('is made once, by whoever has the token of an empty exchange', async () => {
      const empty = await make();
      const fresh = await startExchange(empty.url);
      const { token } = fresh.app.get(SetupService);
      const setup = (given: string) =>
        fresh.callAs(undefined, 'POST', '/setup', {
          token: given,
          email: 'op@example.jp',
          displayName: 'Op',
          password: PASSWORD,
        });
      expect((await setup('wrong')).body.code).to.equal('TOKEN_REFUSED');
      const both = await Promise.all([setup(token!), setup(token!)]);
      expect(both.map(({ status }) => status).sort()).to.deep.equal([204, 409]);
      expect((await setup(token!)).body.code).to.equal('SETUP_DONE');
      const { body } = await fresh.callAs(undefined, 'POST', '/session', {
        email: 'op@example.jp',
        password: PASSWORD,
      });
      expect(body.step).to.equal('enrolSecondFactor');
      await fresh.app.close();
      const again = await startExchange(empty.url);
      expect(again.app.get(SetupService).token).to.equal(undefined);
      await again.app.close();
      await empty.remove();
    });
  });
});
